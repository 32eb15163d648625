#include "catalog/meeting/meeting_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_table.h"
#include "catalog/store/field_text.h"

void meeting_row_free(MeetingRow *row) {
    if (!row)
        return;
    g_free(row->alias);
    g_free(row->title);
    g_free(row->note);
    g_free(row->time_zone);
    g_free(row->type_name);
    g_free(row->unit_name);
    g_free(row);
}

bool meeting_row_has_programme(const MeetingRow *row) {
    return row->kind == MEETING_BROADCAST;
}

MeetingFacts meeting_row_facts(const MeetingRow *row) {
    return (MeetingFacts){.kind = row->kind,
                          .state = row->state,
                          .live_at_us = row->live_at_us,
                          .ended_at_us = row->ended_at_us,
                          .is_recorded = row->is_recorded,
                          .is_expired = row->expired_at_us > 0,
                          .is_endless = row->is_endless};
}

/* ---- reading ---- */

MeetingRow *meeting_table_row(Statement *statement) {
    MeetingRow *row = g_new0(MeetingRow, 1);
    int column = 0;
    statement_copy_text(statement, column++, row->id, sizeof row->id);
    statement_copy_text(statement, column++, row->series_id, sizeof row->series_id);
    statement_copy_text(statement, column++, row->type_id, sizeof row->type_id);
    statement_copy_text(statement, column++, row->unit_id, sizeof row->unit_id);
    row->alias = statement_dup_text(statement, column++);
    row->title = statement_dup_text(statement, column++);
    row->note = statement_dup_text(statement, column++);
    row->kind =
        (MeetingKind)meeting_words_find(MEETING_KIND_WORDS, statement_text(statement, column++));
    row->state =
        (MeetingState)meeting_words_find(MEETING_STATE_WORDS, statement_text(statement, column++));
    row->visibility = (MeetingVisibility)meeting_words_find(MEETING_VISIBILITY_WORDS,
                                                            statement_text(statement, column++));
    row->starts_at_us = statement_int64(statement, column++);
    row->ends_at_us = statement_int64(statement, column++);
    row->time_zone = statement_dup_text(statement, column++);
    bool *const flags[] = {&row->is_recorded, &row->publishes_itself, &row->is_endless,
                           &row->is_slate, &row->allows_download};
    for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++)
        *flags[i] = statement_int64(statement, column++) != 0;
    int64_t *const numbers[] = {&row->live_at_us,   &row->ended_at_us, &row->published_at_us,
                                &row->base_wall_us, &row->duration_us, &row->bytes,
                                &row->trim_from_ms, &row->trim_to_ms,  &row->revision};
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int64(statement, column++);
    statement_copy_text(statement, column++, row->created_by, sizeof row->created_by);
    row->created_at_us = statement_int64(statement, column++);
    row->updated_at_us = statement_int64(statement, column++);
    row->type_name = statement_dup_text(statement, column++);
    row->unit_name = statement_dup_text(statement, column++);
    row->repeat = (MeetingRepeat)meeting_words_find(MEETING_REPEAT_WORDS,
                                                    statement_text(statement, column++));
    row->repeat_until_us = statement_int64(statement, column++);
    row->is_kept = statement_int64(statement, column++) != 0;
    row->due_at_us = statement_int64(statement, column++);
    row->expired_at_us = statement_int64(statement, column++);
    g_assert(column == MEETING_N_COLUMNS);
    return row;
}

MeetingRow *meeting_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT " MEETING_COLUMNS MEETING_SOURCE " WHERE meeting.id = ?1 OR alias = ?1",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        return meeting_table_row(statement);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return NULL;
}

/* ---- rules ---- */

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

/* Lines of a note are checked one by one: a note may have several. */
static bool check_note(const char *note, GError **error) {
    if (g_utf8_strlen(note, -1) > MEETING_NOTE_MAX_CHARS)
        return refuse(error, "The note is too long.");
    g_auto(GStrv) lines = g_strsplit(note, "\n", -1);
    for (unsigned i = 0; lines[i]; i++)
        if (*lines[i] &&
            !field_text_check("cannot use this note", lines[i], MEETING_NOTE_MAX_CHARS, error))
            return false;
    return true;
}

static bool check_time_zone(const char *name, GError **error) {
    g_autoptr(GTimeZone) zone = strlen(name) < 64 ? g_time_zone_new_identifier(name) : NULL;
    bool is_named = g_ascii_isalpha(name[0]); /* not "+08:00", which knows no summer time */
    return (zone && is_named) || refuse(error, "A time zone is written as Asia/Shanghai.");
}

static bool check_kind(const MeetingRow *row, GError **error) {
    if (row->kind == MEETING_BROADCAST)
        return true;
    if (row->is_recorded || row->publishes_itself)
        return refuse(error, "Group meetings and talks are not recorded.");
    if (row->kind == MEETING_TALK && row->visibility != MEETING_INVITED)
        return refuse(error, "A talk is for those who take part in it alone.");
    return row->visibility != MEETING_PUBLIC ||
           refuse(error, "A group meeting is for those who are invited or signed in.");
}

