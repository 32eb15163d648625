#include "media/ingest/srt_admission.h"

static IngestKeys *make_keys(void) {
    static const IngestKey KEYS[] = {
        {.key = "open", .meeting_id = "m1", .is_open = true, .passphrase = "ten letters"},
        {.key = "closed", .meeting_id = "m2", .closed_reason = "Come tomorrow."},
        {.key = "busy", .meeting_id = "m3", .is_open = true},
    };
    static const StreamName FULL[] = {{.key = "busy"}};
    g_autofree IngestKey *copy = g_memdup2(KEYS, sizeof KEYS);
    IngestKeys *plain = ingest_keys_new(copy, G_N_ELEMENTS(KEYS));
    IngestKeys *keys = ingest_keys_with_full(plain, FULL, G_N_ELEMENTS(FULL));
    ingest_keys_free(plain);
    return keys;
}

static void test_decisions(void) {
    static const struct {
        const char *stream_id;
        SrtEntry entry;
        int code;
        const char *meeting_id, *reason;
    } CASES[] = {
        {"publish:open", SRT_ENTRY_OPEN, 0, "m1", ""},
        {"publish:open/en", SRT_ENTRY_OPEN, 0, "m1", ""},
        {"publish:other", SRT_ENTRY_UNKNOWN, 1401, "", "The stream key is not known."},
        {"publish:closed", SRT_ENTRY_CLOSED, 1403, "m2", "Come tomorrow."},
        {"publish:busy", SRT_ENTRY_BOTH_TAKEN, 1409, "m3",
         "Two encoders publish with this key already."},
        {"publish:busy/en", SRT_ENTRY_OPEN, 0, "m3", ""},
        {"#!::r=open,m=request", SRT_ENTRY_PLAY, 1405, "",
         "This port takes streams and plays none."},
        {"", SRT_ENTRY_NO_KEY, 1400, "", "No stream key was given."},
        {NULL, SRT_ENTRY_NO_KEY, 1400, "", "No stream key was given."},
        {"a b", SRT_ENTRY_MALFORMED, 1400, "",
         "The stream key or the language after it is not well formed."},
    };
    SrtAdmission admission;
    srt_admission_init(&admission);
    srt_admission_replace(&admission, make_keys());
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        SrtDecision decision;
        g_test_message("%s", CASES[i].stream_id ? CASES[i].stream_id : "none");
        srt_admission_decide(&admission, CASES[i].stream_id, &decision);
        g_assert_cmpint(decision.entry, ==, CASES[i].entry);
        g_assert_cmpint(decision.reject_code, ==, CASES[i].code);
        g_assert_cmpstr(decision.meeting_id, ==, CASES[i].meeting_id);
        g_assert_cmpstr(decision.reason, ==, CASES[i].reason);
    }
    SrtDecision decision;
    srt_admission_decide(&admission, "publish:open", &decision);
    g_assert_cmpstr(decision.passphrase, ==, "ten letters");
    srt_admission_clear(&admission);
}

static void test_nothing_yet(void) {
    SrtAdmission admission;
    SrtDecision decision;
    srt_admission_init(&admission);
    srt_admission_decide(&admission, "publish:open", &decision);
    g_assert_cmpint(decision.entry, ==, SRT_ENTRY_UNKNOWN);
    srt_admission_clear(&admission);
}

#define N_REPLACEMENTS 2000

static gpointer decide_until_told(gpointer data) {
    SrtAdmission *admission = ((gpointer *)data)[0];
    int *is_over = ((gpointer *)data)[1];
    while (!g_atomic_int_get(is_over)) {
        SrtDecision decision;
        srt_admission_decide(admission, "publish:closed", &decision);
        g_assert_cmpint(decision.entry, ==, SRT_ENTRY_CLOSED);
        g_assert_cmpstr(decision.reason, ==, "Come tomorrow.");
    }
    return NULL;
}

/* For the sanitizers: sets are replaced while they are read. */
static void test_replaced_while_read(void) {
    SrtAdmission admission;
    int is_over = 0;
    gpointer data[] = {&admission, &is_over};
    srt_admission_init(&admission);
    srt_admission_replace(&admission, make_keys());
    GThread *reader = g_thread_new("reader", decide_until_told, data);
    for (unsigned i = 0; i < N_REPLACEMENTS; i++) {
        srt_admission_replace(&admission, make_keys());
        g_assert_cmpuint(admission.retired->len, <=, 1);
    }
    g_atomic_int_set(&is_over, 1);
    g_thread_join(reader);
    srt_admission_clear(&admission);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/srt_admission/decisions", test_decisions);
    g_test_add_func("/srt_admission/nothing_yet", test_nothing_yet);
    g_test_add_func("/srt_admission/replaced_while_read", test_replaced_while_read);
    return g_test_run();
}
