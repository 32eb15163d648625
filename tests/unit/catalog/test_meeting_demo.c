/* The demonstration that is ended: what becomes of it, and what the next one takes over. */
#include "catalog/meeting/meeting_demo.h"

#include <string.h>

#include "base/error.h"
#include "catalog/meeting/meeting_input_table.h"
#include "catalog/meeting/meeting_order.h"
#include "catalog/meeting/meeting_parts.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define UNIT    "00000000-0000-7000-8000-000000000001"
#define HOUR_US (INT64_C(3600) * 1000000)
#define HOUR_MS (INT64_C(3600) * 1000)

static MeetingLanguage ZH = {(char *)"zh", true, 0}, BO = {(char *)"bo", false, 100};

static MeetingRow *make(RosterFixture *fixture, const char *title) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) languages = g_ptr_array_new();
    MeetingRow row = {.alias = (char *)MEETING_DEMO_ALIAS,
                      .title = (char *)title,
                      .note = (char *)"note",
                      .state = MEETING_LIVE,
                      .visibility = MEETING_PUBLIC,
                      .starts_at_us = test_clock_now() - 48 * HOUR_US,
                      .ends_at_us = test_clock_now() + 9000 * HOUR_US,
                      .time_zone = (char *)"Asia/Shanghai",
                      .is_recorded = true,
                      .is_endless = true,
                      .is_slate = true,
                      .live_at_us = test_clock_now() - 48 * HOUR_US,
                      .type_id = "broadcast",
                      .unit_id = UNIT,
                      .created_by = "x"};
    MeetingInputRow input = {.kind = MEETING_INPUT_PUSH,
                             .name = (char *)"a",
                             .language = (char *)"",
                             .uri = (char *)"",
                             .key = g_strdup(MEETING_DEMO_KEY)};
    g_ptr_array_add(languages, &ZH);
    g_ptr_array_add(languages, &BO);
    roster_fixture_unit(fixture, UNIT, NULL);
    g_assert_true(meeting_table_insert(fixture->database, &row, &error));
    g_assert_true(meeting_parts_set_languages(fixture->database, row.id, languages, &error));
    g_strlcpy(input.meeting_id, row.id, sizeof input.meeting_id);
    g_assert_true(meeting_input_insert(fixture->database, fixture->crypto, &input, false, &error));
    g_free(input.key);
    g_free(input.passphrase);
    return meeting_table_get(fixture->database, MEETING_DEMO_ALIAS, NULL);
}

static void check_next(RosterFixture *fixture, const char *next_id) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) next = meeting_table_get(fixture->database, MEETING_DEMO_ALIAS, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(next->id, ==, next_id);
    g_assert_true(next->state == MEETING_LIVE && next->is_endless && next->is_recorded);
    g_assert_false(next->is_slate);
    g_assert_cmpint(next->live_at_us, ==, test_clock_now());
    g_assert_cmpint(next->trim_from_ms, ==, 0);
    g_assert_cmpint(next->duration_us, ==, 0);
    g_assert_cmpstr(next->note, ==, "note");
    g_assert_cmpstr(next->unit_id, ==, UNIT);
    g_autoptr(MeetingOrder) order =
        meeting_order_load(fixture->database, fixture->crypto, next, &error);
    g_assert_no_error(error);
    g_assert_cmpint(order->keep_us, ==, MEETING_DEMO_KEEP_US);
    g_assert_true(order->n_inputs == 1 && order->n_languages == 2);
    g_assert_cmpstr(order->inputs[0].key, ==, MEETING_DEMO_KEY);
    g_assert_cmpint(order->languages[1].offset_ms, ==, 100);
}

