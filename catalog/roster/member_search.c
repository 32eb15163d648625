#include "catalog/roster/member_search.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_match.h"
#include "catalog/roster/member_row.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/pinyin.h"
#include "catalog/roster/roster_mask.h"

/* Up to so many people the members of the units are read one by one, beyond the index is. */
#define SMALL_SCOPE_MEMBERS 2500

void member_search_row_free(MemberSearchRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->kind_id);
    g_free(row->unit_name);
    g_free(row->phone);
    g_free(row);
}

typedef struct Candidate {
    char id[ID_TEXT_BYTES];
    char *search_key; /* only where they must be sorted */
} Candidate;

static void clear_candidate(gpointer data) {
    g_free(((Candidate *)data)->search_key);
}

typedef struct Search {
    Database *database;
    const MemberQuery *query;
    char *typed;                        /* key of what was typed, "" for everybody */
    GHashTable *units;                  /* set of ids, owned; NULL: everywhere */
    GArray *matches[MEMBER_MATCH_NONE]; /* Candidate, best first */
    bool is_inside;                     /* the candidates are known to be within the units … */
    bool is_behind;                     /* … and behind the last row of the page before */
    GPtrArray *rows;
    unsigned limit;
    char today[DAY_TEXT_BYTES];
} Search;

static void clear_search(Search *search) {
    g_free(search->typed);
    g_clear_pointer(&search->units, g_hash_table_unref);
    for (unsigned i = 0; i < MEMBER_MATCH_NONE; i++)
        g_clear_pointer(&search->matches[i], g_array_unref);
    g_clear_pointer(&search->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, clear_search)

static void add_candidate(Search *search, const char *id, const char *search_key, bool is_sorted) {
    MemberMatch match = member_match(search_key, search->typed);
    if (match == MEMBER_MATCH_NONE)
        return;
    Candidate candidate = {.search_key = is_sorted ? NULL : g_strdup(search_key)};
    g_strlcpy(candidate.id, id, sizeof candidate.id);
    g_array_append_val(search->matches[match], candidate);
}

/* ---- the units ---- */

#define UNITS_SQL                                                                                  \
    "WITH RECURSIVE scope (id) AS (SELECT value FROM json_each(?1)"                                \
    " UNION SELECT unit.id FROM unit JOIN scope ON unit.parent_id = scope.id WHERE ?2) "

static bool load_units(Search *search, GError **error) {
    if (!search->query->units_json)
        return true;
    search->units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) statement =
        database_prepare(search->database, UNITS_SQL "SELECT id FROM scope", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, search->query->units_json);
    statement_bind_int64(statement, 2, search->query->with_below);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_hash_table_add(search->units, statement_dup_text(statement, 0));
    return step == STATEMENT_DONE;
}

static bool is_within(Search *search, const char *member_id, bool *ret_is_within, GError **error) {
    *ret_is_within = true;
    if (!search->units || search->is_inside)
        return true;
    g_auto(GStrv) units = membership_table_units(search->database, member_id, error);
    if (!units)
        return false;
    *ret_is_within = false;
    for (unsigned i = 0; units[i]; i++)
        *ret_is_within |= g_hash_table_contains(search->units, units[i]);
    return true;
}

/* ---- candidates: the members of a few units ---- */

static int compare_candidates(gconstpointer a, gconstpointer b) {
    const Candidate *left = a, *right = b;
    int order = strcmp(left->search_key, right->search_key);
    return order ? order : strcmp(left->id, right->id);
}

static void sort_matches(Search *search) {
    for (unsigned i = 0; i < MEMBER_MATCH_NONE; i++)
        g_array_sort(search->matches[i], compare_candidates);
}

/* Ids of everybody with an open membership there, as a set; NULL without an error when there are
 * too many to look at each. */
