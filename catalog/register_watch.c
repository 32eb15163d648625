#include "catalog/register_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalog/attendance/register_follow.h"

typedef struct Round {
    int64_t open_us;
    bool looks_for_quiet;
    unsigned n_changed;
} Round;

static bool run_round(Database *database, void *data, GError **error) {
    Round *round = data;
    return register_follow_events(database, round->open_us, &round->n_changed, error) &&
           (!round->looks_for_quiet || register_follow_quiet(database, clock_wall_us(), error));
}

static void tell(const GError *error, void *data) {
    const Round *round = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "registers could not follow their events", error);
    else if (round->n_changed > 0)
        log_event(LOG_INFO, "catalog", "registers opened, ended or went on",
                  LOG_FIELDS({"registers", .number = round->n_changed}));
}

void register_watch_tick(ApiEnv *env, int64_t *next_at_us) {
    int64_t now_us = clock_monotonic_us();
    Round *round = g_new0(Round, 1);
    round->open_us = env->register_open_us;
    round->looks_for_quiet = now_us >= *next_at_us;
    const StoreJob job = {.run = run_round,
                          .done = tell,
                          .reply_to = env->worker,
                          .data = round,
                          .free_data = g_free};
    bool looks_for_quiet = round->looks_for_quiet;
    if (!store_write(env->store, &job, NULL))
        g_free(round);
    else if (looks_for_quiet)
        *next_at_us = now_us + REGISTER_WATCH_QUIET_US;
}