static void test_end(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, "demo title");
    char next_id[ID_TEXT_BYTES];
    g_assert_true(meeting_demo_end(fixture->database, row, 6 * HOUR_MS + 500, next_id, &error));
    g_assert_no_error(error);
    g_autoptr(MeetingRow) over = meeting_table_get(fixture->database, row->id, &error);
    g_assert_true(over->state == MEETING_READY && over->is_recorded && !over->is_endless);
    g_assert_null(over->alias);
    g_assert_false(over->is_slate);
    g_assert_cmpstr(over->title, ==, "demo title 2023-11-15 06:13");
    g_assert_cmpstr(over->note, ==, "");
    g_assert_cmpint(over->ended_at_us, ==, test_clock_now());
    g_assert_cmpint(over->ends_at_us - over->starts_at_us, ==, MEETING_DEMO_KEEP_US);
    g_assert_cmpint(over->trim_from_ms, ==, 2 * HOUR_MS + 500);
    g_autoptr(MeetingOrder) order =
        meeting_order_load(fixture->database, fixture->crypto, over, &error);
    g_assert_true(order->n_inputs == 0 && order->keep_us == 0 && order->n_languages == 2);
    check_next(fixture, next_id);
    g_assert_false(meeting_demo_end(fixture->database, over, -1, next_id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

/* The programme has ended meanwhile: what was told last counts. */
static void test_what_is_kept(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(MeetingRow) row = make(fixture, "x");
    MeetingMediaFacts facts = {.duration_us = HOUR_US, .bytes = 7, .base_wall_us = 1};
    char next_id[ID_TEXT_BYTES];
    g_assert_true(meeting_table_set_media(fixture->database, row->id, &facts, NULL));
    g_autoptr(MeetingRow) told = meeting_table_get(fixture->database, row->id, NULL);
    g_assert_true(meeting_demo_end(fixture->database, told, -1, next_id, NULL));
    g_assert_true(told->is_recorded);
    g_assert_cmpint(told->trim_from_ms, ==, 0);
    g_autoptr(MeetingRow) next = meeting_table_get(fixture->database, next_id, NULL);
    g_assert_true(meeting_demo_end(fixture->database, next, -1, next_id, NULL));
    g_assert_false(next->is_recorded); /* nobody has watched or sent anything */
}

/* People's own media: no programme, nothing that is kept, and the next one is the same. */
static void test_group(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, "x");
    char next_id[ID_TEXT_BYTES];
    g_assert_true(meeting_row_has_programme(row));
    g_free(row->alias);
    row->alias = g_strdup(MEETING_DEMO_GROUP_ALIAS);
    row->is_recorded = false;
    row->kind = MEETING_GROUP;
    row->state = MEETING_OPEN;
    row->visibility = MEETING_SIGNED_IN;
    meeting_demo_end(fixture->database, row, -1, next_id, &error);
    g_assert_no_error(error);
    g_autoptr(MeetingRow) next =
        meeting_table_get(fixture->database, MEETING_DEMO_GROUP_ALIAS, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(next->id, ==, next_id);
    g_assert_true(next->is_endless && !next->is_recorded && !meeting_row_has_programme(next));
    g_autoptr(MeetingOrder) order =
        meeting_order_load(fixture->database, fixture->crypto, next, &error);
    g_assert_false(order->has_programme);
}

static void test_long_title(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GString) title = g_string_new(NULL);
    char next_id[ID_TEXT_BYTES];
    for (unsigned i = 0; i < MEETING_TITLE_MAX_CHARS; i++)
        g_string_append(title, "会");
    g_autoptr(MeetingRow) row = make(fixture, title->str);
    g_assert_true(meeting_demo_end(fixture->database, row, 1, next_id, NULL));
    g_assert_cmpint(g_utf8_strlen(row->title, -1), ==, MEETING_TITLE_MAX_CHARS);
    g_assert_true(g_str_has_suffix(row->title, "会 2023-11-15 06:13"));
    g_autoptr(MeetingRow) next = meeting_table_get(fixture->database, next_id, NULL);
    g_assert_cmpstr(next->title, ==, title->str);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(end);
    ROSTER_TEST(what_is_kept);
    ROSTER_TEST(group);
    ROSTER_TEST(long_title);
    return g_test_run();
}
