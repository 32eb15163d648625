/* Meetings with their parts, inputs, series and what time does to them. */
#include "catalog/meeting/meeting_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_input_table.h"
#include "catalog/meeting/meeting_order.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_series.h"
#include "catalog/meeting/meeting_tick.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define UNIT    "00000000-0000-7000-8000-000000000001"
#define HOUR_US (INT64_C(3600) * 1000000)

static MeetingLanguage ZH = {(char *)"zh", true, 0}, BO = {(char *)"bo", false, 100},
                       MN = {(char *)"mn", true, 0}, BAD = {(char *)"z_h", false, 0};

static void assert_error(GError **error, int code, const char *words) {
    g_assert_error(*error, BASE_ERROR, code);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

static GPtrArray *list(void *first, void *second) {
    GPtrArray *all = g_ptr_array_new();
    g_ptr_array_add(all, first);
    if (second)
        g_ptr_array_add(all, second);
    return all;
}

static int64_t count(RosterFixture *fixture, const char *sql) {
    int64_t value = -1;
    g_assert_true(database_query_int64(fixture->database, sql, &value, NULL));
    return value;
}

static MeetingRow *make(RosterFixture *fixture, int repeat, int64_t until_us) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) languages = list(&ZH, &BO);
    MeetingPlan plan = {.title = (char *)"会议",
                        .type_id = (char *)"broadcast",
                        .unit_id = (char *)UNIT,
                        .starts_at = (char *)"-",
                        .ends_at = (char *)"-",
                        .repeat = repeat,
                        .languages = languages,
                        .publishes_itself = true,
                        .has_publishes_itself = true};
    char id[ID_TEXT_BYTES];
    if (count(fixture, "SELECT count(*) FROM unit") == 0)
        roster_fixture_unit(fixture, UNIT, NULL);
    const MeetingSchedule schedule = {test_clock_now() + HOUR_US, test_clock_now() + 2 * HOUR_US,
                                      until_us, "x"};
    g_assert_true(meeting_series_plan(fixture->database, &plan, &schedule, id, &error));
    g_assert_no_error(error);
    MeetingRow *row = meeting_table_get(fixture->database, id, &error);
    g_assert_no_error(error);
    return row;
}

