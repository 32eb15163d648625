#include "catalog/attendance/record_table.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/rights/rights.h"

/* ---- what is there already ---- */

typedef struct Newest {
    char id[ID_TEXT_BYTES]; /* "": none */
    int64_t live_ms, replay_ms, offline_ms, presence_ms, covered_ms, credited_ms;
    char state[16];
    bool is_closed; /* the register; asked where there is no record */
} Newest;

static bool find_newest(Database *database, const RecordText *text, Newest *ret_newest,
                        GError **error) {
    *ret_newest = (Newest){.id = ""};
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, live_ms, replay_ms, offline_ms, presence_ms, covered_ms, credited_ms, state"
        " FROM record WHERE register_id = ?1 AND member_id = ?2 AND is_newest = 1"
        " AND kind <> 'carried'",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, text->register_id);
    statement_bind_text(statement, 2, text->member_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW) {
        statement_copy_text(statement, 0, ret_newest->id, sizeof ret_newest->id);
        ret_newest->live_ms = statement_int64(statement, 1);
        ret_newest->replay_ms = statement_int64(statement, 2);
        ret_newest->offline_ms = statement_int64(statement, 3);
        ret_newest->presence_ms = statement_int64(statement, 4);
        ret_newest->covered_ms = statement_int64(statement, 5);
        ret_newest->credited_ms = statement_int64(statement, 6);
        statement_copy_text(statement, 7, ret_newest->state, sizeof ret_newest->state);
    }
    return step != STATEMENT_FAILED;
}

static bool ask_closed(Database *database, const char *register_id, bool *ret_closed,
                       GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM register WHERE id = ?1 AND closed_at_us IS NOT NULL", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, register_id);
    StatementStep step = statement_step(statement, error);
    *ret_closed = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

static int64_t sum_of(const RecordText *text, RecordSet set) {
    return text->sets[set] ? interval_set_sum(text->sets[set]) : 0;
}

static bool is_same(const Newest *newest, const RecordText *text) {
    return newest->live_ms == sum_of(text, RECORD_LIVE) &&
           newest->replay_ms == sum_of(text, RECORD_REPLAY) &&
           newest->offline_ms == sum_of(text, RECORD_OFFLINE) &&
           newest->presence_ms == sum_of(text, RECORD_PRESENCE) &&
           newest->covered_ms == text->covered_ms && newest->credited_ms == text->credited_ms &&
           strcmp(newest->state, credit_result_word(text->state)) == 0;
}

static bool is_wanted(RecordWhen when, const Newest *newest, const RecordText *text) {
    switch (when) {
    case RECORD_FIRST:
        return newest->id[0] == '\0';
    case RECORD_CONTINUE:
        return newest->id[0] != '\0' && !is_same(newest, text);
    case RECORD_CORRECT:
        return newest->id[0] != '\0' || newest->is_closed;
    case RECORD_CARRY:
    case RECORD_N_WHENS:
        break;
    }
    return true;
}

/* ---- writing ---- */

static bool run_on(Database *database, const char *sql, const char *id, int64_t value,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, value);
    return statement_run(statement, error);
}

static void bind_figures(Statement *statement, int first, const RecordDraft *draft) {
    const RecordText *text = &draft->text;
    const int64_t numbers[] = {sum_of(text, RECORD_LIVE),
                               sum_of(text, RECORD_REPLAY),
                               sum_of(text, RECORD_OFFLINE),
                               sum_of(text, RECORD_PRESENCE),
                               text->required_ms,
                               text->covered_ms,
                               text->credited_ms,
                               draft->hours_milli};
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        statement_bind_int64(statement, first + (int)i, numbers[i]);
}

