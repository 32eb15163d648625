#include "catalog/meeting/meeting_audience.h"

#include "catalog/store/role.h"

/* ?1 meeting, ?2 roles that run all, ?3 studio, ?4 whoever is signed in, ?5 those invited */
static const char SQL[] =
    "WITH RECURSIVE below (id) AS (SELECT unit_id FROM meeting_unit WHERE meeting_id = ?1 AND ?5"
    " UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id),"
    " holder (id) AS (SELECT unit_id FROM meeting WHERE id = ?1 AND unit_id NOT NULL"
    " UNION SELECT unit.parent_id FROM unit JOIN holder ON unit.id = holder.id"
    " WHERE unit.parent_id NOT NULL)"
    " SELECT id FROM account WHERE locked = 0 AND (roles & ?2 OR ?4"
    " OR id IN (SELECT account_id FROM appointment WHERE ended_at_us IS NULL"
    " AND (unit_id IN (SELECT id FROM below) OR event_id = ?1"
    " OR (role = ?3 AND unit_id IN (SELECT id FROM holder))))"
    " OR member_id IN (SELECT member_id FROM membership WHERE until_day IS NULL"
    " AND unit_id IN (SELECT id FROM below)))"
    " UNION ALL SELECT id FROM screen WHERE unpaired_at_us IS NULL AND (?4"
    " OR unit_id IN (SELECT id FROM below) OR place_id IN (SELECT place_id FROM place_unit"
    " WHERE unit_id IN (SELECT id FROM below)))";

static void bind_audience(Statement *statement, MeetingVisibility visibility, bool is_all) {
    statement_bind_int64(statement, 2, ROLE_ADMINISTRATOR | ROLE_STUDIO);
    statement_bind_int64(statement, 3, ROLE_ADMINISTRATOR);
    statement_bind_int64(statement, 4, is_all && visibility != MEETING_INVITED);
    statement_bind_int64(statement, 5, is_all);
}

static const char OF_TALK[] = "SELECT account_id FROM room_talk_party WHERE meeting_id = ?1";

GStrv meeting_audience_ids(Database *database, const MeetingRow *row, MeetingAudience audience,
                           GError **error) {
    database_assert_current(database);
    bool is_talk = row->kind == MEETING_TALK;
    g_autoptr(Statement) statement = database_prepare(database, is_talk ? OF_TALK : SQL, error);
    if (!statement)
        return NULL;
    bool is_all = audience == MEETING_AUDIENCE_ALL;
    statement_bind_text(statement, 1, row->id);
    if (!is_talk)
        bind_audience(statement, row->visibility, is_all);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(ids, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(ids) : NULL;
}
