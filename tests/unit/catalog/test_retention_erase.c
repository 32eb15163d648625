/* Names of guests and reasons of leaves past their time: what goes, what stays, that a dry run says
 * the same before, and that a stop in between changes nothing. */
#include "catalog/attendance/retention_erase.h"

#include "base/error.h"
#include "catalog/roster/day.h"
#include "catalog/viewing/log_day.h"
#include "temp_dir.h"
#include "test_clock.h"
#include "roster_fixture.h"

#define DAY_US INT64_C(86400000000)
#define NOW_US INT64_C(1700049600000000) /* 2023-11-15, noon in UTC */
#define AGO    "1700049600000000 - 86400000000 * "

static const RetentionRule RULE = {0, 2, 2};

static void run(RosterFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

static int64_t number(RosterFixture *fixture, const char *sql) {
    int64_t value = -1;
    g_autoptr(GError) error = NULL;
    g_assert_true(database_query_int64(fixture->database, sql, &value, &error));
    g_assert_no_error(error);
    return value;
}

static void set_up(RosterFixture *fixture, gconstpointer data) {
    roster_fixture_set_up(fixture, data);
    test_clock_install(NOW_US);
}

/* Closed ten days ago, closed yesterday, open: the same three guests in each, one of them twice. */
static void add_guests(RosterFixture *fixture) {
    run(fixture,
        "INSERT INTO register (id, kind, event_id, type_id, title, began_at_us, ended_at_us,"
        " closes_at_us, closed_at_us) VALUES"
        " ('old', 'meeting', 'm1', 't', 'x', " AGO "13, " AGO "13 + 1, 1, " AGO "10),"
        " ('new', 'meeting', 'm2', 't', 'x', " AGO "4, " AGO "4 + 1, 1, " AGO "1),"
        " ('open', 'meeting', 'm3', 't', 'x', " AGO "13, NULL, NULL, NULL)");
    run(fixture,
        "INSERT INTO presence (id, register_id, claim, member_id, guest_name, place_id, from_us, "
        "how,"
        " entered_by, entered_name, entered_at_us) SELECT register.id || guest.n, register.id, "
        "'room',"
        " member, name, 'p', n, 'remote', 'x', 'x', n FROM register, (SELECT 1 AS n, NULL AS "
        "member,"
        " '赵六' AS name UNION ALL SELECT 2, NULL, 'A' UNION ALL SELECT 3, NULL, '赵六' UNION ALL"
        " SELECT 4, NULL, '#1' UNION ALL SELECT 5, 'member', NULL) AS guest");
}

#define PEOPLE                                                                                     \
    "SELECT count(DISTINCT ifnull(member_id, guest_name)) FROM presence WHERE register_id = "
#define ROWS "SELECT count(*) FROM presence WHERE guest_name NOT NULL AND register_id = "

static RetentionAmount try(RosterFixture *fixture, RetentionClass kind, int64_t days) {
    RetentionAmount amount;
    g_autoptr(GError) error = NULL;
    const RetentionTrial trial = {{NULL, NOW_US}, kind, days};
    g_assert_true(retention_class_try(fixture->database, &trial, &amount, &error));
    g_assert_no_error(error);
    return amount;
}

static bool step(RosterFixture *fixture, const RetentionRule *rule) {
    bool is_done = false;
    g_autoptr(GError) error = NULL;
    g_assert_true(retention_erase_step(fixture->database, rule, NOW_US, &is_done, &error));
    g_assert_no_error(error);
    return is_done;
}

static void test_guests(RosterFixture *fixture, gconstpointer data) {
    static const RetentionRule FOR_EVER = {0};
    char day[DAY_TEXT_BYTES], old[DAY_TEXT_BYTES];
    add_guests(fixture);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 0).rows, ==, 0);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 20).rows, ==, 0);
    RetentionAmount due = try(fixture, RETENTION_GUEST_NAMES, 2);
    g_assert_true(due.rows == 4 && due.bytes == -1);
    day_of(due.oldest_us, day);
    day_of(NOW_US - 13 * DAY_US, old);
    g_assert_cmpstr(day, ==, old);
    g_assert_true(step(fixture, &FOR_EVER));
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM audit"), ==, 0);

    g_assert_true(step(fixture, &RULE));
    g_assert_cmpint(number(fixture, PEOPLE "'old'"), ==, 4);
    g_assert_cmpint(number(fixture, ROWS "'old'"), ==, 4);
    g_assert_cmpint(number(fixture,
                           "SELECT count(*) FROM presence WHERE register_id = 'old' AND"
                           " guest_name NOT NULL AND guest_name IS NOT '#' || guest_number"),
                    ==, 0);
    /* by who came first, the same of all entries of one name */
    g_assert_cmpint(number(fixture, "SELECT sum(guest_number * from_us) FROM presence"), ==,
                    1 * 1 + 2 * 2 + 1 * 3 + 3 * 4);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM presence WHERE guest_name = '赵六'"), ==,
                    4);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM presence"), ==, 15);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 2).rows, ==, 0);
    g_assert_true(step(fixture, &RULE));
    g_assert_cmpint(number(fixture,
                           "SELECT count(*) FROM audit WHERE action = 'retention.erase' AND"
                           " json_extract(detail, '$.guest_names') = 4 AND"
                           " json_extract(detail, '$.reasons') = 0 AND"
                           " json_extract(detail, '$.keep_guest_names') = 2"),
                    ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM audit"), ==, 1);
}

