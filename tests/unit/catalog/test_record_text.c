/* Canonical texts of records: the golden one, what is refused, names, sets of many intervals. */
#include <string.h>

#include "catalog/attendance/record_text.h"

static const char GOLDEN[] =
    "tongping-record 1\n"
    "id 0190be00-0000-7000-8000-000000000001\n"
    "register 0190be00-0000-7000-8000-000000000002\n"
    "event study 0190be00-0000-7000-8000-000000000003\n"
    "title \xc3\xa9 x\n"
    "began 1772326800000000\n"
    "member 0190be00-0000-7000-8000-000000000004\n"
    "name AB\n"
    "unit 0190be00-0000-7000-8000-000000000005 -\n"
    "rule credit-1\n"
    "policy 0190be00-0000-7000-8000-000000000006 1\n"
    "faults -\n"
    "live 0-5000,7000-9000\n"
    "replay -\n"
    "offline -\n"
    "presence -\n"
    "required 10000\n"
    "covered 7000\n"
    "credited 7000\n"
    "state partial\n"
    "how remote,account\n"
    "confirmed -\n"
    "log 2026-03-01:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    "replaces -\n"
    "reason -\n"
    "approved -\n"
    "closed 5\n";

static void fill(RecordText *record) {
    RecordDay day = {"2026-03-01",
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    *record = (RecordText){.id = "0190be00-0000-7000-8000-000000000001",
                           .register_id = "0190be00-0000-7000-8000-000000000002",
                           .event_id = "0190be00-0000-7000-8000-000000000003",
                           .kind = RECORD_STUDY,
                           .title = g_strdup("e\xcc\x81 x"),
                           .began_at_us = 1772326800000000,
                           .member_id = "0190be00-0000-7000-8000-000000000004",
                           .name = g_strdup("A\n\r\xe2\x80\xa8\x01"
                                            "B"),
                           .unit_id = "0190be00-0000-7000-8000-000000000005",
                           .unit_name = g_strdup("\n"),
                           .policy_id = "0190be00-0000-7000-8000-000000000006",
                           .policy_version = 1,
                           .required_ms = 10000,
                           .covered_ms = 7000,
                           .credited_ms = 7000,
                           .state = CREDIT_PARTIAL,
                           .how = 1u << RECORD_HOW_REMOTE | 1u << RECORD_HOW_ACCOUNT,
                           .closed_at_us = 5};
    record->sets[RECORD_LIVE] = interval_set_new_one(0, 5000);
    interval_set_add(record->sets[RECORD_LIVE], 7000, 9000);
    record->days = g_array_new(FALSE, TRUE, sizeof(RecordDay));
    g_array_append_val(record->days, day);
}

static void test_golden(void) {
    g_auto(RecordText) record;
    g_autoptr(GString) out = g_string_new(NULL);
    fill(&record);
    record_text_append(&record, out);
    g_assert_cmpstr(out->str, ==, GOLDEN);
}

static void test_parse(void) {
    g_auto(RecordText) record = {.id = ""};
    g_assert_true(record_text_parse(GOLDEN, strlen(GOLDEN), &record));
    g_assert_cmpint(record.kind, ==, RECORD_STUDY);
    g_assert_cmpstr(record.name, ==, "AB");
    g_assert_null(record.unit_name);
    g_assert_cmpint(record.state, ==, CREDIT_PARTIAL);
    g_assert_cmpint(interval_set_sum(record.sets[RECORD_LIVE]), ==, 7000);
    g_assert_cmpuint(record.days->len, ==, 1);
}

/* One letter less, anywhere, is no record. */
static void test_refused(void) {
    g_auto(RecordText) record = {.id = ""};
    static const struct {
        const char *good, *bad;
    } CASES[] = {
        {"began 1772", "began 01772"},
        {"live 0-5000,7000-9000", "live 0-5000,5000-9000"},
        {"live 0-5000,7000-9000", "live 7000-9000,0-5000"},
        {"how remote,account", "how account,remote"},
        {"state partial", "state Partial"},
        {"name AB", "name A\rB"},
        {"\xc3\xa9 x", "e\xcc\x81 x"},
        {"closed 5\n", "closed 5"},
        {"closed 5\n", "closed 5\n\n"},
        {"event study", "event party"},
        {"2026-03-01:", "2026-03-1:"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) text = g_string_new(GOLDEN);
        g_assert_cmpuint(g_string_replace(text, CASES[i].good, CASES[i].bad, 1), ==, 1);
        g_test_message("%s", CASES[i].bad);
        g_assert_false(record_text_parse(text->str, text->len, &record));
    }
}

static void test_coarse(void) {
    g_auto(RecordText) record;
    g_autoptr(GString) out = g_string_new(NULL);
    fill(&record);
    record.sets[RECORD_PRESENCE] = interval_set_new();
    for (int64_t i = 0; i <= RECORD_TEXT_MAX_INTERVALS; i++) /* gaps of 1500 ms: closed at 2 s */
        interval_set_add(record.sets[RECORD_PRESENCE], i * 2000, i * 2000 + 500);
    interval_set_add(record.sets[RECORD_PRESENCE], 900000, 900001);
    record_text_append(&record, out);
    g_assert_nonnull(strstr(out->str, "\npresence 0-600500,900000-900001\n"));
    g_auto(RecordText) again = {.id = ""};
    g_assert_true(record_text_parse(out->str, out->len, &again));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record_text/golden", test_golden);
    g_test_add_func("/record_text/parse", test_parse);
    g_test_add_func("/record_text/refused", test_refused);
    g_test_add_func("/record_text/coarse", test_coarse);
    return g_test_run();
}