static void test_languages(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    static const struct {
        MeetingLanguage *first, *second;
        const char *words;
    } BADS[] = {{&ZH, &MN, "Exactly one"},
                {&BO, NULL, "Exactly one"},
                {&ZH, &ZH, "named twice"},
                {&ZH, &BAD, "written as"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(BADS); i++) {
        g_autoptr(GPtrArray) bad = list(BADS[i].first, BADS[i].second);
        g_assert_false(meeting_parts_set_languages(fixture->database, row->id, bad, &error));
        assert_error(&error, ERROR_INVALID, BADS[i].words);
    }
    g_autoptr(GPtrArray) kept = meeting_parts_languages(fixture->database, row->id, NULL);
    g_assert_cmpuint(kept->len, ==, 2);
    g_assert_true(meeting_parts_is_tag("mn-Mong-CN"));
    g_assert_false(meeting_parts_is_tag("z"));
    g_assert_false(meeting_parts_is_tag("zh-"));
    g_assert_false(meeting_parts_is_tag("zh/../.."));
}

static void test_agenda_keeps_what_began(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    MeetingAgendaItem one = {NULL, (char *)"讲话", 10, 0, false};
    MeetingAgendaItem two = {NULL, (char *)"交流", 20, 0, false};
    g_autoptr(GPtrArray) both = list(&one, &two);
    g_assert_true(meeting_parts_set_agenda(fixture->database, row->id, both, &error));
    g_autoptr(GPtrArray) before = meeting_parts_agenda(fixture->database, row->id, NULL);
    const MeetingAgendaItem *begun = before->pdata[1];
    g_assert_true(meeting_parts_begin_item(fixture->database, row->id, begun->id, 4200, &error));
    g_autoptr(GPtrArray) turned = list(&two, &one);
    g_assert_true(meeting_parts_set_agenda(fixture->database, row->id, turned, &error));
    g_autoptr(GPtrArray) after = meeting_parts_agenda(fixture->database, row->id, NULL);
    const MeetingAgendaItem *first = after->pdata[0], *second = after->pdata[1];
    g_assert_cmpstr(first->id, ==, begun->id);
    g_assert_true(first->has_begun && first->started_at_ms == 4200);
    g_assert_false(second->has_begun);
    g_assert_false(meeting_parts_begin_item(fixture->database, row->id, "x", 1, &error));
    assert_error(&error, ERROR_NOT_FOUND, "cannot find");
    g_autoptr(MeetingOrder) order =
        meeting_order_load(fixture->database, fixture->crypto, row, NULL);
    g_assert_cmpuint(order->n_marks, ==, 1);
    g_assert_cmpstr(order->marks[0].title, ==, "交流");
}

static MeetingInputRow *add_input(RosterFixture *fixture, const MeetingRow *row, const char *key,
                                  GError **error) {
    MeetingInputRow *input = g_new0(MeetingInputRow, 1);
    g_strlcpy(input->meeting_id, row->id, sizeof input->meeting_id);
    input->name = g_strdup("主机位");
    input->language = g_strdup("");
    input->uri = g_strdup("");
    input->key = g_strdup(key);
    if (meeting_input_insert(fixture->database, fixture->crypto, input, true, error))
        return input;
    meeting_input_row_free(input);
    return NULL;
}

/* Keys are nowhere in the file as they are, are shown again, and are unique. */
static void test_inputs(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    g_autoptr(MeetingInputRow) input = add_input(fixture, row, "studio-key", &error);
    g_assert_no_error(error);
    g_assert_cmpint(count(fixture, "SELECT count(*) FROM meeting_input WHERE"
                                   " instr(key_sealed, CAST('studio-key' AS BLOB)) > 0"),
                    ==, 0);
    g_autoptr(MeetingInputRow) again =
        meeting_input_get(fixture->database, fixture->crypto, row->id, input->id, &error);
    g_assert_cmpstr(again->key, ==, "studio-key");
    g_assert_cmpstr(again->passphrase, ==, input->passphrase);
    g_assert_cmpuint(strlen(again->passphrase), >=, 10);
    g_assert_null(add_input(fixture, row, "Studio-Key", &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    g_assert_true(meeting_input_renew_key(fixture->database, fixture->crypto, again, &error));
    g_assert_cmpstr(again->key, !=, "studio-key");
    g_autoptr(MeetingOrder) order =
        meeting_order_load(fixture->database, fixture->crypto, row, NULL);
    g_autoptr(MeetingOrder) copy = meeting_order_copy(order);
    g_assert_cmpuint(copy->n_inputs, ==, 1);
    g_assert_cmpstr(copy->inputs[0].key, ==, again->key);
    g_assert_cmpuint(copy->n_languages, ==, 2);
    g_autoptr(GPtrArray) all = meeting_order_load_all(fixture->database, fixture->crypto, NULL);
    g_assert_cmpuint(all->len, ==, 1); /* scheduled, but its key is known */
}

/* An address must be of its kind; a file's name leads nowhere but downwards. */
static void test_addresses(RosterFixture *fixture, gconstpointer data) {
    static const struct {
        MeetingInputKind kind;
        const char *uri, *refusal; /* NULL: taken */
    } CASES[] = {
        {MEETING_INPUT_FILE, "opening.mp4", NULL},
        {MEETING_INPUT_FILE, "2026/\u5f00 \u573a.mp4", NULL},
        {MEETING_INPUT_FILE, "", "A file is named"},
        {MEETING_INPUT_FILE, "/etc/passwd", "A file is named"},
        {MEETING_INPUT_FILE, "../keys/token", "A file is named"},
        {MEETING_INPUT_FILE, "films/../../keys/token", "A file is named"},
        {MEETING_INPUT_FILE, "films//x", "A file is named"},
        {MEETING_INPUT_FILE, "films/.hidden", "A file is named"},
        {MEETING_INPUT_FILE, "file:///etc/passwd", "A file is named"},
        {MEETING_INPUT_FILE, "films\\x", "A file is named"},
        {MEETING_INPUT_FILE, "a\nb", "A file is named"},
        {MEETING_INPUT_UDP, "udp://239.1.1.1:5000", NULL},
        {MEETING_INPUT_UDP, "udp://[ff05::7]:5000", NULL},
        {MEETING_INPUT_UDP, "udp://239.1.1.1", "This address needs a port"},
        {MEETING_INPUT_UDP, "rtp://239.1.1.1:5000", "The address of this input"},
        {MEETING_INPUT_RTSP, "rtsp://anna:geheim@10.0.0.7:554/stream1?channel=2", NULL},
        {MEETING_INPUT_RTSP, "rtsp://10.0.0.7:x/", "The address of this input"},
        {MEETING_INPUT_RTSP, "file:///etc/passwd", "The address of this input"},
        {MEETING_INPUT_TEST, "udp://239.1.1.1:5000", "This kind of input has no address"},
    };
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(MeetingInputRow) input = g_new0(MeetingInputRow, 1);
        g_strlcpy(input->meeting_id, row->id, sizeof input->meeting_id);
        input->kind = CASES[i].kind;
        input->name = g_strdup("x");
        input->language = g_strdup("");
        input->uri = g_strdup(CASES[i].uri);
        bool is_taken =
            meeting_input_insert(fixture->database, fixture->crypto, input, false, &error);
        g_test_message("%s", CASES[i].uri);
        g_assert_true(is_taken == (CASES[i].refusal == NULL));
        if (!is_taken)
            assert_error(&error, ERROR_INVALID, CASES[i].refusal);
    }
}

static void step(RosterFixture *fixture, MeetingRow *row, MeetingStep what) {
    g_autoptr(GError) error = NULL;
    g_assert_true(meeting_change_step(fixture->database, row, what, &error));
    g_assert_no_error(error);
}

static void test_time_makes_ready(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    step(fixture, row, MEETING_GO_LIVE);
    step(fixture, row, MEETING_END);
    int64_t over_us = test_clock_now() + MEETING_UNDO_US;
    g_autoptr(GPtrArray) early =
        meeting_tick_over(fixture->database, fixture->crypto, over_us - 1, NULL);
    g_assert_cmpuint(early->len, ==, 0);
    g_autoptr(GPtrArray) due = meeting_tick_over(fixture->database, fixture->crypto, over_us, NULL);
    g_assert_cmpuint(due->len, ==, 1);
    g_autoptr(MeetingRow) after = meeting_table_get(fixture->database, row->id, NULL);
    g_assert_cmpint(after->state, ==, MEETING_PUBLISHED);
    g_assert_cmpint(after->published_at_us, >, 0);
    g_autoptr(GPtrArray) all = meeting_order_load_all(fixture->database, fixture->crypto, NULL);
    g_assert_cmpuint(all->len, ==, 1); /* its recording is watched after a start, too */
}

static void test_media_facts(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(MeetingRow) row = make(fixture, MEETING_ONCE, 0);
    const MeetingMediaFacts first = {1000, 10, 777}, second = {2000, 20, 888};
    g_assert_true(meeting_table_set_media(fixture->database, row->id, &first, NULL));
    g_assert_true(meeting_table_set_media(fixture->database, row->id, &second, NULL));
    g_assert_true(meeting_table_set_media(fixture->database, "nowhere", &second, NULL));
    g_autoptr(MeetingRow) after = meeting_table_get(fixture->database, row->id, NULL);
    g_assert_cmpint(after->duration_us, ==, 2000);
    g_assert_cmpint(after->bytes, ==, 20);
    g_assert_cmpint(after->base_wall_us, ==, 777);
}

static void test_series(RosterFixture *fixture, gconstpointer data) {
    unsigned n_made;
    g_autoptr(MeetingRow) first = make(fixture, MEETING_WEEKLY, 0);
    g_assert_cmpint(first->repeat, ==, MEETING_WEEKLY);
    g_assert_cmpint(count(fixture, "SELECT count(*) FROM meeting"), ==, 9); /* sixty days */
    g_autofree char *others = g_strdup_printf(
        "SELECT count(*) FROM meeting_language WHERE meeting_id <> '%s'", first->id);
    g_assert_cmpint(count(fixture, others), ==, 16);
    g_assert_true(meeting_table_remove(fixture->database, first, NULL));
    g_assert_true(meeting_series_extend(fixture->database, test_clock_now(), &n_made, NULL));
    g_assert_cmpuint(n_made, ==, 0); /* a removed one does not come back */
    g_assert_true(meeting_series_extend(fixture->database, test_clock_now() + 7 * 24 * HOUR_US,
                                        &n_made, NULL));
    g_assert_cmpuint(n_made, ==, 1);
}

static void test_series_ends(RosterFixture *fixture, gconstpointer data) {
    unsigned n_made;
    g_autoptr(MeetingRow) first =
        make(fixture, MEETING_DAILY, test_clock_now() + HOUR_US + 2 * 24 * HOUR_US);
    g_assert_cmpint(count(fixture, "SELECT count(*) FROM meeting"), ==, 3);
    g_assert_cmpint(count(fixture, "SELECT is_ended FROM meeting_series"), ==, 1);
    g_autoptr(MeetingRow) daily = make(fixture, MEETING_DAILY, 0);
    g_assert_cmpint(count(fixture, "SELECT count(*) FROM meeting"), ==, 3 + MEETING_SERIES_AHEAD);
    /* The server was away for a month: what is past is not made. */
    g_assert_true(meeting_series_extend(fixture->database, test_clock_now() + 30 * 24 * HOUR_US,
                                        &n_made, NULL));
    g_assert_cmpuint(n_made, ==, MEETING_SERIES_AHEAD);
}

#define TEST(name)                                                                                 \
    g_test_add("/" #name, RosterFixture, NULL, roster_fixture_set_up, test_##name,                 \
               roster_fixture_tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TEST(languages);
    TEST(agenda_keeps_what_began);
    TEST(inputs);
    TEST(addresses);
    TEST(time_makes_ready);
    TEST(media_facts);
    TEST(series);
    TEST(series_ends);
    return g_test_run();
}
