#include "catalog/attendance/register_standing.h"

#include <string.h>

#include "catalog/rights/rights.h"
#include "catalog/roster/member_match.h"

/* ?1 roots, ?2 register, ?3 unit or group, ?4 member. The first three columns decide whether a row
 * is wanted.
 */
#define PEOPLE                                                                                     \
    "SELECT person.member_id, search_key, ifnull(record.state, ''), person.unit_id,"               \
    " person.group_id, ifnull(record.id, ''), person.name, person.unit_name, person.group_name,"   \
    " person.is_expected, is_visiting, is_excused, live_ms, replay_ms, offline_ms, presence_ms,"   \
    " covered_ms, credited_ms, required_ms, how, confidence FROM register_person AS person"        \
    " LEFT JOIN record ON record.register_id = ?2 AND record.member_id = person.member_id"         \
    " AND is_newest = 1 AND record.kind <> 'carried' WHERE person.register_id = ?2"                \
    " AND (?3 IS NULL OR person.group_id = ?3 OR person.unit_id IN (WITH RECURSIVE below (id) AS"  \
    " (SELECT ?3 UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id)"          \
    " SELECT id FROM below))"                                                                      \
    " AND (?4 IS NULL OR person.member_id = ?4)"
#define BY_NAME                                                                                    \
    " ORDER BY person.group_name, person.unit_name, person.unit_id,"                               \
    " substr(search_key, instr(search_key, char(10))), person.member_id"

static const char EVERYBODY[] = PEOPLE " AND ?1 IS NULL" BY_NAME;
static const char WITHIN_REACH[] =
    RIGHTS_REACH_SQL PEOPLE " AND person.unit_id IN (SELECT id FROM reach)" BY_NAME;

static void free_row(void *data) {
    StandingRow *row = data;
    char *const texts[] = {row->name,  row->unit_name, row->group_name,
                           row->state, row->how,       row->confidence};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

void register_standing_clear(Standing *standing) {
    g_clear_pointer(&standing->rows, g_ptr_array_unref);
}

/* ---- one row ---- */

static void read_record(Statement *statement, StandingRow *row) {
    int64_t *const numbers[] = {&row->live_ms,     &row->replay_ms,  &row->offline_ms,
                                &row->presence_ms, &row->covered_ms, &row->credited_ms};
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int64(statement, 12 + (int)i);
    row->how = statement_dup_text(statement, 19);
    row->confidence = statement_dup_text(statement, 20);
}

static void take_figure(const RecordFigure *figure, StandingRow *row) {
    row->live_ms = figure->live_ms;
    row->replay_ms = figure->replay_ms;
    row->offline_ms = figure->offline_ms;
    row->presence_ms = figure->presence_ms;
    row->covered_ms = figure->covered_ms;
    row->credited_ms = figure->credited_ms;
    row->how = record_text_how(figure->how);
    row->confidence = g_strdup(RECORD_CONFIDENCE_WORDS[figure->confidence]);
}

static StandingRow *make_row(Statement *statement, const RecordFigure *figure, const char *state) {
    StandingRow *row = g_new0(StandingRow, 1);
    statement_copy_text(statement, 0, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 3, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 4, row->group_id, sizeof row->group_id);
    statement_copy_text(statement, 5, row->record_id, sizeof row->record_id);
    row->name = statement_dup_text(statement, 6);
    row->unit_name = statement_dup_text(statement, 7);
    row->group_name = statement_dup_text(statement, 8);
    row->is_expected = statement_int64(statement, 9) != 0;
    row->is_visiting = statement_int64(statement, 10) != 0;
    row->is_excused = statement_int64(statement, 11) != 0;
    row->has_figures = strcmp(state, REGISTER_STANDING_NONE) != 0;
    row->state = g_strdup(state);
    if (figure)
        take_figure(figure, row);
    else if (row->has_figures)
        read_record(statement, row);
    return row;
}

/* ---- all of them ---- */

static unsigned index_of(const char *state) {
    unsigned i = 0;
    while (i < CREDIT_N_STATES && strcmp(credit_result_word((CreditState)i), state) != 0)
        i++;
    return i;
}

static bool is_wanted(Statement *statement, const StandingQuery *query, const char *state) {
    return (!query->state || strcmp(query->state, state) == 0) &&
           (!query->name_key ||
            member_match(statement_text(statement, 1), query->name_key) < MEMBER_MATCH_NONE);
}

static void take(Statement *statement, const StandingQuery *query, Standing *standing) {
    const char *member_id = statement_text(statement, 0), *state = statement_text(statement, 2);
    const RecordFigure *figure =
        query->preview ? record_preview_find(query->preview, member_id) : NULL;
    if (query->preview)
        state = figure ? credit_result_word(figure->state) : "";
    if (!*state)
        state = REGISTER_STANDING_NONE;
    else if (!query->preview && standing->required_ms == 0)
        standing->required_ms = statement_int64(statement, 18);
    standing->counts[index_of(state)]++;
    if (!is_wanted(statement, query, state))
        return;
    if (standing->n_found >= query->offset && standing->rows->len < query->limit)
        g_ptr_array_add(standing->rows, make_row(statement, figure, state));
    standing->n_found++;
}

bool register_standing_read(Database *database, const StandingQuery *query, Standing *ret_standing,
                            GError **error) {
    database_assert_current(database);
    *ret_standing = (Standing){.required_ms = query->preview ? query->preview->required_ms : 0,
                               .rows = g_ptr_array_new_with_free_func(free_row)};
    g_autoptr(Statement) statement = query->roots_json
                                         ? database_prepare(database, WITHIN_REACH, error)
                                         : database_prepare(database, EVERYBODY, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->register_id);
    statement_bind_text(statement, 3, query->unit_id);
    statement_bind_text(statement, 4, query->member_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        take(statement, query, ret_standing);
    return step == STATEMENT_DONE;
}