/* In rooms of m1 to m3, whose registers are above, and of m4, which has ended and has none: one
 * guest twice, another one of his name before him, and a member; all wrote something. */
static void add_visitors(RosterFixture *fixture) {
    run(fixture,
        "INSERT INTO meeting (id, kind, type_id, title, note, state, visibility, starts_at_us,"
        " ends_at_us, time_zone, is_recorded, publishes_itself, ended_at_us, revision, created_by,"
        " created_at_us, updated_at_us) SELECT column1, 'group', 'broadcast', 't', '', 'ended',"
        " 'invited', 1, 2, 'UTC', 0, 0, " AGO "13, 1, 'x', 1, 1"
        " FROM (VALUES ('m1'), ('m2'), ('m3'), ('m4'))");
    run(fixture, "CREATE TEMP TABLE who AS SELECT 1 AS n, 'late' AS id, 'guest' AS kind,"
                 " '赵六' AS name UNION ALL SELECT 0, 'first', 'guest', '赵六'"
                 " UNION ALL SELECT 2, 'me', 'account', '王五'"
                 " UNION ALL SELECT 3, 'late', 'guest', '赵六'");
    run(fixture, "INSERT INTO room_visit (id, meeting_id, person_id, kind, name, from_us,"
                 " heard_at_us) SELECT meeting.id || n, meeting.id, who.id, who.kind, who.name, n,"
                 " n FROM meeting, who");
    run(fixture, "INSERT OR IGNORE INTO room_person (meeting_id, person_id, kind, name, role)"
                 " SELECT meeting.id, who.id, who.kind, who.name, 'speaker' FROM meeting, who");
    run(fixture, "INSERT INTO room_chat (id, meeting_id, sequence, person_id, name, said_at_us)"
                 " SELECT meeting.id || n, meeting.id, n, who.id, who.name, n FROM meeting, who");
}

/* How many rows have such a name. */
static int64_t named(RosterFixture *fixture, const char *table, const char *name) {
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM %s WHERE name = '%s'", table, name);
    return number(fixture, sql);
}

