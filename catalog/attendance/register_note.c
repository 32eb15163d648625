#include "catalog/attendance/register_note.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/register_table.h"

void register_note_free(RegisterNote *note) {
    if (!note)
        return;
    g_free(note->entered_name);
    g_free(note->place_name);
    g_free(note);
}

static void free_note(void *data) {
    register_note_free(data);
}

/* Both tables alike. */
#define NOTES                                                                                      \
    "(SELECT id, register_id, 1 AS is_count, place_id, heads AS number, '' AS step, entered_name," \
    " entered_at_us FROM register_count WHERE register_id = ?1"                                    \
    " UNION ALL SELECT id, register_id, 0, place_id, present, step, entered_name, entered_at_us"   \
    " FROM register_confirmation WHERE register_id = ?1) AS note"

/* ?1 register, ?2 place, ?3 roots, ?4 limit */
static const char LIST[] =
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?3, '[]'))"
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id)"
    " SELECT note.id, is_count, ifnull(place_id, ''), number, step, entered_name, entered_at_us,"
    " place.name FROM " NOTES " LEFT JOIN place ON place.id = place_id"
    " WHERE (?2 IS NULL OR place_id = ?2 OR place_id IS NULL)"
    " AND (?3 IS NULL OR place_id IS NULL OR place.unit_id IN (SELECT id FROM reach))"
    " ORDER BY entered_at_us DESC, note.id DESC LIMIT ?4";

static PresenceStep step_of(const char *word) {
    unsigned step = 0;
    while (step < PRESENCE_N_STEPS - 1 && !g_str_equal(PRESENCE_STEP_WORDS[step], word))
        step++;
    return (PresenceStep)step;
}

static void *make_note(Statement *statement) {
    RegisterNote *note = g_new0(RegisterNote, 1);
    statement_copy_text(statement, 0, note->id, sizeof note->id);
    note->is_count = statement_int64(statement, 1) != 0;
    statement_copy_text(statement, 2, note->place_id, sizeof note->place_id);
    note->number = statement_int64(statement, 3);
    note->step = step_of(statement_text(statement, 4));
    note->entered_name = statement_dup_text(statement, 5);
    note->entered_at_us = statement_int64(statement, 6);
    note->place_name = statement_dup_text(statement, 7);
    return note;
}

GPtrArray *register_note_list(Database *database, const char *register_id, const char *place_id,
                              const char *roots_json, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, LIST, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, register_id);
    statement_bind_text(statement, 2, place_id);
    statement_bind_text(statement, 3, roots_json);
    statement_bind_int64(statement, 4, REGISTER_NOTE_MAX_ROWS);
    return statement_rows(statement, make_note, free_note, error);
}

/* ---- adding ---- */

/* Whoever is there now, or stayed until the end. */
static const char PRESENT[] =
    "SELECT count(DISTINCT ifnull(p.member_id, p.guest_name)) FROM presence AS p"
    " WHERE p.register_id = ?1 AND (?2 IS NULL OR p.place_id = ?2) AND " PRESENCE_UNTIL_SQL
    " = 0 AND NOT " PRESENCE_WITHDRAWN_SQL;

static bool count_present(Database *database, const char *register_id, RegisterNote *note,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, PRESENT, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, register_id);
    statement_bind_text(statement, 2, *note->place_id ? note->place_id : NULL);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        note->number = statement_int64(statement, 0);
    return step != STATEMENT_FAILED;
}

static const char FIND[] =
    "SELECT register_id = ?2 AND place_id = ?3 AND heads = ?4 AND ?5 FROM register_count"
    " WHERE id = ?1 UNION ALL SELECT register_id = ?2 AND ifnull(place_id, '') = ?3 AND step = ?6"
    " AND NOT ?5 FROM register_confirmation WHERE id = ?1";

/* *ret_is_there: this very one is. */
static bool find(Database *database, const char *register_id, const RegisterNote *note,
                 bool *ret_is_there, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, FIND, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, note->id);
    statement_bind_text(statement, 2, register_id);
    statement_bind_text(statement, 3, note->place_id);
    statement_bind_int64(statement, 4, note->number);
    statement_bind_int64(statement, 5, note->is_count);
    statement_bind_text(statement, 6, PRESENCE_STEP_WORDS[note->step]);
    StatementStep step = statement_step(statement, error);
    *ret_is_there = step == STATEMENT_ROW;
    if (step != STATEMENT_ROW || statement_int64(statement, 0))
        return step != STATEMENT_FAILED;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "The id of this entry was used for another one.");
    return false;
}

static const char INSERT_COUNT[] =
    "INSERT INTO register_count (id, register_id, place_id, heads, entered_by, entered_name,"
    " entered_at_us) VALUES (?1, ?2, nullif(?3, ''), ?4, ?5, ?6, ?7)";
static const char INSERT_CONFIRMATION[] =
    "INSERT INTO register_confirmation (id, register_id, place_id, present, entered_by,"
    " entered_name, entered_at_us, step) VALUES (?1, ?2, nullif(?3, ''), ?4, ?5, ?6, ?7, ?8)";

static bool insert(Database *database, const char *register_id, const RegisterNote *note,
                   const PresenceBy *by, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, note->is_count ? INSERT_COUNT : INSERT_CONFIRMATION, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, note->id);
    statement_bind_text(statement, 2, register_id);
    statement_bind_text(statement, 3, note->place_id);
    statement_bind_int64(statement, 4, note->number);
    statement_bind_text(statement, 5, by->id);
    statement_bind_text(statement, 6, by->name);
    statement_bind_int64(statement, 7, note->entered_at_us);
    if (!note->is_count)
        statement_bind_text(statement, 8, PRESENCE_STEP_WORDS[note->step]);
    return statement_run(statement, error) && register_table_raise(database, register_id, error);
}

bool register_note_add(Database *database, const char *register_id, RegisterNote *note,
                       const PresenceBy *by, GError **error) {
    database_assert_current(database);
    bool is_there;
    if (!id_is_uuid(note->id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, "The id of an entry is a UUID.");
        return false;
    }
    if (!find(database, register_id, note, &is_there, error))
        return false;
    note->entered_name = g_strdup(by->name);
    note->entered_at_us = clock_wall_us();
    if (!note->is_count && !count_present(database, register_id, note, error))
        return false;
    return is_there || insert(database, register_id, note, by, error);
}