static GHashTable *members_of_units(Search *search, GError **error) {
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) statement = database_prepare(
        search->database,
        UNITS_SQL "SELECT member_id FROM scope CROSS JOIN membership ON unit_id = scope.id"
                  " WHERE until_day IS NULL LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, search->query->units_json);
    statement_bind_int64(statement, 2, search->query->with_below);
    statement_bind_int64(statement, 3, SMALL_SCOPE_MEMBERS + 1);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_hash_table_add(ids, statement_dup_text(statement, 0));
    bool is_small = g_hash_table_size(ids) <= SMALL_SCOPE_MEMBERS;
    return step == STATEMENT_DONE && is_small ? g_steal_pointer(&ids) : NULL;
}

static bool add_member(Search *search, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        search->database,
        "SELECT search_key FROM member WHERE id = ?1 AND (?2 IS NULL OR kind_id = ?2)"
        " AND (left_at_us NOT NULL) = ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, search->query->kind_id);
    statement_bind_int64(statement, 3, search->query->is_left);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        add_candidate(search, id, statement_text(statement, 0), false);
    return step != STATEMENT_FAILED;
}

static bool collect_members(Search *search, GHashTable *ids, GError **error) {
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        if (!add_member(search, id, error))
            return false;
    sort_matches(search);
    search->is_inside = true;
    return true;
}

/* ---- candidates: everybody, by the covering index ---- */

/* Without a text the index has the order of the pages, so that one is read from where it begins. */
static bool collect_all(Search *search, GError **error) {
    bool is_by_name = !*search->typed;
    g_autoptr(Statement) statement = database_prepare(
        search->database,
        "SELECT id, search_key FROM member INDEXED BY member_by_search"
        " WHERE instr(search_key, ?1) > 0 AND (?2 IS NULL OR kind_id = ?2)"
        " AND (left_at_us NOT NULL) = ?3"
        " AND (search_key, id) >"
        "  (ifnull((SELECT search_key FROM member WHERE id = ?4), ''), ifnull(?4, ''))"
        " ORDER BY search_key, id LIMIT ?5",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, search->typed);
    statement_bind_text(statement, 2, search->query->kind_id);
    statement_bind_int64(statement, 3, search->query->is_left);
    statement_bind_text(statement, 4, is_by_name ? search->query->after : NULL);
    statement_bind_int64(statement, 5, is_by_name && !search->units ? (int)search->limit : -1);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        add_candidate(search, statement_text(statement, 0), statement_text(statement, 1), true);
    search->is_behind = is_by_name;
    return step == STATEMENT_DONE;
}

/* ---- candidates: who has this number ---- */

static bool collect_number(Search *search, const char *sql, const uint8_t *lookup, GError **error) {
    g_autoptr(Statement) statement = database_prepare(search->database, sql, error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, lookup, FIELD_LOOKUP_BYTES);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!add_member(search, statement_text(statement, 0), error))
            return false;
    sort_matches(search);
    return step == STATEMENT_DONE;
}

/* The SQL that finds whose complete number was typed, or NULL when it is none. */
static const char *number_sql(const MemberQuery *query, uint8_t ret_lookup[FIELD_LOOKUP_BYTES]) {
    if (!query->text || !query->crypto)
        return NULL;
    if (member_row_lookup(query->crypto, MEMBER_IDENTITY, query->text, ret_lookup, NULL))
        return "SELECT id FROM member WHERE identity_lookup = ?1";
    if (member_row_lookup(query->crypto, MEMBER_PHONE, query->text, ret_lookup, NULL))
        return "SELECT id FROM member WHERE phone_lookup = ?1";
    return NULL;
}

/* ---- rows ---- */

static const char ROW_SQL[] =
    "SELECT member.name, kind_id, left_at_us, phone_sealed, home.unit_id, unit.name,"
    " EXISTS (SELECT 1 FROM account WHERE account.member_id = member.id),"
    " EXISTS (SELECT 1 FROM activation WHERE activation.member_id = member.id"
    "  AND used_at_us IS NULL AND cancelled_at_us IS NULL AND expires_at_us > ?2),"
    " EXISTS (SELECT 1 FROM exemption WHERE exemption.member_id = member.id"
    "  AND revoked_at_us IS NULL AND exemption.from_day <= ?3 AND exemption.until_day > ?3)"
    " FROM member"
    " LEFT JOIN membership home ON home.id = (SELECT id FROM membership"
    "  WHERE member_id = member.id AND is_home = 1"
    "  ORDER BY until_day IS NULL DESC, until_day DESC, from_day DESC LIMIT 1)"
    " LEFT JOIN unit ON unit.id = home.unit_id WHERE member.id = ?1";