static void test_visitors(RosterFixture *fixture, gconstpointer data) {
    static const char *const TABLES[] = {"room_visit", "room_person", "room_chat"};
    static const unsigned OF_LATE[] = {2, 1, 2};
    add_guests(fixture);
    add_visitors(fixture);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 2).rows, ==, 4 + 2 * 3);
    g_assert_true(step(fixture, &RULE));
    for (unsigned i = 0; i < G_N_ELEMENTS(TABLES); i++) { /* m1 and m4 */
        g_assert_cmpint(named(fixture, TABLES[i], "#1"), ==, 2);
        g_assert_cmpint(named(fixture, TABLES[i], "#2"), ==, 2 * OF_LATE[i]);
        g_assert_cmpint(named(fixture, TABLES[i], "赵六"), ==, 2 * (1 + OF_LATE[i]));
        g_assert_cmpint(named(fixture, TABLES[i], "王五"), ==, 4);
    }
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_visit WHERE guest_number > 0"), ==,
                    6);
    g_assert_cmpint(number(fixture, "SELECT json_extract(detail, '$.guest_names') FROM audit"), ==,
                    4 + 6);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 2).rows, ==, 0);
}

#define LEAVE(id, event, days, state, asked, decided)                                              \
    "INSERT INTO attendance_leave (id, member_id, event_kind, event_id, from_day, until_day,"      \
    " reason_sealed, state, asked_by, asked_at_us, decided_at_us) VALUES ('" id "', 'm', " event   \
    ", " days ", x'00', '" state "', 'a', " AGO asked ", " decided ");"

/* Which of them is due by a rule of two days on 2023-11-15. */
static const struct {
    const char *sql;
    bool is_due;
} LEAVES[] = {
    {LEAVE("days over", "NULL, NULL", "'2023-11-01', '2023-11-13'", "granted", "20", AGO "19"),
     true},
    {LEAVE("days just over", "NULL, NULL", "'2023-11-01', '2023-11-14'", "granted", "20", AGO "19"),
     false},
    {LEAVE("days to come", "NULL, NULL", "'2023-12-01', '2023-12-03'", "granted", "20", AGO "19"),
     false},
    {LEAVE("not decided", "NULL, NULL", "'2023-11-01', '2023-11-02'", "asked", "20", "NULL"),
     false},
    {LEAVE("decided late", "NULL, NULL", "'2023-11-01', '2023-11-02'", "refused", "20", AGO "1"),
     false},
    {LEAVE("taken back", "NULL, NULL", "'2023-11-01', '2023-11-02'", "withdrawn", "20", AGO "9"),
     true},
    {LEAVE("closed", "'meeting', 'm1'", "NULL, NULL", "granted", "20", AGO "19"), true},
    {LEAVE("just closed", "'meeting', 'm2'", "NULL, NULL", "granted", "20", AGO "19"), false},
    {LEAVE("open", "'meeting', 'm3'", "NULL, NULL", "granted", "20", AGO "19"), false},
    {LEAVE("event gone", "'study', 'gone'", "NULL, NULL", "granted", "20", AGO "19"), true},
};

static void test_reasons(RosterFixture *fixture, gconstpointer data) {
    unsigned n_due = 0;
    add_guests(fixture);
    for (unsigned i = 0; i < G_N_ELEMENTS(LEAVES); i++) {
        run(fixture, LEAVES[i].sql);
        n_due += LEAVES[i].is_due;
    }
    g_assert_cmpint(try(fixture, RETENTION_REASONS, 2).rows, ==, n_due);
    g_assert_true(step(fixture, &RULE));
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM attendance_leave"), ==,
                    G_N_ELEMENTS(LEAVES));
    g_assert_cmpint(number(fixture,
                           "SELECT count(*) FROM attendance_leave WHERE reason_sealed IS NULL"
                           " AND id IN ('days over', 'taken back', 'closed', 'event gone')"),
                    ==, n_due);
    g_assert_cmpint(
        number(fixture, "SELECT count(*) FROM attendance_leave WHERE reason_sealed NOT NULL"), ==,
        G_N_ELEMENTS(LEAVES) - n_due);
}

