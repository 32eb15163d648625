#include "catalog/attendance/policy_trial.h"

#include <string.h>

#include "catalog/roster/unit_tree.h"

/* ?1: the proposal's unit or NULL; the register's unit decides, of hours without one the record's.
 */
static const char RECORDS[] =
    "WITH RECURSIVE below (id) AS (SELECT ?1 UNION SELECT unit.id FROM unit"
    " JOIN below ON unit.parent_id = below.id)"
    " SELECT record.id, record.member_id, record.name, record.unit_name, record.title,"
    " record.hours_milli, record.state, ledger_leaf.text, record.year,"
    " ifnull(register.unit_id, ''), record.policy_id, record.policy_version,"
    " record.state = 'excused' OR ifnull(register_person.is_excused, 0)"
    " FROM record JOIN ledger_leaf ON leaf_index = record.leaf"
    " LEFT JOIN register ON register.id = record.register_id"
    " LEFT JOIN register_person ON register_person.register_id = record.register_id"
    " AND register_person.member_id = record.member_id"
    " WHERE record.is_newest = 1 AND record.kind = ?2 AND record.year >= ?3"
    " AND ledger_leaf.text NOT NULL"
    " AND (?1 IS NULL OR register.unit_id IN (SELECT id FROM below))"
    " ORDER BY record.member_id, record.id LIMIT ?4";

static void free_row(void *data) {
    PolicyTrialRow *row = data;
    g_free(row->name);
    g_free(row->unit_name);
    g_free(row->title);
    g_free(row->state_before);
    g_free(row);
}

void policy_trial_free(PolicyTrial *trial) {
    if (!trial)
        return;
    g_ptr_array_unref(trial->rows);
    g_free(trial);
}

typedef struct Run {
    Database *database;
    const PolicyTrialQuery *query;
    PolicyTrial *trial;
    GHashTable *wins;                /* "UNIT YEAR" → whether the proposal would be the nearest */
    GHashTable *policies;            /* "ID VERSION" → PolicyRow, what records were made with */
    char last_member[ID_TEXT_BYTES]; /* that was counted */
    unsigned n_skipped;
} Run;

/* ---- which policy ---- */

static bool compute_win(Run *run, const char *unit_id, int year, bool *ret_wins, GError **error) {
    const PolicyRow *proposal = run->query->proposal;
    g_autoptr(PolicyRow) now = NULL;
    *ret_wins = false;
    if (year < proposal->from_year)
        return true;
    if (!policy_table_find(run->database, proposal->kind, unit_id, year, &now, error))
        return false;
    if (strcmp(now->unit_id, proposal->unit_id) == 0) {
        *ret_wins = proposal->from_year >= now->from_year;
        return true;
    }
    if (!*now->unit_id || !*proposal->unit_id) {
        *ret_wins = !*now->unit_id; /* that of a unit before that of the whole tree */
        return true;
    }
    return unit_tree_is_below(run->database, proposal->unit_id, now->unit_id, ret_wins, error);
}

static bool wins(Run *run, const char *unit_id, int year, bool *ret_wins, GError **error) {
    g_autofree char *key = g_strdup_printf("%s %d", unit_id, year);
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(run->wins, key, NULL, &known)) {
        *ret_wins = GPOINTER_TO_INT(known) != 0;
        return true;
    }
    if (!compute_win(run, unit_id, year, ret_wins, error))
        return false;
    g_hash_table_insert(run->wins, g_steal_pointer(&key), GINT_TO_POINTER(*ret_wins));
    return true;
}

static const PolicyRow *policy_of(Run *run, const char *id, int64_t version, GError **error) {
    g_autofree char *key = g_strdup_printf("%s %" G_GINT64_FORMAT, id, version);
    PolicyRow *row = g_hash_table_lookup(run->policies, key);
    if (row)
        return row;
    row = policy_table_get(run->database, id, version, error);
    if (row)
        g_hash_table_insert(run->policies, g_steal_pointer(&key), row);
    return row;
}

