#include "catalog/study_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalog/study/study_place.h"
#include "catalog/study/study_table.h"

typedef struct Round {
    ApiEnv *env;
    GPtrArray *ended;     /* owned: StudyEnded, or NULL */
    GPtrArray *concerned; /* owned: GStrv, of each; or NULL */
} Round;

static void free_round(void *data) {
    Round *round = data;
    g_clear_pointer(&round->ended, g_ptr_array_unref);
    g_clear_pointer(&round->concerned, g_ptr_array_unref);
    g_free(round);
}

static void free_ids(void *data) {
    g_strfreev(data);
}

static bool run_round(Database *database, void *data, GError **error) {
    Round *round = data;
    round->ended = study_table_tick(database, clock_wall_us(), error);
    round->concerned = g_ptr_array_new_with_free_func(free_ids);
    for (unsigned i = 0; round->ended && i < round->ended->len; i++) {
        const StudyEnded *ended = round->ended->pdata[i];
        GStrv ids = study_place_concerned(database, ended->place_id, error);
        if (!ids)
            return false;
        g_ptr_array_add(round->concerned, ids);
    }
    return round->ended != NULL;
}

static void tell(const GError *error, void *data) {
    const Round *round = data;
    const ApiEnv *env = round->env;
    if (error) {
        log_error(LOG_WARNING, "catalog", "study sessions could not be looked through", error);
        return;
    }
    for (unsigned i = 0; env->on_news && i < round->ended->len; i++)
        env->on_news(round->concerned->pdata[i], "study.changed",
                     ((const StudyEnded *)round->ended->pdata[i])->id, env->on_news_user);
    if (round->ended->len > 0)
        log_event(LOG_INFO, "catalog", "study sessions that nobody ended are over",
                  LOG_FIELDS({"sessions", .number = round->ended->len}));
}

void study_watch_tick(ApiEnv *env, int64_t *next_at_us) {
    int64_t now_us = clock_monotonic_us();
    if (now_us < *next_at_us)
        return;
    Round *round = g_new0(Round, 1);
    round->env = env;
    const StoreJob job = {.run = run_round,
                          .done = tell,
                          .reply_to = env->worker,
                          .data = round,
                          .free_data = free_round};
    if (store_write(env->store, &job, NULL))
        *next_at_us = now_us + STUDY_WATCH_US;
    else
        free_round(round);
}