/* More than a step takes; the server is stopped in between, and the entry has the whole sum. */
static void test_in_steps(RosterFixture *fixture, gconstpointer data) {
    g_autofree char *sql = g_strdup_printf(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO register (id, kind, event_id, type_id, title, began_at_us, ended_at_us,"
        " closed_at_us) SELECT 'r' || i, 'meeting', 'm' || i, 't', 'x', 1, 2, 3 FROM n",
        RETENTION_ERASE_REGISTERS + 1);
    run(fixture, sql);
    run(fixture,
        "INSERT INTO presence (id, register_id, claim, guest_name, place_id, from_us, how, "
        "entered_by,"
        " entered_name, entered_at_us) SELECT id, id, 'room', '客', 'p', 1, 'remote', 'x', 'x', 1"
        " FROM register");
    g_assert_false(step(fixture, &RULE));
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM audit"), ==, 0);
    g_assert_cmpint(try(fixture, RETENTION_GUEST_NAMES, 2).rows, ==, 1);
    g_assert_true(step(fixture, &RULE));
    g_assert_cmpint(number(fixture, "SELECT json_extract(detail, '$.guest_names') FROM audit"), ==,
                    RETENTION_ERASE_REGISTERS + 1);
    g_assert_true(step(fixture, &RULE));
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM audit"), ==, 1);
}

static void test_fixed(RosterFixture *fixture, gconstpointer data) {
    char *directory = temp_dir_new();
    const RetentionPlace place = {directory, NOW_US};
    g_autofree char *folder = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    for (int kind = 0; kind < RETENTION_N_CLASSES; kind++) {
        RetentionAmount amount;
        g_autoptr(GError) error = NULL;
        const RetentionFacts *facts = retention_class_facts((RetentionClass)kind);
        const RetentionTrial trial = {place, (RetentionClass)kind, 1};
        g_assert_true(facts->why && facts->how_long);
        g_assert_true(retention_class_amount(fixture->database, &place, (RetentionClass)kind,
                                             &amount, &error));
        g_assert_no_error(error);
        g_assert_true(retention_class_try(fixture->database, &trial, &amount, &error) ==
                      (facts->setting != NULL));
        if (!facts->setting)
            g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    }
    temp_dir_remove(directory);
}

/* What the dry run names is what would be removed. */
static void test_log(RosterFixture *fixture, gconstpointer data) {
    static const char *const DAYS[] = {"2023-11-09", "2023-11-12", "2023-11-13", "2023-11-15"};
    char *directory = temp_dir_new();
    g_autofree char *folder = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(DAYS); i++) {
        g_autofree char *path = beat_log_file_path(directory, DAYS[i]);
        g_assert_true(g_file_set_contents(path, "line\n", -1, NULL));
        g_assert_true(log_day_write_sum(directory, DAYS[i], "x", NULL));
    }
    RetentionAmount amount;
    char newest[DAY_TEXT_BYTES];
    const RetentionTrial trial = {{directory, NOW_US}, RETENTION_VIEWING_LOG, 2};
    g_assert_true(retention_class_try(fixture->database, &trial, &amount, NULL));
    g_assert_true(amount.rows == 2 && amount.bytes == 10);
    day_of(amount.newest_us, newest);
    g_assert_cmpstr(newest, ==, DAYS[1]);
    for (unsigned n = 0; n < 3; n++) {
        unsigned next = 0;
        g_autoptr(GArray) days = log_day_list(directory, NULL);
        LogDayStep what = log_day_next(days, NOW_US, 2, &next);
        g_assert_cmpint(what, ==, n < 2 ? LOG_DAY_REMOVE : LOG_DAY_REST);
        g_assert_true(n == 2 || log_day_remove(directory, DAYS[n], NULL));
    }
    temp_dir_remove(directory);
}

#define ADD(name)                                                                                  \
    g_test_add("/retention_erase/" #name, RosterFixture, NULL, set_up, test_##name,                \
               roster_fixture_tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(guests);
    ADD(visitors);
    ADD(reasons);
    ADD(in_steps);
    ADD(fixed);
    ADD(log);
    return g_test_run();
}
