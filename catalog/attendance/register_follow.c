#include "catalog/attendance/register_follow.h"

#include "base/clock.h"
#include "catalog/attendance/register_snapshot.h"
#include "catalog/attendance/register_table.h"

/* ---- opening ---- */

static const char MEETINGS[] =
    "SELECT id, type_id, title, ifnull(unit_id, ''), '', ifnull(live_at_us, starts_at_us)"
    " FROM meeting WHERE (state = 'live' OR (state = 'open' AND kind = 'group'))"
    " AND is_endless = 0 AND NOT EXISTS (SELECT 1 FROM register"
    " WHERE kind = 'meeting' AND event_id = meeting.id)";
static const char STUDIES[] =
    "SELECT study.id, 'study', title, place.unit_id, place_id, begun_at_us"
    " FROM study JOIN place ON place.id = place_id WHERE study.ended_at_us IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM register WHERE kind = 'study' AND event_id = study.id)";

static void free_row(void *data) {
    register_row_free(data);
}

static void *make_event(Statement *statement) {
    RegisterRow *row = g_new0(RegisterRow, 1);
    id_new_uuid7(row->id);
    statement_copy_text(statement, 0, row->event_id, sizeof row->event_id);
    row->type_id = statement_dup_text(statement, 1);
    row->title = statement_dup_text(statement, 2);
    statement_copy_text(statement, 3, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 4, row->place_id, sizeof row->place_id);
    row->began_at_us = statement_int64(statement, 5);
    return row;
}

static const char *or_null(const char *text) {
    return *text ? text : NULL;
}

