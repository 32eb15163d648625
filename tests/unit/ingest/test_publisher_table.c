#include "media/ingest/publisher_table.h"

#include <string.h>

typedef struct Fixture {
    PublisherTable *table;
    IngestKeys *keys;
    Publisher a, b, c;
    GString *trace; /* "+a" begins, "+a!" takes over, "-a" ends, "xa" is closed */
} Fixture;

static char letter_of(const Fixture *fixture, const Publisher *publisher) {
    return publisher == &fixture->a ? 'a' : publisher == &fixture->b ? 'b' : 'c';
}

static void on_begin(Publisher *publisher, void *user) {
    Fixture *fixture = user;
    g_string_append_printf(fixture->trace, "+%c%s", letter_of(fixture, publisher),
                           publisher->took_over ? "!" : "");
}

static void on_end(Publisher *publisher, const char *reason, void *user) {
    Fixture *fixture = user;
    g_assert_cmpstr(reason, !=, "");
    g_string_append_printf(fixture->trace, "-%c", letter_of(fixture, publisher));
}

static void on_close(Publisher *publisher, const char *reason, void *user) {
    Fixture *fixture = user;
    g_assert_null(publisher->slot);
    g_string_append_printf(fixture->trace, "x%c", letter_of(fixture, publisher));
}

static IngestKeys *make_keys(bool is_open, const char *input) {
    IngestKey keys[] = {
        {.key = "k", .meeting_id = "m", .is_open = is_open},
        {.key = "closed", .meeting_id = "m", .closed_reason = "Come tomorrow."},
    };
    g_strlcpy(keys[0].input_id, input, sizeof keys[0].input_id);
    return ingest_keys_new(keys, G_N_ELEMENTS(keys));
}

static void set_up(Fixture *fixture, gconstpointer data) {
    static const PublisherEvents EVENTS = {on_begin, on_end, on_close};
    fixture->trace = g_string_new(NULL);
    fixture->table = publisher_table_new(3, &EVENTS, fixture);
    fixture->keys = make_keys(true, "i");
    publisher_table_set_keys(fixture->table, fixture->keys);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    publisher_table_detach(fixture->table, &fixture->a, "end");
    publisher_table_detach(fixture->table, &fixture->b, "end");
    publisher_table_detach(fixture->table, &fixture->c, "end");
    g_assert_cmpuint(publisher_table_count(fixture->table), ==, 0);
    publisher_table_free(fixture->table);
    ingest_keys_free(fixture->keys);
    g_string_free(fixture->trace, TRUE);
}

static void replace_keys(Fixture *fixture, IngestKeys *keys) {
    publisher_table_set_keys(fixture->table, keys);
    ingest_keys_free(fixture->keys);
    fixture->keys = keys;
}

static void expect(Fixture *fixture, const char *trace) {
    g_assert_cmpstr(fixture->trace->str, ==, trace);
    g_string_truncate(fixture->trace, 0);
}

static PublisherVerdict attach(Fixture *fixture, const char *key, const char *language,
                               Publisher *publisher) {
    const IngestKey *found;
    StreamName name = {{0}};
    g_strlcpy(name.key, key, sizeof name.key);
    g_strlcpy(name.language, language, sizeof name.language);
    return publisher_table_attach(fixture->table, &name, publisher, &found);
}

static void attach_heard(Fixture *fixture, Publisher *publisher) {
    g_assert_cmpint(attach(fixture, "k", "", publisher), ==, PUBLISHER_ACCEPTED);
    publisher_table_heard(fixture->table, publisher);
}

static void test_verdicts(Fixture *fixture, gconstpointer data) {
    g_assert_cmpint(attach(fixture, "none", "", &fixture->a), ==, PUBLISHER_KEY_UNKNOWN);
    g_assert_cmpint(attach(fixture, "closed", "", &fixture->a), ==, PUBLISHER_KEY_CLOSED);
    g_assert_null(fixture->a.slot);
    g_assert_cmpstr(
        publisher_verdict_text(PUBLISHER_KEY_CLOSED, ingest_keys_find(fixture->keys, "closed")), ==,
        "Come tomorrow.");
    attach_heard(fixture, &fixture->a);
    attach_heard(fixture, &fixture->b);
    StreamName full[2];
    g_assert_cmpuint(publisher_table_list_full(fixture->table, full, 2), ==, 1);
    g_assert_cmpstr(full[0].key, ==, "k");
    g_assert_cmpint(attach(fixture, "k", "", &fixture->c), ==, PUBLISHER_BOTH_TAKEN);
    Publisher fourth = {0};
    g_assert_cmpint(attach(fixture, "k", "en", &fixture->c), ==, PUBLISHER_ACCEPTED);
    g_assert_cmpint(attach(fixture, "k", "ug", &fourth), ==, PUBLISHER_TOO_MANY);
    expect(fixture, "+a");
}

