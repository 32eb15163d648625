#include "catalog/api/member_reach.h"

#include "base/error.h"
#include "catalog/roster/membership_table.h"

static bool may(Database *database, const Call *call, RightId right, const char *unit_id,
                GError **error) {
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

/* The home, the others, and at last no unit at all: that leaves those whose role holds everywhere,
 * for members whom nothing holds. */
static GPtrArray *units_of(Database *database, const char *member_id, GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    g_auto(GStrv) others = membership_table_units(database, member_id, error);
    if (!others || !membership_table_home(database, member_id, &home, error))
        return NULL;
    GPtrArray *units = g_ptr_array_new_with_free_func(g_free);
    if (home)
        g_ptr_array_add(units, g_strdup(home->unit_id));
    for (unsigned i = 0; others[i]; i++)
        g_ptr_array_add(units, g_strdup(others[i]));
    g_ptr_array_add(units, g_strdup(""));
    return units;
}

bool member_reach_any(Database *database, const Call *call, RightId right, const char *member_id,
                      char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    g_autoptr(GPtrArray) units = units_of(database, member_id, error);
    if (!units)
        return false;
    for (unsigned i = 0; i < units->len; i++) {
        g_autoptr(GError) refusal = NULL;
        if (may(database, call, right, units->pdata[i], &refusal)) {
            if (ret_unit_id)
                g_strlcpy(ret_unit_id, units->pdata[i], ID_TEXT_BYTES);
            return true;
        }
        bool is_last = i + 1 == units->len;
        if (is_last || !g_error_matches(refusal, BASE_ERROR, ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&refusal));
            return false;
        }
    }
    return false;
}

bool member_reach_home(Database *database, const Call *call, RightId right, const char *member_id,
                       GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    if (!membership_table_home(database, member_id, &home, error))
        return false;
    if (!home) /* who left is still somebody's to see, and told so by the verb */
        return member_reach_any(database, call, right, member_id, NULL, error);
    return may(database, call, right, home->unit_id, error);
}
