#include "catalog/housekeeping.h"

#include "base/log.h"
#include "catalog/screen/pairing_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"

/* On the writer's thread. */
static bool forget(Database *database, void *data, GError **error) {
    int64_t sessions = 0, tokens = 0, pairings = 0;
    if (!session_table_purge(database, &sessions, error) ||
        !bearer_table_purge(database, &tokens, error) ||
        !pairing_table_purge(database, &pairings, error))
        return false;
    if (sessions > 0 || tokens > 0 || pairings > 0)
        log_event(LOG_INFO, "catalog", "ended sign-ins were forgotten",
                  LOG_FIELDS({"sessions", .number = sessions}, {"tokens", .number = tokens},
                             {"pairings", .number = pairings}));
    return true;
}

void housekeeping_tick(Housekeeping *housekeeping, Store *store, int64_t now_us) {
    if (now_us < housekeeping->next_at_us)
        return;
    const StoreJob job = {.run = forget};
    if (store_write(store, &job, NULL))
        housekeeping->next_at_us = now_us + HOUSEKEEPING_INTERVAL_US;
}
