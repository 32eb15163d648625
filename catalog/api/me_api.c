/* Oneself: roles, appointments, one's own record, and who looked at it. */
#include "base/clock.h"
#include "base/json_table.h"
#include "catalog/api/appointment_json.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/member_json.h"
#include "catalog/api/wire.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/role.h"

#define SEEN_SINCE_US (INT64_C(365) * 86400 * CLOCK_US_PER_S)

typedef struct SeenJson {
    const char *at, *by, *action; /* borrowed */
} SeenJson;

static const JsonField SEEN_FIELDS[] = {
    {"at", JSON_STRING, offsetof(SeenJson, at)},
    {"by", JSON_STRING, offsetof(SeenJson, by)},
    {"action", JSON_STRING, offsetof(SeenJson, action)},
    {NULL, JSON_END},
};
static const JsonTable SEEN_TABLE = {"seen", sizeof(SeenJson), SEEN_FIELDS};

static bool append_seen(Database *database, const AccountRow *self, GString *out, GError **error) {
    if (!*self->member_id) {
        g_string_append(out, "[]");
        return true;
    }
    const AuditSeenQuery query = {self->member_id, self->id, clock_wall_us() - SEEN_SINCE_US};
    g_autoptr(GPtrArray) rows = audit_table_seen(database, &query, error);
    if (!rows)
        return false;
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = g_ptr_array_index(rows, i);
        g_autofree char *at = wire_time(row->at_us);
        const SeenJson json = {at, row->actor_name, row->action};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&SEEN_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    return true;
}

static bool append_appointments(Database *database, const AccountRow *self, GString *out,
                                GError **error) {
    const AppointmentQuery query = {.account_id = self->id};
    g_autoptr(GPtrArray) rows = appointment_table_list(database, &query, error);
    if (!rows)
        return false;
    appointment_json_append_list(out, rows);
    return true;
}

static bool append_member(Database *database, const Call *call, const AccountRow *self,
                          GString *out, GError **error) {
    if (!*self->member_id)
        return true;
    g_autofree char *member = member_json_detail(database, call, self->member_id, error);
    if (member)
        g_string_append_printf(out, ",\"member\":%s", member);
    return member != NULL;
}

static void append_names(const AccountRow *self, GString *out) {
    g_auto(GStrv) roles = role_to_words(self->roles);
    g_string_append(out, "{\"display_name\":");
    json_append_string(out, self->display_name);
    g_string_append(out, ",\"roles\":[");
    for (unsigned i = 0; roles[i]; i++)
        g_string_append_printf(out, "%s\"%s\"", i > 0 ? "," : "", roles[i]);
    g_string_append_c(out, ']');
}

static bool run_get(Database *database, Call *call, GError **error) {
    g_autoptr(AccountRow) self = account_table_get(database, call->identity.account_id, error);
    if (!self)
        return false;
    g_autoptr(GString) out = g_string_new(NULL);
    append_names(self, out);
    if (!append_member(database, call, self, out, error))
        return false;
    g_string_append(out, ",\"appointments\":");
    if (!append_appointments(database, self, out, error))
        return false;
    g_string_append(out, ",\"seen_by\":");
    if (!append_seen(database, self, out, error))
        return false;
    g_string_append_c(out, '}');
    call->json = g_string_free(g_steal_pointer(&out), FALSE);
    return true;
}

void handle_get_me(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_get, call_reply_ok);
}
