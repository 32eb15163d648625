#include "signaling/session/outlet.h"

void outlet_send_many(const Outlet *outlet, const WsId *ids, unsigned n_ids, const JsonTable *table,
                      const void *message) {
    g_autoptr(GString) json = g_string_sized_new(256);
    json_table_append(table, message, json);
    g_autoptr(WsText) text = ws_text_new(json->str, json->len);
    outlet->send(ids, n_ids, text, outlet->user);
}

void outlet_send(const Outlet *outlet, WsId id, const JsonTable *table, const void *message) {
    outlet_send_many(outlet, &id, 1, table, message);
}

void outlet_close(const Outlet *outlet, WsId id, unsigned code, const char *reason) {
    outlet->close(id, code, reason, outlet->user);
}
