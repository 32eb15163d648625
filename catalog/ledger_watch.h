/* Signed heads of the ledger while the server runs: one after each closed register, and every ten
 * minutes with new leaves. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/ledger/ledger_key.h"
#include "catalog/store/store.h"

#define LEDGER_WATCH_EVERY_US (INT64_C(600) * 1000000)

typedef enum LedgerWatchState {
    LEDGER_WATCH_SOUND,
    LEDGER_WATCH_LATE,  /* the last head could not be signed or stored */
    LEDGER_WATCH_WAITS, /* until a new epoch is opened */
} LedgerWatchState;

typedef struct LedgerWatch {
    char *directory; /* data directory; owned */
    LedgerKey key;
    Store *store;               /* borrowed */
    Worker *worker;             /* the api thread; borrowed */
    _Atomic int64_t next_at_us; /* monotonic; 0: at the first tick */
    atomic_bool is_busy;        /* a job is on its way */
    _Atomic LedgerWatchState state;
} LedgerWatch;

/* Before the store is opened: looks whether the database has all that was signed, and makes the key
 * when there is none. */
bool ledger_watch_init(LedgerWatch *watch, Database *database, const char *directory,
                       GError **error);
void ledger_watch_clear(LedgerWatch *watch);

/* Every few seconds, on one thread. */
void ledger_watch_tick(LedgerWatch *watch);
