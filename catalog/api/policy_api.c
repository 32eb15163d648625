/* Policies: what counts how much, for a unit from a year on. A new version, never a changed one. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/policy_json.h"
#include "catalog/attendance/policy_seal.h"
#include "catalog/roster/day.h"
#include "catalog/roster/unit_table.h"

/* ---- GET policies ---- */

/* What counts for the unit that was asked for, else for the whole tree; one of each kind. */
static GPtrArray *find_counting(Database *database, const AttendanceQuery *query, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)policy_row_free);
    char today[DAY_TEXT_BYTES];
    day_today(today);
    int year = query->year ? query->year : atoi(today);
    for (unsigned i = 0; POLICY_KINDS[i]; i++) {
        PolicyRow *row = NULL;
        if (query->kind && strcmp(query->kind, POLICY_KINDS[i]) != 0)
            continue;
        if (!policy_table_find(database, POLICY_KINDS[i], query->unit_id, year, &row, error))
            return NULL;
        g_ptr_array_add(rows, row);
    }
    return g_steal_pointer(&rows);
}

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    g_autofree char *roots = NULL;
    if (!attendance_call_roots(database, call, RIGHT_POLICY_SEE, &roots, error))
        return false;
    const PolicyQuery wanted = {.roots_json = roots, .kind = query->kind};
    g_autoptr(GPtrArray) rows = policy_table_list(database, &wanted, error);
    g_autoptr(GPtrArray) counting = rows ? find_counting(database, query, error) : NULL;
    if (!counting)
        return false;
    call->json = policy_json_list(rows, counting);
    return true;
}

void handle_list_policies(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (attendance_call_read_query(call))
        call_read(call, run_list, call_reply_ok);
}

/* ---- PUT policies ---- */

static bool run_put(Database *database, Call *call, GError **error) {
    g_autoptr(PolicyRow) row = policy_json_row(call->input);
    g_strlcpy(row->made_by, call->identity.account_id, sizeof row->made_by);
    g_free(row->made_name);
    row->made_name = attendance_call_name(database, call, error);
    if (!row->made_name || !rights_check(database, call->identity.account_id, RIGHT_POLICY_CHANGE,
                                         row->unit_id, error))
        return false;
    g_autoptr(UnitRow) unit = *row->unit_id ? unit_table_get(database, row->unit_id, error) : NULL;
    if ((*row->unit_id && !unit) || !policy_table_insert(database, row, error) ||
        !policy_seal_all(database, error))
        return false;
    row->leaf = 0; /* it has one */
    row->unit_name = unit ? g_strdup(unit->name) : NULL;
    call->target = g_strdup(row->id);
    GString *out = g_string_new(NULL);
    policy_json_append(row, out);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_put_policy(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &POLICY_JSON_INPUT, &ATTENDANCE_QUERY);
    if (!call)
        return;
    call->action = "policy.change";
    call->detail = json_table_write(&POLICY_JSON_INPUT, call->input);
    call_write(call, run_put, call_reply_ok);
}
