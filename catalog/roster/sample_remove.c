#include "catalog/roster/sample_remove.h"

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/store/account_table.h"

/* What a statement's ?1 is: the ids of one kind of rows as JSON. */
typedef enum Kind { NOTHING, LEVELS, UNITS, MEMBERS, N_KINDS } Kind;

#define GIVEN "(SELECT value FROM json_each(?1))"

static char *json_of(const char *const *ids) {
    GString *json = g_string_new("[");
    for (; *ids; ids++) {
        if (json->len > 1)
            g_string_append_c(json, ',');
        json_append_string(json, *ids);
    }
    g_string_append_c(json, ']');
    return g_string_free(json, FALSE);
}

/* ---- what stands in the way ---- */

typedef struct Obstacle {
    const char *sql; /* names of what is not of the sample; ?1 units, ?2 members */
    const char *words;
    const char *advice;
} Obstacle;

static const Obstacle OBSTACLES[] = {
    {"SELECT name FROM unit WHERE parent_id IN " GIVEN " AND id NOT IN " GIVEN
     " AND closed_at_us IS NULL AND ?2 NOT NULL ORDER BY name",
     "other units stand below its units", "move or close them"},
    {"SELECT unit.name FROM membership JOIN unit ON unit.id = unit_id WHERE unit_id IN " GIVEN
     " AND until_day IS NULL AND member_id NOT IN (SELECT value FROM json_each(?2)) ORDER BY 1",
     "other people belong to its units", "move them"},
};

static bool check_obstacle(Database *database, const Obstacle *obstacle, char *const *json,
                           GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, obstacle->sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, json[UNITS]);
    statement_bind_text(statement, 2, json[MEMBERS]);
    g_autofree char *name = NULL;
    unsigned n_found = 0;
    StatementStep step;
    for (; (step = statement_step(statement, error)) == STATEMENT_ROW; n_found++)
        if (!name)
            name = statement_dup_text(statement, 0);
    if (step == STATEMENT_FAILED)
        return false;
    if (n_found == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot remove the sample county: %s (%u, such as '%s'); %s first", obstacle->words,
                n_found, name, obstacle->advice);
    return false;
}

/* ---- who is concerned ---- */

typedef struct Concerned {
    Kind kind;
    const char *sql;
} Concerned;

static const Concerned CONCERNED[] = {
    {MEMBERS, "SELECT id FROM account WHERE member_id IN " GIVEN},
    {UNITS, "SELECT DISTINCT account_id FROM appointment WHERE ended_at_us IS NULL"
            " AND unit_id IN " GIVEN},
    {UNITS, "SELECT id FROM screen WHERE unpaired_at_us IS NULL AND unit_id IN " GIVEN},
};

static bool list_ids(Database *database, const Concerned *row, const char *json,
                     GStrvBuilder *builder, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, row->sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, json);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(builder, statement_text(statement, 0));
    return step == STATEMENT_DONE;
}

/* An account that is older than its member was linked, not made from it; one that can do more than
 * a member is somebody's beside the sample. Both stay, without the member. */
static bool remove_accounts(Database *database, const char *members_json, GError **error) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const Concerned made = {
        MEMBERS, "SELECT account.id FROM account JOIN member ON member.id = member_id"
                 " WHERE member_id IN " GIVEN " AND account.created_at_us > member.created_at_us"
                 " AND roles & ~" G_STRINGIFY(64) " = 0"};
    G_STATIC_ASSERT(ROLE_MEMBER == 64);
    if (!list_ids(database, &made, members_json, builder, error))
        return false;
    g_auto(GStrv) ids = g_strv_builder_end(builder);
    for (unsigned i = 0; ids[i]; i++)
        if (!account_table_remove(database, ids[i], error))
            return false;
    return true;
}

/* ---- removing ---- */

typedef struct Removal {
    Kind kind;
    const char *sql;
} Removal;

/* In an order that no reference forbids. */
static const Removal REMOVALS[] = {
    {UNITS, "DELETE FROM screen WHERE unit_id IN " GIVEN},
    {UNITS, "DELETE FROM place_unit WHERE unit_id IN " GIVEN},
    {UNITS, "DELETE FROM place WHERE unit_id IN " GIVEN},
    {UNITS, "DELETE FROM transfer WHERE from_unit_id IN " GIVEN " OR to_unit_id IN " GIVEN},
    {UNITS, "DELETE FROM exemption WHERE unit_id IN " GIVEN},
    {MEMBERS, "DELETE FROM member WHERE id IN " GIVEN},
    {UNITS, "DELETE FROM membership WHERE unit_id IN " GIVEN},
    {UNITS, "DELETE FROM export WHERE unit_id IN " GIVEN},
    {UNITS, "DELETE FROM appointment WHERE unit_id IN " GIVEN},
    {NOTHING, "UPDATE account SET appointed_roles = (SELECT ifnull(sum(DISTINCT role), 0)"
              " FROM appointment WHERE account_id = account.id AND ended_at_us IS NULL)"
              " WHERE appointed_roles <> 0"},
    {UNITS, "UPDATE unit SET parent_id = NULL WHERE parent_id IN " GIVEN " AND id NOT IN " GIVEN},
    {UNITS, "DELETE FROM unit WHERE id IN " GIVEN},
    {LEVELS, "DELETE FROM level WHERE id IN " GIVEN
             " AND id NOT IN (SELECT level_id FROM unit WHERE level_id NOT NULL)"},
};

static bool run_removal(Database *database, const Removal *removal, const char *json,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, removal->sql, error);
    if (!statement)
        return false;
    if (json)
        statement_bind_text(statement, 1, json);
    return statement_run(statement, error);
}

static bool remove_all(Database *database, char *const *json, GStrvBuilder *ended, GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(OBSTACLES); i++)
        if (!check_obstacle(database, &OBSTACLES[i], json, error))
            return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(CONCERNED); i++)
        if (!list_ids(database, &CONCERNED[i], json[CONCERNED[i].kind], ended, error))
            return false;
    if (!remove_accounts(database, json[MEMBERS], error))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(REMOVALS); i++)
        if (!run_removal(database, &REMOVALS[i], json[REMOVALS[i].kind], error))
            return false;
    return sample_ids_write(database, NULL, error);
}

bool sample_remove(Database *database, GStrv *ret_ended, GError **error) {
    database_assert_current(database);
    g_auto(SampleIds) ids = {0};
    if (!sample_ids_read(database, &ids, error))
        return false;
    char *json[N_KINDS] = {[LEVELS] = json_of((const char *const *)ids.levels),
                           [UNITS] = json_of((const char *const *)ids.units),
                           [MEMBERS] = json_of((const char *const *)ids.members)};
    g_autoptr(GStrvBuilder) ended = g_strv_builder_new();
    bool is_done = remove_all(database, json, ended, error);
    for (unsigned i = 0; i < N_KINDS; i++)
        g_free(json[i]);
    if (is_done)
        *ret_ended = g_strv_builder_end(ended);
    return is_done;
}
