#include "catalog/api/attendance_call.h"

#include "base/error.h"
#include "base/id.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/store/account_table.h"

static void clear_query(void *data) {
    AttendanceQuery *query = data;
    g_free(query->unit_id);
    g_free(query->kind);
    g_free(query->state);
    g_free(query->after);
    g_free(query->accept_language);
    g_strfreev(query->concerned);
}

const CallState ATTENDANCE_QUERY = {sizeof(AttendanceQuery), clear_query};

static char *text_of(const Call *call, const char *name) {
    const char *text = api_request_query(call->request, name);
    return text && *text ? g_strdup(text) : NULL;
}

static bool number_of(const Call *call, const char *name, unsigned most, unsigned *ret_number) {
    g_autofree char *text = text_of(call, name);
    guint64 number = 0;
    if (!text)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, 1, most, &number, NULL))
        return false;
    *ret_number = (unsigned)number;
    return true;
}

static const char *find_fault(const Call *call, AttendanceQuery *query) {
    unsigned year = 0;
    query->limit = ATTENDANCE_LIST_MAX_ROWS;
    if (!number_of(call, "limit", ATTENDANCE_LIST_MAX_ROWS, &query->limit))
        return "'limit' must be a number within the list's bounds.";
    if (!number_of(call, "year", 2999, &year) || (year > 0 && year < 2000))
        return "'year' must be a year such as 2026.";
    query->year = (int)year;
    if (query->after && !id_is_uuid(query->after))
        return "'after' must be the id of a row.";
    if (query->unit_id && !id_is_uuid(query->unit_id))
        return "'unit' must be the id of a unit.";
    return NULL;
}

bool attendance_call_read_query(Call *take_call) {
    AttendanceQuery *query = take_call->state;
    query->unit_id = text_of(take_call, "unit");
    query->kind = text_of(take_call, "kind");
    query->state = text_of(take_call, "state");
    query->after = text_of(take_call, "after");
    const char *fault = find_fault(take_call, query);
    if (fault)
        call_fail_literal(take_call, ERROR_INVALID, fault);
    return fault == NULL;
}

bool attendance_call_roots(Database *database, const Call *call, RightId right, char **ret_json,
                           GError **error) {
    const AttendanceQuery *query = call->state;
    const char *asker = call->identity.account_id;
    *ret_json = NULL;
    if (query->unit_id) {
        *ret_json = g_strdup_printf("[\"%s\"]", query->unit_id);
        return rights_check(database, asker, right, query->unit_id, error);
    }
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, asker, right, &reach, error))
        return false;
    *ret_json = g_steal_pointer(&reach.json);
    return true;
}

char *attendance_call_name(Database *database, const Call *call, GError **error) {
    g_autoptr(AccountRow) row = account_table_get(database, call->identity.account_id, error);
    return row ? g_strdup(row->display_name) : NULL;
}

bool attendance_call_member(Database *database, const Call *call, char ret_id[ID_TEXT_BYTES],
                            GError **error) {
    g_autoptr(AccountRow) row = account_table_get(database, call->identity.account_id, error);
    if (!row)
        return false;
    g_strlcpy(ret_id, row->member_id, ID_TEXT_BYTES);
    return true;
}

bool attendance_call_queue(Database *database, const char *unit_id, char ret_id[ID_TEXT_BYTES],
                           GError **error) {
    g_strlcpy(ret_id, unit_id, ID_TEXT_BYTES);
    g_autoptr(GPtrArray) path = unit_tree_path(database, unit_id, NULL, error);
    if (!path)
        return false;
    if (path->len >= 2)
        g_strlcpy(ret_id, ((UnitStep *)path->pdata[path->len - 2])->id, ID_TEXT_BYTES);
    return true;
}

bool attendance_call_absent(GError **error) {
    if (!g_error_matches(*error, BASE_ERROR, ERROR_NOT_FOUND))
        return false;
    g_clear_error(error);
    return rights_not_found(error);
}

bool attendance_call_read_states(Call *take_call, const char *const *states, const char *fault) {
    const AttendanceQuery *query = take_call->state;
    if (!attendance_call_read_query(take_call))
        return false;
    if (!query->state || g_strv_contains(states, query->state))
        return true;
    call_fail_literal(take_call, ERROR_INVALID, fault);
    return false;
}

static void tell(const Call *call) {
    const AttendanceQuery *query = call->state;
    if (call->env->on_news && query->concerned && query->concerned[0] && query->news)
        call->env->on_news((const char *const *)query->concerned, query->news, call->target,
                           call->env->on_news_user);
}

void attendance_call_reply_told(Call *take_call) {
    tell(take_call);
    call_reply_ok(take_call);
}

void attendance_call_created_told(Call *take_call) {
    tell(take_call);
    call_reply_created(take_call);
}
