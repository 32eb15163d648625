#include "catalog/api/appointment_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"
#include "catalog/store/role.h"

typedef struct AppointmentJson {
    const char *id, *account_id, *account_name, *display_name, *role;
    const char *unit_id, *unit_name, *event_id, *appointed_by, *appointed_at;
} AppointmentJson;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(AppointmentJson, id)},
    {"account_id", JSON_STRING, offsetof(AppointmentJson, account_id)},
    {"account_name", JSON_STRING, offsetof(AppointmentJson, account_name)},
    {"display_name", JSON_STRING, offsetof(AppointmentJson, display_name)},
    {"role", JSON_STRING, offsetof(AppointmentJson, role)},
    {"unit_id", JSON_STRING, offsetof(AppointmentJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(AppointmentJson, unit_name)},
    {"event_id", JSON_STRING, offsetof(AppointmentJson, event_id)},
    {"appointed_by", JSON_STRING, offsetof(AppointmentJson, appointed_by)},
    {"appointed_at", JSON_STRING, offsetof(AppointmentJson, appointed_at)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"appointment", sizeof(AppointmentJson), FIELDS};

void appointment_json_append(GString *out, const AppointmentRow *row) {
    g_auto(GStrv) words = role_to_words(row->role);
    g_autofree char *at = wire_time(row->appointed_at_us);
    const AppointmentJson json = {
        .id = row->id,
        .account_id = row->account_id,
        .account_name = row->account_name,
        .display_name = row->display_name,
        .role = words[0],
        .unit_id = *row->unit_id ? row->unit_id : NULL,
        .unit_name = row->unit_name,
        .event_id = *row->event_id ? row->event_id : NULL,
        .appointed_by = row->appointer_name,
        .appointed_at = at,
    };
    json_table_append(&TABLE, &json, out);
}

void appointment_json_append_list(GString *out, const GPtrArray *rows) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        appointment_json_append(out, g_ptr_array_index(rows, i));
    }
    g_string_append_c(out, ']');
}
