#include "catalog/retention_watch.h"

#include "base/log.h"
#include "catalog/attendance/retention_erase.h"

typedef struct Step {
    RetentionWatch *watch;
    RetentionRule rule;
} Step;

static bool run_step(Database *database, void *data, GError **error) {
    const Step *step = data;
    bool is_done = true;
    if (!retention_erase_step(database, &step->rule, clock_wall_us(), &is_done, error))
        return false;
    atomic_store(&step->watch->has_more, !is_done);
    return true;
}

static void tell(const GError *error, void *data) {
    if (error)
        log_error(LOG_WARNING, "catalog", "what is past its time could not be erased", error);
}

void retention_watch_tick(RetentionWatch *watch, ApiEnv *env) {
    int64_t now_us = clock_monotonic_us();
    if (now_us < watch->next_at_us && !atomic_exchange(&watch->has_more, false))
        return;
    Step *step = g_new0(Step, 1);
    step->watch = watch;
    step->rule = env->keep;
    const StoreJob job = {
        .run = run_step, .done = tell, .reply_to = env->worker, .data = step, .free_data = g_free};
    if (store_write(env->store, &job, NULL))
        watch->next_at_us = now_us + RETENTION_WATCH_EVERY_US;
    else
        g_free(step);
}