static void test_first_heard_is_active(Fixture *fixture, gconstpointer data) {
    attach(fixture, "k", "", &fixture->a);
    attach(fixture, "k", "", &fixture->b);
    expect(fixture, "");
    publisher_table_heard(fixture->table, &fixture->b);
    publisher_table_heard(fixture->table, &fixture->a);
    publisher_table_heard(fixture->table, &fixture->b);
    expect(fixture, "+b");
    g_assert_true(publisher_table_has_spare(&fixture->b));
}

static void test_take_over(Fixture *fixture, gconstpointer data) {
    attach_heard(fixture, &fixture->a);
    attach_heard(fixture, &fixture->b);
    publisher_table_silent(fixture->table, &fixture->a);
    expect(fixture, "+a-a+b!");
    publisher_table_heard(fixture->table, &fixture->a);
    expect(fixture, "");
    publisher_table_detach(fixture->table, &fixture->b, "left");
    expect(fixture, "-b+a!");
    publisher_table_detach(fixture->table, &fixture->a, "left");
    expect(fixture, "-a");
}

static void test_late_spare(Fixture *fixture, gconstpointer data) {
    attach_heard(fixture, &fixture->a);
    publisher_table_silent(fixture->table, &fixture->a);
    expect(fixture, "+a");
    attach(fixture, "k", "", &fixture->b);
    expect(fixture, "");
    publisher_table_heard(fixture->table, &fixture->b);
    expect(fixture, "-a+b!");
}

static void test_silent_spare(Fixture *fixture, gconstpointer data) {
    attach_heard(fixture, &fixture->a);
    attach_heard(fixture, &fixture->b);
    publisher_table_silent(fixture->table, &fixture->b);
    publisher_table_silent(fixture->table, &fixture->a);
    expect(fixture, "+a");
    publisher_table_heard(fixture->table, &fixture->a);
    expect(fixture, "");
    publisher_table_detach(fixture->table, &fixture->a, "left");
    expect(fixture, "-a");
    publisher_table_heard(fixture->table, &fixture->b);
    expect(fixture, "+b");
}

static void test_third_replaces_silent(Fixture *fixture, gconstpointer data) {
    attach_heard(fixture, &fixture->a);
    attach_heard(fixture, &fixture->b);
    publisher_table_silent(fixture->table, &fixture->a);
    g_string_truncate(fixture->trace, 0);
    StreamName full[2];
    g_assert_cmpuint(publisher_table_list_full(fixture->table, full, 2), ==, 0);
    attach_heard(fixture, &fixture->c);
    expect(fixture, "xa");
    g_assert_true(fixture->b.is_active);
}

static void test_keys_go(Fixture *fixture, gconstpointer data) {
    attach_heard(fixture, &fixture->a);
    attach_heard(fixture, &fixture->b);
    replace_keys(fixture, make_keys(true, "i"));
    expect(fixture, "+a");
    replace_keys(fixture, make_keys(false, "i"));
    expect(fixture, "xb-axa");

    replace_keys(fixture, make_keys(true, "i"));
    attach_heard(fixture, &fixture->a);
    replace_keys(fixture, make_keys(true, "other"));
    expect(fixture, "+a-axa");

    attach_heard(fixture, &fixture->a);
    replace_keys(fixture, ingest_keys_new(NULL, 0));
    expect(fixture, "+a-axa");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name)                                                                                  \
    g_test_add("/publisher_table/" #name, Fixture, NULL, set_up, test_##name, tear_down)
    ADD(verdicts);
    ADD(first_heard_is_active);
    ADD(take_over);
    ADD(late_spare);
    ADD(silent_spare);
    ADD(third_replaces_silent);
    ADD(keys_go);
    return g_test_run();
}
