#include "catalog/api/transfer_json.h"

#include "base/error.h"
#include "catalog/api/unit_json.h"
#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"

typedef struct TransferJson {
    const char *id, *member_id, *member_name;
    UnitStepJson *from_unit, *to_unit; /* the two below */
    const char *from, *state, *asked_by;
    char *asked_at, *decided_at; /* owned */
    const char *reason;
    bool mine_to_decide;
    UnitStepJson from_step, to_step;
} TransferJson;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(TransferJson, id)},
    {"member_id", JSON_STRING, offsetof(TransferJson, member_id)},
    {"member_name", JSON_STRING, offsetof(TransferJson, member_name)},
    {"from_unit", JSON_OBJECT, offsetof(TransferJson, from_unit), .table = &UNIT_JSON_STEP},
    {"to_unit", JSON_OBJECT, offsetof(TransferJson, to_unit), .table = &UNIT_JSON_STEP},
    {"from", JSON_STRING, offsetof(TransferJson, from)},
    {"state", JSON_STRING, offsetof(TransferJson, state)},
    {"asked_by", JSON_STRING, offsetof(TransferJson, asked_by)},
    {"asked_at", JSON_STRING, offsetof(TransferJson, asked_at)},
    {"decided_at", JSON_STRING, offsetof(TransferJson, decided_at)},
    {"reason", JSON_STRING, offsetof(TransferJson, reason)},
    {"mine_to_decide", JSON_BOOL, offsetof(TransferJson, mine_to_decide)},
    {NULL, JSON_END},
};
const JsonTable TRANSFER_JSON = {"transfer", sizeof(TransferJson), FIELDS};

static void free_json(void *data) {
    TransferJson *json = data;
    g_free(json->asked_at);
    g_free(json->decided_at);
    g_free(json);
}

/* False with an error only when the database fails. */
static bool is_mine(Database *database, const Call *call, const TransferRow *row, bool *ret_is_mine,
                    GError **error) {
    g_autoptr(GError) refusal = NULL;
    *ret_is_mine = row->state == TRANSFER_ASKED &&
                   rights_check(database, call->identity.account_id, RIGHT_TRANSFER_DECIDE,
                                row->to_unit_id, &refusal);
    if (!refusal || g_error_matches(refusal, BASE_ERROR, ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}

static TransferJson *json_of(const TransferRow *row) {
    TransferJson *json = g_new0(TransferJson, 1);
    *json = (TransferJson){
        .id = row->id,
        .member_id = row->member_id,
        .member_name = row->member_name,
        .from = row->from_day,
        .state = TRANSFER_STATE_WORDS[row->state],
        .asked_by = row->asked_by_name,
        .asked_at = wire_time(row->asked_at_us),
        .decided_at = wire_time(row->decided_at_us),
        .reason = row->reason,
        .from_step = {row->from_unit_id, row->from_unit_name},
        .to_step = {row->to_unit_id, row->to_unit_name},
    };
    json->from_unit = &json->from_step;
    json->to_unit = &json->to_step;
    return json;
}

GPtrArray *transfer_json_rows(Database *database, const Call *call, const GPtrArray *rows,
                              GError **error) {
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_json);
    for (unsigned i = 0; i < rows->len; i++) {
        TransferJson *json = json_of(rows->pdata[i]);
        g_ptr_array_add(list, json);
        if (!is_mine(database, call, rows->pdata[i], &json->mine_to_decide, error))
            return NULL;
    }
    return g_steal_pointer(&list);
}

char *transfer_json(Database *database, const Call *call, const TransferRow *row, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    g_ptr_array_add(rows, (gpointer)row);
    g_autoptr(GPtrArray) list = transfer_json_rows(database, call, rows, error);
    return list ? json_table_write(&TRANSFER_JSON, list->pdata[0]) : NULL;
}

char *transfer_json_list(Database *database, const Call *call, const GPtrArray *rows,
                         GError **error) {
    g_autoptr(GPtrArray) list = transfer_json_rows(database, call, rows, error);
    if (!list)
        return NULL;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < list->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&TRANSFER_JSON, list->pdata[i], out);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}