static bool insert(Database *database, const RegisterRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO register (id, kind, event_id, member_id, type_id, title, unit_id, place_id,"
        " began_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, REGISTER_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 3, row->event_id);
    statement_bind_text(statement, 4, or_null(row->member_id));
    statement_bind_text(statement, 5, row->type_id);
    statement_bind_text(statement, 6, row->title);
    statement_bind_text(statement, 7, or_null(row->unit_id));
    statement_bind_text(statement, 8, or_null(row->place_id));
    statement_bind_int64(statement, 9, row->began_at_us);
    return statement_run(statement, error);
}

static bool open_events(Database *database, RegisterKind kind, const char *sql,
                        unsigned *ret_changed, GError **error) {
    g_autoptr(GPtrArray) rows = NULL;
    {
        g_autoptr(Statement) statement = database_prepare(database, sql, error);
        if (!statement)
            return false;
        rows = statement_rows(statement, make_event, free_row, error);
    }
    for (unsigned i = 0; rows && i < rows->len; i++) {
        RegisterRow *row = rows->pdata[i];
        row->kind = kind;
        if (!insert(database, row, error) || !register_snapshot_take(database, row, error))
            return false;
        *ret_changed += 1;
    }
    return rows != NULL;
}

/* ---- ending, going on ---- */

#define END_SQL(kind, event, ended)                                                                \
    "UPDATE register SET ended_at_us = max(began_at_us, at_us), closes_at_us ="                    \
    " max(began_at_us, at_us) + ?1, revision = revision + 1 FROM (SELECT register.id AS of,"       \
    " iif(event.id IS NULL, ?2, event.ended_at_us) AS at_us FROM register LEFT JOIN " event        \
    " AS event ON event.id = event_id WHERE register.kind = '" kind                                \
    "' AND register.ended_at_us IS NULL"                                                           \
    " AND (event.id IS NULL OR " ended ")) WHERE register.id = of"

static const char END_MEETINGS[] =
    END_SQL("meeting", "meeting",
            "(event.ended_at_us NOT NULL AND event.state IN ('ended', 'ready', 'published'))");
static const char END_STUDIES[] = END_SQL("study", "study", "event.ended_at_us NOT NULL");

/* Somebody took back the end. */
static const char GO_ON[] =
    "UPDATE register SET ended_at_us = NULL, closes_at_us = NULL, revision = revision + 1"
    " WHERE kind = 'meeting' AND ended_at_us NOT NULL AND closed_at_us IS NULL"
    " AND event_id IN (SELECT id FROM meeting WHERE state = 'live'"
    " OR (state = 'open' AND kind = 'group'))";

static bool change(Database *database, const char *sql, int64_t open_us, unsigned *ret_changed,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    if (open_us > 0) {
        statement_bind_int64(statement, 1, open_us);
        statement_bind_int64(statement, 2, clock_wall_us());
    }
    if (!statement_run(statement, error))
        return false;
    *ret_changed += (unsigned)database_changes(database);
    return true;
}

bool register_follow_events(Database *database, int64_t open_us, unsigned *ret_changed,
                            GError **error) {
    database_assert_current(database);
    unsigned changed = 0;
    bool is_done = open_events(database, REGISTER_MEETING, MEETINGS, &changed, error) &&
                   open_events(database, REGISTER_STUDY, STUDIES, &changed, error) &&
                   change(database, END_MEETINGS, open_us, &changed, error) &&
                   change(database, END_STUDIES, open_us, &changed, error) &&
                   change(database, GO_ON, 0, &changed, error);
    if (ret_changed)
        *ret_changed = changed;
    return is_done;
}

/* ---- lessons ---- */

/* ?1 lesson, ?2 member */
static const char LESSON[] =
    "SELECT lesson.id, 'study', lesson.title, unit_id, '', ?3"
    " FROM lesson JOIN membership ON member_id = ?2 AND is_home = 1 AND until_day IS NULL"
    " WHERE lesson.id = ?1 AND kind = 'video' AND NOT EXISTS (SELECT 1 FROM register WHERE kind = "
    "'lesson'"
    " AND event_id = ?1 AND coalesce(register.member_id, '') = ?2)";

bool register_follow_lesson(Database *database, const char *lesson_id, const char *member_id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(RegisterRow) row = NULL;
    {
        g_autoptr(Statement) statement = database_prepare(database, LESSON, error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, lesson_id);
        statement_bind_text(statement, 2, member_id);
        statement_bind_int64(statement, 3, clock_wall_us());
        StatementStep step = statement_step(statement, error);
        if (step != STATEMENT_ROW)
            return step == STATEMENT_DONE;
        row = make_event(statement);
    }
    row->kind = REGISTER_LESSON;
    g_strlcpy(row->member_id, member_id, sizeof row->member_id);
    return insert(database, row, error) && register_snapshot_take(database, row, error);
}

bool register_follow_viewing(Database *database, const char *viewing_id, GError **error) {
    database_assert_current(database);
    char lesson_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    {
        g_autoptr(Statement) statement = database_prepare(
            database,
            "SELECT lesson_id, member_id FROM viewing WHERE id = ?1 AND lesson_id NOT NULL"
            " AND member_id NOT NULL AND screen_id IS NULL",
            error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, viewing_id);
        StatementStep step = statement_step(statement, error);
        if (step != STATEMENT_ROW)
            return step == STATEMENT_DONE;
        statement_copy_text(statement, 0, lesson_id, sizeof lesson_id);
        statement_copy_text(statement, 1, member_id, sizeof member_id);
    }
    return register_follow_lesson(database, lesson_id, member_id, error);
}

/* Who sat beside somebody is heard by the other's viewing. */
static const char QUIET[] =
    "UPDATE register SET ended_at_us = heard_at_us, closes_at_us = heard_at_us + ?2,"
    " revision = revision + 1 FROM (SELECT register.id AS of, max(began_at_us,"
    " ifnull((SELECT max(max(last_beat_at_us, started_at_us)) FROM viewing"
    " WHERE viewing.member_id = register.member_id AND viewing.lesson_id = event_id), 0),"
    " ifnull((SELECT max(last_beat_at_us) FROM presence JOIN viewing ON viewing.id = viewing_id"
    " WHERE presence.register_id = register.id), 0)) AS heard_at_us FROM register"
    " WHERE kind = 'lesson' AND ended_at_us IS NULL AND began_at_us <= ?1 - ?2)"
    " WHERE register.id = of AND heard_at_us <= ?1 - ?2";

bool register_follow_quiet(Database *database, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, QUIET, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, REGISTER_LESSON_QUIET_US);
    return statement_run(statement, error);
}