static void bind_row(Statement *statement, const RecordDraft *draft, int64_t leaf) {
    const RecordText *text = &draft->text;
    g_autofree char *how = record_text_how(text->how);
    const char *const texts[] = {text->id,
                                 text->register_id,
                                 RECORD_KIND_WORDS[text->kind],
                                 text->event_id,
                                 draft->type_id ? draft->type_id : "",
                                 text->title ? text->title : "",
                                 text->member_id,
                                 text->name ? text->name : "",
                                 text->unit_id,
                                 text->unit_name ? text->unit_name : "",
                                 draft->group_id,
                                 draft->group_name ? draft->group_name : "",
                                 text->policy_id,
                                 credit_result_word(text->state),
                                 how,
                                 RECORD_CONFIDENCE_WORDS[draft->confidence],
                                 RECORD_REASON_WORDS[draft->confidence_reason],
                                 text->replaces_id[0] ? text->replaces_id : NULL};
    const int64_t numbers[] = {text->began_at_us,
                               draft->year,
                               draft->is_expected,
                               text->policy_version,
                               draft->looked_until_us,
                               text->closed_at_us,
                               leaf};
    int at = 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        statement_bind_text(statement, at++, texts[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        statement_bind_int64(statement, at++, numbers[i]);
    bind_figures(statement, at, draft);
}

static const char INSERT[] =
    "INSERT INTO record (id, register_id, kind, event_id, type_id, title, member_id, name, unit_id,"
    " unit_name, group_id, group_name, policy_id, state, how, confidence, confidence_reason,"
    " replaces_id, began_at_us, year, is_expected, policy_version, looked_until_us, closed_at_us,"
    " leaf, live_ms, replay_ms, offline_ms, presence_ms, required_ms, covered_ms, credited_ms,"
    " hours_milli, is_newest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
    " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32,"
    " ?33, 1)";

static bool write_row(Database *database, RecordDraft *draft, GError **error) {
    int64_t leaf;
    g_autoptr(GString) text = g_string_new(NULL);
    id_new_uuid7(draft->text.id);
    draft->text.closed_at_us = clock_wall_us();
    record_text_append(&draft->text, text);
    if (!ledger_table_append(database, LEDGER_RECORD, draft->text.id, text->str, &leaf, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(database, INSERT, error);
    if (!statement)
        return false;
    bind_row(statement, draft, leaf);
    return statement_run(statement, error);
}

bool record_table_insert(Database *database, RecordDraft *draft, RecordWhen when, GError **error) {
    database_assert_current(database);
    Newest newest = {.id = ""};
    draft->text.id[0] = '\0';
    if (when == RECORD_CARRY)
        g_strlcpy(newest.id, draft->text.replaces_id, sizeof newest.id);
    if (when != RECORD_CARRY && !find_newest(database, &draft->text, &newest, error))
        return false;
    if (when == RECORD_CORRECT && !newest.id[0] &&
        !ask_closed(database, draft->text.register_id, &newest.is_closed, error))
        return false;
    if (newest.id[0] &&
        !run_on(database,
                "UPDATE record SET looked_until_us = max(looked_until_us, ?2) WHERE id = ?1",
                newest.id, draft->looked_until_us, error))
        return false;
    if (!is_wanted(when, &newest, &draft->text))
        return true;
    g_strlcpy(draft->text.replaces_id, newest.id, sizeof draft->text.replaces_id);
    if (newest.id[0] &&
        !run_on(database, "UPDATE record SET is_newest = ?2 WHERE id = ?1", newest.id, 0, error))
        return false;
    return write_row(database, draft, error);
}

/* ---- closing ---- */

static bool count_of(Database *database, const char *sql, const char *id, int64_t *ret_count,
                     GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    bool is_good = statement_step(statement, error) == STATEMENT_ROW;
    *ret_count = is_good ? statement_int64(statement, 0) : 0;
    return is_good;
}

static bool check_complete(Database *database, const char *id, GError **error) {
    int64_t n_missing;
    if (!count_of(database,
                  "SELECT count(*) FROM register_person AS p WHERE register_id = ?1 AND NOT EXISTS"
                  " (SELECT 1 FROM record WHERE record.register_id = ?1"
                  " AND record.member_id = p.member_id)",
                  id, &n_missing, error))
        return false;
    if (n_missing == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "the register %s cannot be closed: %" PRId64 " people have no record yet", id,
                n_missing);
    return false;
}

static bool write_closing(Database *database, const RecordFacts *facts, int64_t now_us,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE register SET closed_at_us = ?2, policy_id = ?3, policy_version = ?4,"
        " revision = revision + 1 WHERE id = ?1 AND closed_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, facts->id);
    statement_bind_int64(statement, 2, now_us);
    statement_bind_text(statement, 3, facts->policy_id);
    statement_bind_int64(statement, 4, facts->policy_version);
    return statement_run(statement, error);
}

bool record_table_close(Database *database, const RecordFacts *facts, GError **error) {
    database_assert_current(database);
    int64_t now_us = clock_wall_us(), n_records, leaf;
    if (!check_complete(database, facts->id, error) ||
        !write_closing(database, facts, now_us, error))
        return false;
    if (database_changes(database) == 0)
        return true;
    if (!count_of(database, "SELECT count(*) FROM record WHERE register_id = ?1", facts->id,
                  &n_records, error))
        return false;
    g_autofree char *text =
        g_strdup_printf("tongping-close 1\nregister %s\nrecords %" PRId64 "\nclosed %" PRId64 "\n",
                        facts->id, n_records, now_us);
    return ledger_table_append(database, LEDGER_CLOSE, facts->id, text, &leaf, error);
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "record.id, register_id, event_id, member_id, unit_id, group_id, policy_id,"                   \
    " ifnull(replaces_id, ''), kind, type_id, title, name, unit_name, group_name, state, how,"     \
    " confidence, confidence_reason, is_expected, is_newest, began_at_us, year, policy_version,"   \
    " live_ms, replay_ms, offline_ms, presence_ms, required_ms, covered_ms, credited_ms,"          \
    " hours_milli, closed_at_us, leaf"

static char **texts_of(RecordRow *row, unsigned index) {
    char **const texts[] = {&row->kind,       &row->type_id,          &row->title, &row->name,
                            &row->unit_name,  &row->group_name,       &row->state, &row->how,
                            &row->confidence, &row->confidence_reason};
    return index < G_N_ELEMENTS(texts) ? texts[index] : NULL;
}

void record_row_free(RecordRow *row) {
    for (unsigned i = 0; row && texts_of(row, i); i++)
        g_free(*texts_of(row, i));
    g_free(row);
}

static void destroy_row(void *data) {
    record_row_free(data);
}

static void *read_row(Statement *statement) {
    RecordRow *row = g_new0(RecordRow, 1);
    char *const ids[] = {row->id,      row->register_id, row->event_id,  row->member_id,
                         row->unit_id, row->group_id,    row->policy_id, row->replaces_id};
    int64_t *const numbers[] = {&row->began_at_us, &row->year,        &row->policy_version,
                                &row->live_ms,     &row->replay_ms,   &row->offline_ms,
                                &row->presence_ms, &row->required_ms, &row->covered_ms,
                                &row->credited_ms, &row->hours_milli, &row->closed_at_us,
                                &row->leaf};
    int at = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        statement_copy_text(statement, at++, ids[i], ID_TEXT_BYTES);
    for (unsigned i = 0; texts_of(row, i); i++)
        *texts_of(row, i) = statement_dup_text(statement, at++);
    row->is_expected = statement_int64(statement, at++) != 0;
    row->is_newest = statement_int64(statement, at++) != 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int64(statement, at++);
    return row;
}

#define CONDITIONS                                                                                 \
    " (?2 IS NULL OR record.member_id = ?2) AND (?3 IS NULL OR register_id = ?3)"                  \
    " AND (?4 IS NULL OR record.unit_id = ?4) AND (?5 = 0 OR year = ?5)"                           \
    " AND (?6 OR is_newest = 1) AND (?7 IS NULL OR record.id < ?7)"                                \
    " ORDER BY record.id DESC LIMIT ?8"

GPtrArray *record_table_list(Database *database, const RecordQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        query->roots_json
            ? database_prepare(
                  database,
                  RIGHTS_REACH_SQL
                  "SELECT " COLUMNS
                  " FROM record WHERE unit_id IN (SELECT id FROM reach) AND" CONDITIONS,
                  error)
            : database_prepare(database,
                               "SELECT " COLUMNS " FROM record WHERE ?1 IS NULL AND" CONDITIONS,
                               error);
    if (!statement)
        return NULL;
    unsigned limit = query->limit > 0 ? query->limit : RECORD_LIST_MAX_ROWS;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->member_id);
    statement_bind_text(statement, 3, query->register_id);
    statement_bind_text(statement, 4, query->unit_id);
    statement_bind_int64(statement, 5, query->year);
    statement_bind_int64(statement, 6, query->with_replaced);
    statement_bind_text(statement, 7, query->before_id);
    statement_bind_int64(statement, 8, limit);
    return statement_rows(statement, read_row, destroy_row, error);
}

RecordRow *record_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS " FROM record WHERE record.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

GPtrArray *record_table_chain(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE older (link) AS (SELECT ?1 UNION SELECT replaces_id FROM record JOIN older"
        " ON record.id = link WHERE replaces_id NOT NULL), newer (link) AS (SELECT ?1"
        " UNION SELECT record.id FROM record JOIN newer ON replaces_id = link)"
        " SELECT " COLUMNS " FROM record WHERE record.id IN (SELECT link FROM older"
        " UNION SELECT link FROM newer) ORDER BY record.id",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    return statement_rows(statement, read_row, destroy_row, error);
}

char *record_table_text(Database *database, const char *id, GError **error) {
    g_autoptr(RecordRow) row = record_table_get(database, id, error);
    g_autoptr(LedgerLeaf) leaf = row ? ledger_table_get(database, row->leaf, error) : NULL;
    if (!leaf)
        return NULL;
    if (!leaf->text)
        g_set_error_literal(error, BASE_ERROR, ERROR_GONE, "The text of this record was removed.");
    return g_steal_pointer(&leaf->text);
}
