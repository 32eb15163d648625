#include "catalog/meeting/meeting_viewer.h"

#include "catalog/rights/rights.h"
#include "catalog/store/role.h"

#define SEES_ALL (ROLE_ADMINISTRATOR | ROLE_AUDITOR | ROLE_STUDIO | ROLE_CLERK | ROLE_INTERPRETER)
#define RUNS_ALL (ROLE_ADMINISTRATOR | ROLE_STUDIO)
#define OFFICES  (ROLE_ADMINISTRATOR | ROLE_AUDITOR | ROLE_CLERK)

void meeting_viewer_clear(MeetingViewer *viewer) {
    g_free(viewer->own_units);
    g_free(viewer->office_units);
    g_free(viewer->run_units);
    g_free(viewer->run_events);
    g_free(viewer->seen_events);
    *viewer = (MeetingViewer){0};
}

#define UP_SQL                                                                                     \
    " UNION SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id"                            \
    " WHERE unit.parent_id NOT NULL) SELECT json_group_array(id) FROM up"

static const char OWN_OF_ACCOUNT[] =
    "WITH RECURSIVE up (id) AS (SELECT unit_id FROM membership"
    " JOIN account ON account.member_id = membership.member_id"
    " WHERE account.id = ?1 AND until_day IS NULL UNION SELECT unit_id FROM appointment"
    " WHERE account_id = ?1 AND ended_at_us IS NULL AND unit_id NOT NULL" UP_SQL;

/* The place of a screen serves more units than the one that it belongs to. */
static const char OWN_OF_SCREEN[] =
    "WITH RECURSIVE up (id) AS (SELECT unit_id FROM screen WHERE id = ?1"
    " UNION SELECT place.unit_id FROM place JOIN screen ON place_id = place.id WHERE screen.id = ?1"
    " UNION SELECT place_unit.unit_id FROM place_unit"
    " JOIN screen ON screen.place_id = place_unit.place_id WHERE screen.id = ?1" UP_SQL;

static const char OWN_OF_PLACE[] =
    "WITH RECURSIVE up (id) AS (SELECT unit_id FROM place WHERE id = ?1"
    " UNION SELECT unit_id FROM place_unit WHERE place_id = ?1" UP_SQL;

static const char OFFICES_SQL[] =
    "SELECT json_group_array(DISTINCT unit_id) FROM appointment"
    " WHERE account_id = ?1 AND role & ?2 AND ended_at_us IS NULL AND unit_id NOT NULL";

#define EVENTS_SQL(parts)                                                                          \
    "SELECT json_group_array(id) FROM (SELECT event_id AS id FROM appointment"                     \
    " WHERE account_id = ?1 AND role & ?2 AND ended_at_us IS NULL AND event_id NOT NULL"           \
    " UNION SELECT meeting_id FROM room_talk_party WHERE account_id = ?1" parts ")"
static const char RUN_EVENTS[] = EVENTS_SQL(" AND part = 'host'");
static const char SEEN_EVENTS[] = EVENTS_SQL("");

/* ?1 account, ?2 administrator, ?3 clerk, ?4 whether it is clerk everywhere */
static const char RUN_UNITS[] =
    "WITH office (id, role) AS (SELECT unit_id, role FROM appointment WHERE account_id = ?1"
    " AND role & (?2 | ?3) AND ended_at_us IS NULL AND unit_id NOT NULL"
    " UNION SELECT id, ?3 FROM unit WHERE parent_id IS NULL AND ?4)"
    " SELECT iif(count(*) = 0, '{}', json_object("
    "'broadcast', json_group_array(DISTINCT id) FILTER (WHERE role & ?2),"
    " 'group', json_group_array(DISTINCT id))) FROM office";

static bool read_ids(Database *database, const char *sql, const char *id, uint32_t roles,
                     char **ret_ids, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (roles)
        statement_bind_int64(statement, 2, roles);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_ids = statement_dup_text(statement, 0);
    return true;
}