bool meeting_table_check(const MeetingRow *row, GError **error) {
    if (row->ends_at_us <= row->starts_at_us)
        return refuse(error, "The meeting must end after it begins.");
    if (!row->is_endless && row->ends_at_us - row->starts_at_us > MEETING_MAX_LENGTH_US)
        return refuse(error, "A meeting takes at most seven days.");
    return check_kind(row, error) &&
           field_text_check("cannot use this title", row->title, MEETING_TITLE_MAX_CHARS, error) &&
           check_note(row->note, error) && check_time_zone(row->time_zone, error);
}

static bool check_type(Database *database, const char *type_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM meeting_type WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, type_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this type of meeting");
    return step == STATEMENT_ROW;
}

static bool check_unit(Database *database, const char *unit_id, GError **error) {
    if (!*unit_id)
        return true;
    g_autoptr(UnitRow) unit = unit_table_get_open(database, unit_id, "plan a meeting of", error);
    return unit != NULL;
}

/* ---- writing ---- */

static void bind_moment(Statement *statement, int parameter, int64_t at_us) {
    if (at_us == 0)
        statement_bind_null(statement, parameter);
    else
        statement_bind_int64(statement, parameter, at_us);
}

/* ?1 to ?20: what insert and update share. */
static void bind_row(Statement *statement, const MeetingRow *row) {
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->type_id);
    statement_bind_text(statement, 3, row->title);
    statement_bind_text(statement, 4, row->note);
    statement_bind_text(statement, 5, MEETING_STATE_WORDS[row->state]);
    statement_bind_text(statement, 6, MEETING_VISIBILITY_WORDS[row->visibility]);
    statement_bind_int64(statement, 7, row->starts_at_us);
    statement_bind_int64(statement, 8, row->ends_at_us);
    statement_bind_text(statement, 9, row->time_zone);
    statement_bind_int64(statement, 10, row->is_recorded);
    statement_bind_int64(statement, 11, row->publishes_itself);
    statement_bind_int64(statement, 12, row->is_slate);
    bind_moment(statement, 13, row->live_at_us);
    bind_moment(statement, 14, row->ended_at_us);
    bind_moment(statement, 15, row->published_at_us);
    statement_bind_int64(statement, 16, row->trim_from_ms);
    statement_bind_int64(statement, 17, row->trim_to_ms);
    statement_bind_int64(statement, 18, row->allows_download);
    statement_bind_int64(statement, 19, row->revision);
    statement_bind_int64(statement, 20, row->updated_at_us);
}

bool meeting_table_insert(Database *database, MeetingRow *row, GError **error) {
    database_assert_current(database);
    if (!meeting_table_check(row, error) || !check_type(database, row->type_id, error) ||
        !check_unit(database, row->unit_id, error))
        return false;
    if (!*row->id)
        id_new_uuid7(row->id);
    row->revision = 1;
    row->created_at_us = row->updated_at_us = clock_wall_us();
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting (id, type_id, title, note, state, visibility, starts_at_us,"
        " ends_at_us, time_zone, is_recorded, publishes_itself, is_slate, live_at_us, ended_at_us,"
        " published_at_us, trim_from_ms, trim_to_ms, allows_download, revision, updated_at_us,"
        " created_at_us, series_id, unit_id, alias, is_endless, created_by, kind)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
        " ?19, ?20, ?20, ?21, ?22, ?23, ?24, ?25, ?26)",
        error);
    if (!statement)
        return false;
    bind_row(statement, row);
    statement_bind_text(statement, 21, *row->series_id ? row->series_id : NULL);
    statement_bind_text(statement, 22, *row->unit_id ? row->unit_id : NULL);
    statement_bind_text(statement, 23, row->alias);
    statement_bind_int64(statement, 24, row->is_endless);
    statement_bind_text(statement, 25, row->created_by);
    statement_bind_text(statement, 26, MEETING_KIND_WORDS[row->kind]);
    return statement_run(statement, error);
}

bool meeting_table_update(Database *database, MeetingRow *row, GError **error) {
    database_assert_current(database);
    if (!meeting_table_check(row, error) || !check_type(database, row->type_id, error))
        return false;
    row->revision++;
    row->updated_at_us = clock_wall_us();
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE meeting SET type_id = ?2, title = ?3, note = ?4, state = ?5, visibility = ?6,"
        " starts_at_us = ?7, ends_at_us = ?8, time_zone = ?9, is_recorded = ?10,"
        " publishes_itself = ?11, is_slate = ?12, live_at_us = ?13, ended_at_us = ?14,"
        " published_at_us = ?15, trim_from_ms = ?16, trim_to_ms = ?17, allows_download = ?18,"
        " revision = ?19, updated_at_us = ?20 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    bind_row(statement, row);
    return statement_run(statement, error);
}

bool meeting_table_remove(Database *database, const MeetingRow *row, GError **error) {
    database_assert_current(database);
    if (row->is_endless || (row->state != MEETING_SCHEDULED && row->state != MEETING_CANCELLED)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "Only a meeting that has not begun or was cancelled can be removed.");
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM meeting WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return statement_run(statement, error);
}

bool meeting_table_set_media(Database *database, const char *id, const MeetingMediaFacts *facts,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE meeting SET duration_us = ?2, bytes = ?3,"
                         " base_wall_us = ifnull(base_wall_us, nullif(?4, 0)) WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, facts->duration_us);
    statement_bind_int64(statement, 3, facts->bytes);
    statement_bind_int64(statement, 4, facts->base_wall_us);
    return statement_run(statement, error);
}