static bool read_phone(const Search *search, Statement *statement, MemberSearchRow *row,
                       GError **error) {
    size_t length;
    const void *sealed = statement_blob(statement, 3, &length);
    if (!sealed || !search->query->crypto)
        return true;
    const FieldPlace place = {MEMBER_PHONE_COLUMN, row->id};
    g_autofree char *phone =
        field_crypto_open(search->query->crypto, &place, sealed, length, error);
    row->phone = roster_mask_phone(phone);
    return phone != NULL;
}

static bool add_row(Search *search, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(search->database, ROW_SQL, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    statement_bind_text(statement, 3, search->today);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    g_autoptr(MemberSearchRow) row = g_new0(MemberSearchRow, 1);
    g_strlcpy(row->id, id, sizeof row->id);
    row->name = statement_dup_text(statement, 0);
    row->kind_id = statement_dup_text(statement, 1);
    row->left_at_us = statement_int64(statement, 2);
    statement_copy_text(statement, 4, row->unit_id, sizeof row->unit_id);
    row->unit_name = statement_dup_text(statement, 5);
    row->has_account = statement_int64(statement, 6) != 0;
    row->has_code = statement_int64(statement, 7) != 0;
    row->is_exempt = statement_int64(statement, 8) != 0;
    if (!read_phone(search, statement, row, error))
        return false;
    g_ptr_array_add(search->rows, g_steal_pointer(&row));
    return true;
}

/* Takes candidates in order, from behind the last row of the page before, until the page is full.
 */
static bool take_page(Search *search, GError **error) {
    bool is_waiting = search->query->after && !search->is_behind;
    for (unsigned match = 0; match < MEMBER_MATCH_NONE; match++)
        for (unsigned i = 0; i < search->matches[match]->len; i++) {
            const Candidate *candidate = &g_array_index(search->matches[match], Candidate, i);
            bool is_inside = false;
            if (search->rows->len == search->limit)
                return true;
            if (is_waiting) {
                is_waiting = !g_str_equal(candidate->id, search->query->after);
                continue;
            }
            if (!is_within(search, candidate->id, &is_inside, error) ||
                (is_inside && !add_row(search, candidate->id, error)))
                return false;
        }
    return true;
}

static bool collect(Search *search, GError **error) {
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    const char *sql = number_sql(search->query, lookup);
    if (sql) {
        *search->typed = '\0'; /* their names say nothing about it */
        return collect_number(search, sql, lookup, error);
    }
    if (search->query->text && *search->query->text && !*search->typed)
        return true; /* nothing that a name could contain */
    if (search->units && !search->query->is_left) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(GHashTable) ids = members_of_units(search, &failure);
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        else if (!ids)
            return collect_all(search, error);
        return ids && collect_members(search, ids, error);
    }
    return collect_all(search, error);
}

GPtrArray *member_search(Database *database, const MemberQuery *query, GError **error) {
    database_assert_current(database);
    g_auto(Search) search = {.database = database, .query = query};
    bool is_page = query->limit > 0 && query->limit < MEMBER_SEARCH_MAX_ROWS;
    search.limit = is_page ? query->limit : MEMBER_SEARCH_MAX_ROWS;
    search.typed = pinyin_name_key(query->text ? query->text : "");
    if (!search.typed)
        search.typed = g_strdup("");
    search.rows = g_ptr_array_new_with_free_func((GDestroyNotify)member_search_row_free);
    for (unsigned i = 0; i < MEMBER_MATCH_NONE; i++) {
        search.matches[i] = g_array_new(FALSE, FALSE, sizeof(Candidate));
        g_array_set_clear_func(search.matches[i], clear_candidate);
    }
    day_today(search.today);
    if (!load_units(&search, error) || !collect(&search, error) || !take_page(&search, error))
        return NULL;
    return g_steal_pointer(&search.rows);
}