static bool read_run_units(Database *database, const char *id, uint32_t roles, char **ret_units,
                           GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, RUN_UNITS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, ROLE_ADMINISTRATOR);
    statement_bind_int64(statement, 3, ROLE_CLERK);
    statement_bind_int64(statement, 4, (roles & ROLE_CLERK) != 0);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_units = statement_dup_text(statement, 0);
    return true;
}

static bool load_account(Database *database, const char *id, MeetingViewer *viewer,
                         GError **error) {
    uint32_t roles;
    {
        g_autoptr(Statement) statement = database_prepare(
            database, "SELECT roles FROM account WHERE id = ?1 AND locked = 0", error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, id);
        StatementStep step = statement_step(statement, error);
        if (step != STATEMENT_ROW)
            return step == STATEMENT_DONE;
        roles = (uint32_t)statement_int64(statement, 0);
    }
    viewer->kind = MEETING_VIEWER_ACCOUNT;
    viewer->sees_all = roles & SEES_ALL;
    viewer->runs_all = roles & RUNS_ALL;
    return read_ids(database, OWN_OF_ACCOUNT, id, 0, &viewer->own_units, error) &&
           read_ids(database, OFFICES_SQL, id, OFFICES, &viewer->office_units, error) &&
           read_run_units(database, id, roles, &viewer->run_units, error) &&
           read_ids(database, RUN_EVENTS, id, ROLE_STUDIO, &viewer->run_events, error) &&
           read_ids(database, SEEN_EVENTS, id, ROLE_INTERPRETER, &viewer->seen_events, error);
}

bool meeting_viewer_load(Database *database, MeetingViewerKind kind, const char *id,
                         MeetingViewer *ret_viewer, GError **error) {
    database_assert_current(database);
    g_auto(MeetingViewer) viewer = {.kind = MEETING_VIEWER_NOBODY};
    if (kind == MEETING_VIEWER_SCREEN || kind == MEETING_VIEWER_PLACE) {
        const char *own = kind == MEETING_VIEWER_PLACE ? OWN_OF_PLACE : OWN_OF_SCREEN;
        viewer.kind = kind;
        if (!read_ids(database, own, id, 0, &viewer.own_units, error))
            return false;
    }
    if (kind == MEETING_VIEWER_ACCOUNT && *id && !load_account(database, id, &viewer, error))
        return false;
    *ret_viewer = viewer;
    viewer = (MeetingViewer){0};
    return true;
}

void meeting_viewer_bind(const MeetingViewer *viewer, Statement *statement) {
    statement_bind_int64(statement, 1, viewer->sees_all);
    statement_bind_int64(statement, 2, viewer->runs_all);
    statement_bind_int64(statement, 3, viewer->kind != MEETING_VIEWER_NOBODY);
    const char *const lists[] = {viewer->own_units, viewer->office_units,
                                 viewer->run_units ? viewer->run_units : "{}", viewer->run_events,
                                 viewer->seen_events};
    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++)
        statement_bind_text(statement, 4 + (int)i, lists[i] ? lists[i] : "[]");
}

MeetingRow *meeting_viewer_get(Database *database, const MeetingViewer *viewer, const char *id,
                               bool *ret_runs, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " MEETING_COLUMNS ", " MEETING_VIEWER_RUNS MEETING_SOURCE
                         " WHERE (meeting.id = ?9 OR alias = ?9) AND " MEETING_VIEWER_SEES,
                         error);
    if (!statement)
        return NULL;
    meeting_viewer_bind(viewer, statement);
    statement_bind_text(statement, MEETING_VIEWER_NEXT, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    if (step != STATEMENT_ROW)
        return NULL;
    if (ret_runs)
        *ret_runs = statement_int64(statement, MEETING_N_COLUMNS) != 0;
    return meeting_table_row(statement);
}

MeetingRow *meeting_viewer_get_run(Database *database, const char *account_id, const char *id,
                                   GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    bool runs = false;
    if (!meeting_viewer_load(database, MEETING_VIEWER_ACCOUNT, account_id, &viewer, error))
        return NULL;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, id, &runs, error);
    if (row && !runs)
        rights_not_found(error);
    return row && runs ? g_steal_pointer(&row) : NULL;
}
