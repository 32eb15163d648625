/* Who sees which meeting: everybody against every kind of meeting, as one table. */
#include "catalog/meeting/meeting_viewer.h"

#include <string.h>

#include "base/error.h"
#include "catalog/meeting/meeting_list.h"
#include "catalog/store/role.h"
#include "tree_fixture.h"

/* county ─ town ─ village; county ─ other. Meetings are named by what makes them seen. */
typedef struct Land {
    const char *county, *town, *village, *other;
    GHashTable *ids; /* name → id */
    GHashTable *accounts;
} Land;

static const char *add_kind(TableFixture *fixture, Land *land, MeetingKind kind, const char *name,
                            const char *holder) {
    g_autoptr(GError) error = NULL;
    MeetingRow row = {.kind = kind,
                      .title = (char *)name,
                      .note = (char *)"",
                      .visibility = MEETING_INVITED,
                      .starts_at_us = 1,
                      .ends_at_us = 2,
                      .time_zone = (char *)"Asia/Shanghai"};
    g_strlcpy(row.type_id, "broadcast", sizeof row.type_id);
    g_strlcpy(row.unit_id, holder, sizeof row.unit_id);
    g_assert_true(meeting_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    g_hash_table_insert(land->ids, g_strdup(name), g_strdup(row.id));
    return g_hash_table_lookup(land->ids, name);
}

static const char *add(TableFixture *fixture, Land *land, const char *name, const char *holder,
                       MeetingVisibility visibility, const char *invited) {
    g_autoptr(GError) error = NULL;
    MeetingRow row = {.title = (char *)name,
                      .note = (char *)"",
                      .visibility = visibility,
                      .starts_at_us = 1,
                      .ends_at_us = 2,
                      .time_zone = (char *)"Asia/Shanghai"};
    g_strlcpy(row.type_id, "broadcast", sizeof row.type_id);
    g_strlcpy(row.unit_id, holder, sizeof row.unit_id);
    g_assert_true(meeting_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    if (invited)
        tree_fixture_run(fixture, "INSERT INTO meeting_unit VALUES (?1, ?2)", row.id, invited);
    g_hash_table_insert(land->ids, g_strdup(name), g_strdup(row.id));
    return g_hash_table_lookup(land->ids, name);
}

static const char *account(TableFixture *fixture, Land *land, const char *name, uint32_t roles) {
    g_autoptr(AccountRow) row = table_fixture_account(fixture, name, roles);
    g_hash_table_insert(land->accounts, g_strdup(name), g_strdup(row->id));
    return g_hash_table_lookup(land->accounts, name);
}

static void appoint(TableFixture *fixture, const char *account_id, uint32_t role,
                    const char *unit_id, const char *event_id) {
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO appointment (id, account_id, role, unit_id, event_id, appointed_by,"
        " appointed_at_us) VALUES ('p' || ?1, ?1, %u, %s, 'x', 1)",
        role, unit_id ? "?2, NULL" : "NULL, ?2");
    tree_fixture_run(fixture, sql, account_id, unit_id ? unit_id : event_id);
}

static void person(TableFixture *fixture, Land *land, const char *name, const char *unit) {
    const char *id = account(fixture, land, name, ROLE_MEMBER);
    tree_fixture_run(fixture, "UPDATE account SET member_id = ?2 WHERE id = ?1", id,
                     tree_fixture_member(fixture, unit, name));
}

static Land *land_new(TableFixture *fixture) {
    Land *land = g_new0(Land, 1);
    land->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    land->accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    land->county = tree_fixture_unit(fixture, NULL, "county");
    land->town = tree_fixture_unit(fixture, land->county, "town");
    land->village = tree_fixture_unit(fixture, land->town, "village");
    land->other = tree_fixture_unit(fixture, land->county, "other");
    add(fixture, land, "public", land->other, MEETING_PUBLIC, NULL);
    add(fixture, land, "signed-in", land->other, MEETING_SIGNED_IN, NULL);
    add(fixture, land, "for-town", land->county, MEETING_INVITED, land->town);
    add(fixture, land, "for-village", land->county, MEETING_INVITED, land->village);
    add(fixture, land, "for-other", land->county, MEETING_INVITED, land->other);
    add(fixture, land, "of-town", land->town, MEETING_INVITED, NULL);
    const char *event = add(fixture, land, "event", land->other, MEETING_INVITED, NULL);
    add_kind(fixture, land, MEETING_GROUP, "group-of-village", land->village);
    add_kind(fixture, land, MEETING_TALK, "talk-in-village", land->village);
    person(fixture, land, "member-of-village", land->village);
    person(fixture, land, "member-of-town", land->town);
    person(fixture, land, "member-of-other", land->other);
    appoint(fixture, account(fixture, land, "clerk-of-town", ROLE_MEMBER), ROLE_CLERK, land->town,
            NULL);
    appoint(fixture, account(fixture, land, "admin-of-town", ROLE_MEMBER), ROLE_ADMINISTRATOR,
            land->town, NULL);
    appoint(fixture, account(fixture, land, "studio-of-event", ROLE_MEMBER), ROLE_STUDIO, NULL,
            event);
    appoint(fixture, account(fixture, land, "interpreter-of-event", ROLE_MEMBER), ROLE_INTERPRETER,
            NULL, event);
    account(fixture, land, "studio", ROLE_STUDIO);
    account(fixture, land, "clerk", ROLE_CLERK);
    account(fixture, land, "auditor", ROLE_AUDITOR);
    account(fixture, land, "editor", ROLE_EDITOR);
    tree_fixture_run(fixture, "UPDATE account SET locked = 1 WHERE id = ?1 OR ?2",
                     account(fixture, land, "locked", ROLE_STUDIO), NULL);
    return land;
}

static void land_free(Land *land) {
    g_hash_table_unref(land->ids);
    g_hash_table_unref(land->accounts);
    g_free(land);
    tree_fixture_forget();
}

static const char *const MEETINGS[] = {"public",      "signed-in",        "for-town",
                                       "for-village", "for-other",        "of-town",
                                       "event",       "group-of-village", "talk-in-village"};

/* A letter for each meeting: "r" runs, "s" sees, "." neither. */
static const struct {
    const char *who, *what;
} MATRIX[] = {
    {"", "s........"},
    {"member-of-village", "ssss....."},
    {"member-of-town", "sss......"},
    {"member-of-other", "ss..s...."},
    {"clerk-of-town", "ssss.s.r."},
    {"admin-of-town", "ssss.r.r."},
    {"studio-of-event", "ss....r.."},
    {"interpreter-of-event", "ss....s.."},
    {"studio", "rrrrrrrr."},
    {"clerk", "sssssssr."},
    {"auditor", "ssssssss."},
    {"editor", "ss......."},
    {"locked", "s........"},
};

static char letter_of(TableFixture *fixture, const MeetingViewer *viewer, const char *id) {
    g_autoptr(GError) error = NULL;
    bool runs = false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(fixture->database, viewer, id, &runs, &error);
    if (!row)
        g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    return row ? (runs ? 'r' : 's') : '.';
}

static void assert_sees(TableFixture *fixture, const Land *land, const MeetingViewer *viewer,
                        const char *what) {
    g_autoptr(GError) error = NULL;
    char cursor[MEETING_CURSOR_BYTES];
    unsigned n_seen = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(MEETINGS); i++) {
        g_test_message("%s", MEETINGS[i]);
        char letter = letter_of(fixture, viewer, g_hash_table_lookup(land->ids, MEETINGS[i]));
        g_assert_cmpint(letter, ==, what[i]);
        n_seen += letter != '.';
    }
    const MeetingQuery query = {.state = -1};
    g_autoptr(GPtrArray) rows =
        meeting_list_page(fixture->database, viewer, &query, cursor, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, n_seen);
}

static void test_matrix(TableFixture *fixture, gconstpointer data) {
    Land *land = land_new(fixture);
    for (unsigned i = 0; i < G_N_ELEMENTS(MATRIX); i++) {
        g_auto(MeetingViewer) viewer = {0};
        const char *id = g_hash_table_lookup(land->accounts, MATRIX[i].who);
        g_test_message("%s", MATRIX[i].who);
        g_assert_true(meeting_viewer_load(fixture->database, MEETING_VIEWER_ACCOUNT, id ? id : "",
                                          &viewer, NULL));
        assert_sees(fixture, land, &viewer, MATRIX[i].what);
    }
    land_free(land);
}

static void add_screen(TableFixture *fixture, const char *unit, const char *place) {
    tree_fixture_run(fixture,
                     "INSERT INTO screen (id, unit_id, place_id, name, kind, rotated_at_us,"
                     " paired_by, paired_at_us) VALUES ('s', ?1, ?2, 'x', 'tv', 1, 'x', 1)",
                     unit, place);
}

/* A screen belongs to its unit, and to all whom its place serves. */
static void test_screens(TableFixture *fixture, gconstpointer data) {
    Land *land = land_new(fixture);
    tree_fixture_run(fixture,
                     "INSERT INTO place (id, unit_id, name, name_key, created_at_us, updated_at_us)"
                     " VALUES ('p', ?1, ?2, ?2, 1, 1)",
                     land->village, "x");
    add_screen(fixture, land->village, "p");
    g_auto(MeetingViewer) viewer = {0};
    g_assert_true(
        meeting_viewer_load(fixture->database, MEETING_VIEWER_SCREEN, "s", &viewer, NULL));
    assert_sees(fixture, land, &viewer, "ssss.....");
    tree_fixture_run(fixture, "INSERT INTO place_unit VALUES (?1, ?2)", "p", land->other);
    meeting_viewer_clear(&viewer);
    g_assert_true(
        meeting_viewer_load(fixture->database, MEETING_VIEWER_SCREEN, "s", &viewer, NULL));
    assert_sees(fixture, land, &viewer, "sssss....");
    land_free(land);
}

/* A rehearsal and what is under review are nothing to those who do not run it. */
static void test_states_told(TableFixture *fixture, gconstpointer data) {
    Land *land = land_new(fixture);
    const char *id = g_hash_table_lookup(land->ids, "public");
    g_auto(MeetingViewer) nobody = {0}, studio = {0};
    g_assert_true(
        meeting_viewer_load(fixture->database, MEETING_VIEWER_ACCOUNT, "", &nobody, NULL));
    g_assert_true(meeting_viewer_load(fixture->database, MEETING_VIEWER_ACCOUNT,
                                      g_hash_table_lookup(land->accounts, "studio"), &studio,
                                      NULL));
    tree_fixture_run(fixture,
                     "UPDATE meeting SET state = 'rehearsal', ends_at_us = 9e15"
                     " WHERE id = ?1 OR ?2",
                     id, NULL);
    static const struct {
        int state;
        unsigned n_nobody, n_studio;
    } ROWS[] = {{MEETING_SCHEDULED, 1, 7}, {MEETING_REHEARSAL, 0, 1}};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        char cursor[MEETING_CURSOR_BYTES];
        const MeetingQuery query = {.state = ROWS[i].state};
        g_autoptr(GPtrArray) one =
            meeting_list_page(fixture->database, &nobody, &query, cursor, NULL);
        g_autoptr(GPtrArray) two =
            meeting_list_page(fixture->database, &studio, &query, cursor, NULL);
        g_assert_cmpuint(one->len, ==, ROWS[i].n_nobody);
        g_assert_cmpuint(two->len, ==, ROWS[i].n_studio);
    }
    g_autoptr(GPtrArray) air =
        meeting_list_now(fixture->database, &nobody, MEETING_NOW_ON_AIR, 1, NULL);
    g_assert_cmpuint(air->len, ==, 0);
    g_autoptr(GPtrArray) studio_air =
        meeting_list_now(fixture->database, &studio, MEETING_NOW_ON_AIR, 1, NULL);
    g_assert_cmpuint(studio_air->len, ==, 1);
    g_autoptr(GPtrArray) soon =
        meeting_list_now(fixture->database, &nobody, MEETING_NOW_UPCOMING, 1, NULL);
    g_assert_cmpuint(soon->len, ==, 1);
    land_free(land);
}

