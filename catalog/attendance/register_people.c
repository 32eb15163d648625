#include "catalog/attendance/register_people.h"

#include <string.h>

#include "catalog/rights/rights.h"
#include "catalog/roster/member_match.h"
#include "catalog/roster/member_search.h"
#include "catalog/roster/pinyin.h"

bool register_people_unit(Database *database, const char *register_id, const char *member_id,
                          char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT unit_id FROM register_person WHERE register_id = ?1 AND member_id = ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, register_id);
    statement_bind_text(statement, 2, member_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_unit_id, ID_TEXT_BYTES);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

static void free_person(void *data) {
    RegisterPerson *person = data;
    char *const texts[] = {person->name, person->pinyin, person->initials, person->search_key,
                           person->unit_name};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    presence_row_free(person->presence);
    g_free(person);
}

/* ?1 register, ?2 place, ?3 whether all of the register belong to it, ?4 limit */
static const char CROWD[] =
    "WITH here (id) AS (SELECT unit_id FROM place WHERE id = ?2"
    " UNION SELECT unit_id FROM place_unit WHERE place_id = ?2),"
    " crowd (id) AS (SELECT person.member_id FROM here JOIN register_person AS person"
    " ON person.unit_id = here.id WHERE person.register_id = ?1"
    " UNION SELECT membership.member_id FROM here JOIN membership"
    " ON membership.unit_id = here.id WHERE until_day IS NULL"
    " UNION SELECT member_id FROM presence WHERE register_id = ?1 AND place_id = ?2"
    " AND member_id NOT NULL"
    " UNION SELECT member_id FROM register_person WHERE register_id = ?1 AND ?3)"
    " SELECT person.member_id, person.name, person.search_key, person.unit_id, person.unit_name,"
    " is_expected, is_visiting, is_excused FROM crowd JOIN register_person AS person"
    " ON person.register_id = ?1 AND person.member_id = crowd.id LIMIT ?4";

/* Line `n` of a search key (pinyin.h), or the first one. Caller frees. */
static char *line_of(const char *search_key, unsigned n) {
    g_auto(GStrv) lines = g_strsplit(search_key, "\n", 4);
    unsigned n_lines = g_strv_length(lines);
    return g_strdup(n < n_lines ? lines[n] : n_lines > 0 ? lines[0] : "");
}

static void *make_person(Statement *statement) {
    RegisterPerson *person = g_new0(RegisterPerson, 1);
    statement_copy_text(statement, 0, person->member_id, sizeof person->member_id);
    person->name = statement_dup_text(statement, 1);
    person->search_key = statement_dup_text(statement, 2);
    person->pinyin = line_of(person->search_key, 1);
    person->initials = line_of(person->search_key, 2);
    statement_copy_text(statement, 3, person->unit_id, sizeof person->unit_id);
    person->unit_name = statement_dup_text(statement, 4);
    person->is_expected = statement_int64(statement, 5) != 0;
    person->is_visiting = statement_int64(statement, 6) != 0;
    person->is_excused = statement_int64(statement, 7) != 0;
    return person;
}

static int compare(gconstpointer a, gconstpointer b) {
    const RegisterPerson *left = *(RegisterPerson *const *)a, *right = *(RegisterPerson *const *)b;
    int order = strcmp(left->pinyin, right->pinyin);
    return order ? order : strcmp(left->member_id, right->member_id);
}

/* People of the place, sorted. */
static GPtrArray *list_crowd(Database *database, const RegisterRow *row, const char *place_id,
                             GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, CROWD, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, place_id);
    statement_bind_int64(statement, 3, row->kind == REGISTER_STUDY);
    statement_bind_int64(statement, 4, REGISTER_PEOPLE_MAX_ROWS);
    GPtrArray *people = statement_rows(statement, make_person, free_person, error);
    if (people)
        g_ptr_array_sort(people, compare);
    return people;
}

/* ---- what is entered ---- */

