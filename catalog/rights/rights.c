#include "catalog/rights/rights.h"

#include "base/error.h"
#include "base/json_table.h"

const Right RIGHTS_TABLE[RIGHTS_N] = {
#define RIGHTS_X(id, word, roles, scope, summary) {word, roles, RIGHT_SCOPE_##scope, summary},
    RIGHTS(RIGHTS_X)
#undef RIGHTS_X
};

const char *const RIGHTS_SCOPE_WORDS[] = {"open", "self", "unit", "server", NULL};

char *rights_describe(void) {
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < RIGHTS_N; i++) {
        const Right *right = &RIGHTS_TABLE[i];
        g_auto(GStrv) roles = role_to_words(right->roles);
        g_autofree char *list = g_strjoinv("\",\"", roles);
        g_string_append_printf(out,
                               "{\"table\":\"right\",\"word\":\"%s\",\"scope\":\"%s\",\"roles\":[",
                               right->word, RIGHTS_SCOPE_WORDS[right->scope]);
        if (*list)
            g_string_append_printf(out, "\"%s\"", list);
        g_string_append(out, "],\"summary\":");
        json_append_string(out, right->summary);
        g_string_append(out, "}\n");
    }
    return g_string_free(out, FALSE);
}

/* Roles that hold everywhere; none for an account that is locked or gone. */
static bool server_roles(Database *database, const char *account_id, uint32_t *ret_roles,
                         GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT roles FROM account WHERE id = ?1 AND locked = 0", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    StatementStep step = statement_step(statement, error);
    *ret_roles = step == STATEMENT_ROW ? (uint32_t)statement_int64(statement, 0) : 0;
    return step != STATEMENT_FAILED;
}

static bool is_appointed(Database *database, const char *account_id, uint32_t roles,
                         const char *unit_id, bool *ret_is_appointed, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (SELECT ?1 UNION"
        " SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT 1 FROM appointment JOIN account ON account.id = appointment.account_id"
        " WHERE account_id = ?2 AND role & ?3 AND ended_at_us IS NULL AND locked = 0"
        " AND unit_id IN (SELECT id FROM up)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    statement_bind_text(statement, 2, account_id);
    statement_bind_int64(statement, 3, roles);
    StatementStep step = statement_step(statement, error);
    *ret_is_appointed = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool rights_check(Database *database, const char *account_id, RightId right, const char *unit_id,
                  GError **error) {
    database_assert_current(database);
    uint32_t wanted = RIGHTS_TABLE[right].roles, roles = 0;
    bool is_allowed = false;
    if (!server_roles(database, account_id, &roles, error))
        return false;
    if (roles & wanted)
        return true;
    if (unit_id && *unit_id &&
        !is_appointed(database, account_id, wanted, unit_id, &is_allowed, error))
        return false;
    return is_allowed || rights_not_found(error);
}

bool rights_not_found(GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "cannot find this among the units that you look after");
    return false;
}

void rights_reach_clear(RightsReach *reach) {
    g_strfreev(reach->roots);
    g_free(reach->json);
    *reach = (RightsReach){0};
}

static char *json_of(const char *const *texts) {
    GString *json = g_string_new("[");
    for (unsigned i = 0; texts[i]; i++) {
        if (i > 0)
            g_string_append_c(json, ',');
        json_append_string(json, texts[i]);
    }
    g_string_append_c(json, ']');
    return g_string_free(json, FALSE);
}

bool rights_reach(Database *database, const char *account_id, RightId right, RightsReach *ret_reach,
                  GError **error) {
    database_assert_current(database);
    uint32_t wanted = RIGHTS_TABLE[right].roles, roles = 0;
    *ret_reach = (RightsReach){0};
    if (!server_roles(database, account_id, &roles, error))
        return false;
    if (roles & wanted) {
        ret_reach->is_everywhere = true;
        return true;
    }
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT DISTINCT unit_id FROM appointment JOIN account ON account.id = account_id"
        " WHERE account_id = ?1 AND role & ?2 AND ended_at_us IS NULL AND locked = 0"
        " AND unit_id NOT NULL ORDER BY 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, wanted);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(builder, statement_text(statement, 0));
    if (step == STATEMENT_FAILED)
        return false;
    ret_reach->roots = g_strv_builder_end(builder);
    ret_reach->json = json_of((const char *const *)ret_reach->roots);
    return true;
}
