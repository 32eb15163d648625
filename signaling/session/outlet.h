/* The way out to the clients: the service gives sockets, tests give a list. Control thread. */
#pragma once

#include "base/json_table.h"
#include "base/ws_text.h"
#include "base/ws_types.h"

typedef struct Outlet {
    void (*send)(const WsId *ids, unsigned n_ids, WsText *text, void *user);
    void (*close)(WsId id, unsigned code, const char *reason, void *user);
    void *user;
} Outlet;

/* Encodes once, sends to all. */
void outlet_send_many(const Outlet *outlet, const WsId *ids, unsigned n_ids, const JsonTable *table,
                      const void *message);
void outlet_send(const Outlet *outlet, WsId id, const JsonTable *table, const void *message);
void outlet_close(const Outlet *outlet, WsId id, unsigned code, const char *reason);