static void test_pages(TableFixture *fixture, gconstpointer data) {
    Land *land = land_new(fixture);
    g_auto(MeetingViewer) studio = {0};
    g_assert_true(meeting_viewer_load(fixture->database, MEETING_VIEWER_ACCOUNT,
                                      g_hash_table_lookup(land->accounts, "studio"), &studio,
                                      NULL));
    char cursor[MEETING_CURSOR_BYTES] = "", next[MEETING_CURSOR_BYTES];
    unsigned n_rows = 0, n_pages = 0;
    do {
        const MeetingQuery query = {.state = -1, .cursor = cursor, .limit = 3};
        g_autoptr(GPtrArray) rows =
            meeting_list_page(fixture->database, &studio, &query, next, NULL);
        g_assert_nonnull(rows);
        n_rows += rows->len;
        n_pages++;
        g_strlcpy(cursor, next, sizeof cursor);
    } while (*cursor);
    g_assert_cmpuint(n_rows, ==, G_N_ELEMENTS(MEETINGS) - 1); /* but the talk */
    g_assert_cmpuint(n_pages, ==, 3);
    g_autoptr(GError) error = NULL;
    const MeetingQuery bad = {.state = -1, .cursor = "12"};
    g_assert_null(meeting_list_page(fixture->database, &studio, &bad, next, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "cursor");
    land_free(land);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(matrix);
    TABLE_TEST(screens);
    TABLE_TEST(states_told);
    TABLE_TEST(pages);
    return g_test_run();
}