/* The newest of this place, else the newest of all. */
static const PresenceRow *better(const PresenceRow *a, const PresenceRow *b, const char *place_id) {
    if (!a)
        return b;
    bool a_here = g_str_equal(a->place_id, place_id), b_here = g_str_equal(b->place_id, place_id);
    if (a_here != b_here)
        return a_here ? a : b;
    return b->said.from_us > a->said.from_us ? b : a;
}

static bool add_presence(Database *database, const RegisterRow *row, const char *place_id,
                         RegisterPerson *person, GError **error) {
    const PresenceQuery query = {.register_id = row->id, .member_id = person->member_id};
    const PresenceRow *best = NULL;
    g_autoptr(GPtrArray) rows = presence_table_list(database, &query, error);
    for (unsigned i = 0; rows && i < rows->len; i++)
        best = better(best, rows->pdata[i], place_id);
    for (unsigned i = 0; best && i < rows->len; i++)
        if (rows->pdata[i] == best) {
            person->presence = g_ptr_array_steal_index(rows, i);
            best = NULL;
        }
    return rows != NULL;
}

static bool add_presences(Database *database, const RegisterRow *row, const char *place_id,
                          GPtrArray *people, GError **error) {
    for (unsigned i = 0; i < people->len; i++)
        if (!add_presence(database, row, place_id, people->pdata[i], error))
            return false;
    return true;
}

/* ---- those who are looked for ---- */

static bool is_in(const GPtrArray *people, const char *member_id) {
    for (unsigned i = 0; i < people->len; i++)
        if (g_str_equal(((const RegisterPerson *)people->pdata[i])->member_id, member_id))
            return true;
    return false;
}

/* Best matches first, each kind of match by pinyin. */
static GPtrArray *keep_matching(GPtrArray *crowd, const char *typed) {
    GPtrArray *people = g_ptr_array_new_with_free_func(free_person);
    for (MemberMatch match = MEMBER_MATCH_EXACT; match < MEMBER_MATCH_NONE; match++)
        for (unsigned i = 0; i < crowd->len;) {
            const RegisterPerson *person = crowd->pdata[i];
            if (member_match(person->search_key, typed) == match)
                g_ptr_array_add(people, g_ptr_array_steal_index(crowd, i));
            else
                i++;
        }
    return people;
}

static bool add_beside(Database *database, const char *text, GPtrArray *people, GError **error) {
    const MemberQuery query = {.text = text, .limit = MEMBER_SEARCH_MAX_ROWS};
    unsigned n_added = 0;
    g_autoptr(GPtrArray) rows = member_search(database, &query, error);
    for (unsigned i = 0; rows && i < rows->len && n_added < REGISTER_PEOPLE_MAX_BESIDE; i++) {
        const MemberSearchRow *row = rows->pdata[i];
        if (is_in(people, row->id) || !*row->unit_id)
            continue;
        RegisterPerson *person = g_new0(RegisterPerson, 1);
        g_strlcpy(person->member_id, row->id, sizeof person->member_id);
        g_strlcpy(person->unit_id, row->unit_id, sizeof person->unit_id);
        person->name = g_strdup(row->name);
        person->unit_name = g_strdup(row->unit_name);
        person->is_visiting = true;
        person->is_excused = row->is_exempt;
        g_ptr_array_add(people, person);
        n_added++;
    }
    return rows != NULL;
}

GPtrArray *register_people_list(Database *database, const RegisterRow *row, const char *place_id,
                                const char *text, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) crowd = list_crowd(database, row, place_id, error);
    if (!crowd)
        return NULL;
    g_autofree char *typed = text && *text ? pinyin_name_key(text) : NULL;
    g_autoptr(GPtrArray) people = NULL;
    if (!text || !*text)
        people = g_ptr_array_ref(crowd);
    else if (!typed || !*typed)
        return g_ptr_array_new_with_free_func(free_person);
    else
        people = keep_matching(crowd, typed);
    if ((typed && !add_beside(database, text, people, error)) ||
        !add_presences(database, row, place_id, people, error))
        return NULL;
    return g_steal_pointer(&people);
}
