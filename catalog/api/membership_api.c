/* Further memberships of people who work elsewhere. The home changes by a transfer. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/member_handlers.h"
#include "catalog/api/member_json.h"
#include "catalog/api/member_reach.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"

static bool may(Database *database, const Call *call, const char *unit_id, GError **error) {
    return rights_check(database, call->identity.account_id, RIGHT_MEMBER_CHANGE, unit_id, error);
}

/* ---- POST members/{id}/memberships ---- */

typedef struct NewMembership {
    char *unit_id, *from;
} NewMembership;

static const JsonField NEW_FIELDS[] = {
    {"unit_id", JSON_STRING, offsetof(NewMembership, unit_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"from", JSON_STRING, offsetof(NewMembership, from), .max = DAY_TEXT_BYTES - 1},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"membership", sizeof(NewMembership), NEW_FIELDS};

static bool check_is_here(Database *database, const char *member_id, GError **error) {
    g_autoptr(MemberRow) row = member_table_get(database, member_id, error);
    if (row && row->left_at_us != 0)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot add '%s' to the unit: the person has left the roster", row->name);
    return row && row->left_at_us == 0;
}

static bool run_open(Database *database, Call *call, GError **error) {
    const NewMembership *input = call->input;
    MembershipRow row = {0};
    g_strlcpy(row.member_id, call->target, sizeof row.member_id);
    g_strlcpy(row.unit_id, input->unit_id, sizeof row.unit_id);
    g_strlcpy(row.from_day, input->from ? input->from : "", sizeof row.from_day);
    if (!member_reach_any(database, call, RIGHT_MEMBER_CHANGE, call->target, NULL, error) ||
        !may(database, call, input->unit_id, error) ||
        !check_is_here(database, call->target, error) ||
        !membership_table_open(database, &row, error) ||
        !member_table_touch(database, call->target, error))
        return false;
    call->json = member_json_detail(database, call, call->target, error);
    return call->json != NULL;
}

void handle_post_membership(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    call->action = "membership.create";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&NEW_TABLE, call->input);
    call_write(call, run_open, call_reply_created);
}

/* ---- DELETE members/{id}/memberships/{membership} ---- */

static void free_id(void *state) {
    g_free(*(char **)state);
}

static const CallState ID_STATE = {sizeof(char *), free_id};

/* The membership of the path, when who asks may end it: out of reach is not there. */
static MembershipRow *take_membership(Database *database, const Call *call, GError **error) {
    g_autoptr(GError) failure = NULL;
    g_autoptr(MembershipRow) row = membership_table_get(database, *(char **)call->state, &failure);
    bool is_its = row && g_str_equal(row->member_id, call->target);
    if (!may(database, call, is_its ? row->unit_id : "", error))
        return NULL;
    if (is_its)
        return g_steal_pointer(&row);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find membership '%s'", row->id);
    return NULL;
}

static bool run_end(Database *database, Call *call, GError **error) {
    g_autoptr(MembershipRow) row = take_membership(database, call, error);
    if (!row)
        return false;
    if (row->is_home) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot end the home membership: ask for a transfer, or take the "
                            "member out of the roster");
        return false;
    }
    char day[DAY_TEXT_BYTES];
    day_today(day);
    if (strcmp(row->from_day, day) > 0)
        g_strlcpy(day, row->from_day, sizeof day);
    return membership_table_end(database, row->id, day, error) &&
           member_table_touch(database, call->target, error);
}

void handle_delete_membership(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ID_STATE);
    call->action = "membership.end";
    call->target = g_strdup(api_request_segment(request, "id"));
    *(char **)call->state = g_strdup(api_request_segment(request, "membership"));
    call_write(call, run_end, call_reply_no_content);
}