/* ---- one record ---- */

static void keep_row(Run *run, Statement *statement, const PolicyEffect *effect) {
    if (run->n_skipped < run->query->skip) {
        run->n_skipped++;
        return;
    }
    if (run->trial->rows->len >= run->query->limit)
        return;
    PolicyTrialRow *row = g_new0(PolicyTrialRow, 1);
    statement_copy_text(statement, 0, row->record_id, sizeof row->record_id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    row->name = statement_dup_text(statement, 2);
    row->unit_name = statement_dup_text(statement, 3);
    row->title = statement_dup_text(statement, 4);
    row->before_milli = statement_int64(statement, 5);
    row->after_milli = effect->hours_milli;
    row->state_before = statement_dup_text(statement, 6);
    row->state_after = credit_result_word(effect->state);
    row->is_exact = effect->is_exact;
    g_ptr_array_add(run->trial->rows, row);
}

static void count(Run *run, Statement *statement, const PolicyEffect *effect) {
    PolicyTrial *trial = run->trial;
    int64_t before = statement_int64(statement, 5);
    bool has_state = strcmp(statement_text(statement, 6), credit_result_word(effect->state)) != 0;
    trial->n_records++;
    trial->before_milli += before;
    trial->after_milli += effect->hours_milli;
    trial->n_inexact += !effect->is_exact;
    if (before == effect->hours_milli && !has_state)
        return;
    trial->n_changed++;
    trial->n_more += effect->hours_milli > before;
    trial->n_less += effect->hours_milli < before;
    trial->n_states += has_state;
    trial->n_members += strcmp(run->last_member, statement_text(statement, 1)) != 0;
    statement_copy_text(statement, 1, run->last_member, sizeof run->last_member);
    keep_row(run, statement, effect);
}

static bool take(Run *run, Statement *statement, GError **error) {
    bool is_ours = false;
    PolicyEffect effect;
    if (!wins(run, statement_text(statement, 9), (int)statement_int64(statement, 8), &is_ours,
              error))
        return false;
    if (!is_ours)
        return true;
    const PolicyRow *before =
        policy_of(run, statement_text(statement, 10), statement_int64(statement, 11), error);
    const PolicyChange change = {before ? &before->credit : NULL, &run->query->proposal->credit,
                                 statement_int64(statement, 12) ? CREDIT_ON_LEAVE
                                                                : CREDIT_NO_LEAVE};
    if (before && policy_effect_compute(statement_text(statement, 7), &change, &effect))
        count(run, statement, &effect);
    return before != NULL;
}

static bool take_all(Run *run, GError **error) {
    const PolicyRow *proposal = run->query->proposal;
    g_autoptr(Statement) statement = database_prepare(run->database, RECORDS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, *proposal->unit_id ? proposal->unit_id : NULL);
    statement_bind_text(statement, 2, proposal->kind);
    statement_bind_int64(statement, 3, MAX(proposal->from_year, run->query->first_open_year));
    statement_bind_int64(statement, 4, POLICY_TRIAL_MAX_RECORDS + 1);
    StatementStep step;
    for (unsigned n = 0; (step = statement_step(statement, error)) == STATEMENT_ROW; n++) {
        if (n == POLICY_TRIAL_MAX_RECORDS)
            run->trial->is_cut = true;
        else if (!take(run, statement, error))
            return false;
    }
    return step == STATEMENT_DONE;
}

PolicyTrial *policy_trial_run(Database *database, const PolicyTrialQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(PolicyTrial) trial = g_new0(PolicyTrial, 1);
    trial->rows = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(GHashTable) wins_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) policies =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)policy_row_free);
    Run run = {.database = database,
               .query = query,
               .trial = trial,
               .wins = wins_of,
               .policies = policies};
    return take_all(&run, error) ? g_steal_pointer(&trial) : NULL;
}
