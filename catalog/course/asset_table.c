#include "catalog/course/asset_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_text.h"
#include "catalog/course/document_page.h"
#include "catalog/rights/rights.h"

void asset_row_free(AssetRow *row) {
    if (!row)
        return;
    g_free(row->language);
    g_free(row->label);
    g_free(row->translator);
    g_free(row->reviewer);
    g_free(row->problem);
    g_free(row->source_name);
    g_free(row);
}

int64_t asset_row_gain_centi(const AssetRow *row) {
    return row->has_loudness ? CLAMP(ASSET_TARGET_CENTI - row->loudness_centi,
                                     -ASSET_MAX_GAIN_CENTI, ASSET_MAX_GAIN_CENTI)
                             : 0;
}

/* ---- reading ---- */

#define SELECT                                                                                     \
    "SELECT id, lesson_id, kind, language, label, translator, reviewer, state, problem,"           \
    " duration_ms, bytes, loudness_centi, source_name, created_at_us, id = (SELECT first.id"       \
    " FROM asset AS first WHERE first.lesson_id = asset.lesson_id AND first.kind = 'sound'"        \
    " AND first.state = 'ready' ORDER BY first.position, first.id LIMIT 1), revision FROM asset"

static AssetRow *read_row(Statement *statement) {
    AssetRow *row = g_new0(AssetRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->lesson_id, sizeof row->lesson_id);
    row->kind = (CourseAssetKind)course_words_find(ASSET_KIND_WORDS, statement_text(statement, 2));
    row->language = statement_dup_text(statement, 3);
    row->label = statement_dup_text(statement, 4);
    row->translator = statement_dup_text(statement, 5);
    row->reviewer = statement_dup_text(statement, 6);
    row->state = (AssetState)course_words_find(ASSET_STATE_WORDS, statement_text(statement, 7));
    row->problem = statement_dup_text(statement, 8);
    row->duration_ms = statement_int64(statement, 9);
    row->bytes = statement_int64(statement, 10);
    row->has_loudness = !statement_is_null(statement, 11);
    row->loudness_centi = statement_int64(statement, 11);
    row->source_name = statement_dup_text(statement, 12);
    row->created_at_us = statement_int64(statement, 13);
    row->is_default = statement_int64(statement, 14) != 0;
    row->revision = statement_int64(statement, 15);
    return row;
}

GPtrArray *asset_table_list(Database *database, const char *lesson_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        SELECT " WHERE lesson_id = ?1 ORDER BY instr('picture sound subtitle document', kind),"
               " position, id",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, lesson_id);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)asset_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

AssetRow *asset_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, SELECT " WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

/* ---- writing ---- */

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* Sounds and subtitles: no second one that a viewer could not tell from this. */
static bool check_only(Database *database, const AssetRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT 1 FROM asset WHERE lesson_id = ?1 AND kind = ?2 AND language = ?3 AND label = ?4"
        " AND state = 'ready' AND id <> ?5 AND kind IN ('sound', 'subtitle')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->lesson_id);
    statement_bind_text(statement, 2, ASSET_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 3, row->language);
    statement_bind_text(statement, 4, row->label);
    statement_bind_text(statement, 5, row->id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW
               ? refuse(ERROR_CONFLICT,
                        "There is one in this language with this label already: withdraw it "
                        "first, or give this one another label.",
                        error)
               : step == STATEMENT_DONE;
}

static bool check(const AssetRow *row, GError **error) {
    bool has_language = row->kind == COURSE_ASSET_SOUND || row->kind == COURSE_ASSET_SUBTITLE;
    if (has_language != (*row->language != '\0'))
        return refuse(ERROR_INVALID, "Sounds and subtitles have a language, pictures have none.",
                      error);
    return (!has_language || course_text_check_tag(row->language, error)) &&
           course_text_check_label(row->label, error) &&
           course_text_check_label(row->translator, error) &&
           course_text_check_label(row->reviewer, error);
}

bool asset_table_update(Database *database, const AssetRow *row, GError **error) {
    database_assert_current(database);
    if (!check(row, error) || (row->state == ASSET_READY && !check_only(database, row, error)))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE asset SET language = ?2, label = ?3, translator = ?4, reviewer = ?5,"
        " changed_at_us = ?6, revision = revision + 1 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->language);
    statement_bind_text(statement, 3, row->label);
    statement_bind_text(statement, 4, row->translator);
    statement_bind_text(statement, 5, row->reviewer);
    statement_bind_int64(statement, 6, clock_wall_us());
    return statement_run(statement, error);
}

bool asset_table_step(Database *database, AssetRow *row, AssetStep step, GError **error) {
    static const AssetState FROM[] = {
        [ASSET_WITHDRAW] = ASSET_READY, [ASSET_RESTORE] = ASSET_WITHDRAWN};
    static const AssetState TO[] = {
        [ASSET_WITHDRAW] = ASSET_WITHDRAWN, [ASSET_RESTORE] = ASSET_READY};
    static const char *const REFUSALS[] = {
        [ASSET_WITHDRAW] = "Only what is ready can be withdrawn.",
        [ASSET_RESTORE] = "Only what was withdrawn can be restored.",
    };
    database_assert_current(database);
    if (row->state != FROM[step])
        return refuse(ERROR_CONFLICT, REFUSALS[step], error);
    if (step == ASSET_RESTORE && !check_only(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE asset SET state = ?2, changed_at_us = ?3, revision = revision + 1 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    row->state = TO[step];
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, ASSET_STATE_WORDS[row->state]);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error) &&
           document_page_measure(database, row->lesson_id, error);
}

static bool run_of(Database *database, const char *sql, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

bool asset_table_remove(Database *database, const AssetRow *row, GError **error) {
    if (row->state == ASSET_WAITING || row->state == ASSET_PREPARING)
        return refuse(ERROR_CONFLICT, "This is being made: cancel its job first.", error);
    return run_of(database, "DELETE FROM asset WHERE id = ?1", row->id, error);
}

GStrv asset_table_gone(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, "SELECT id FROM asset_gone", error);
    if (!statement)
        return NULL;
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(ids, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(ids) : NULL;
}

bool asset_table_forget(Database *database, const char *id, GError **error) {
    return run_of(database, "DELETE FROM asset_gone WHERE id = ?1", id, error);
}
