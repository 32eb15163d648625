#include "catalog/housekeeping.h"

#include "base/log.h"
#include "catalog/course/job_table.h"
#include "catalog/roster/activation_table.h"
#include "catalog/screen/pairing_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"
#include "catalog/upload/upload_table.h"
#include "catalog/viewing/viewing_table.h"

typedef bool (*PurgeFn)(Database *database, int64_t *ret_removed, GError **error);

static const PurgeFn PURGES[] = {session_table_purge, bearer_table_purge,  activation_table_purge,
                                 pairing_table_purge, viewing_table_purge, upload_table_purge,
                                 job_table_purge};

/* On the writer's thread. */
static bool forget(Database *database, void *data, GError **error) {
    int64_t n_all = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(PURGES); i++) {
        int64_t n_removed = 0;
        if (!PURGES[i](database, &n_removed, error))
            return false;
        n_all += n_removed;
    }
    if (n_all > 0)
        log_event(LOG_INFO, "catalog", "what ended long ago was forgotten",
                  LOG_FIELDS({"rows", .number = n_all}));
    return true;
}

void housekeeping_tick(Housekeeping *housekeeping, Store *store, int64_t now_us) {
    if (now_us < housekeeping->next_at_us)
        return;
    const StoreJob job = {.run = forget};
    if (store_write(store, &job, NULL))
        housekeeping->next_at_us = now_us + HOUSEKEEPING_INTERVAL_US;
}
