#include "catalog/correction_watch.h"

#include "base/log.h"
#include "catalog/attendance/correction_table.h"
#include "catalog/attendance/record_desk.h"

/* Approved ones, as a reader found them. */
typedef struct Round {
    CorrectionWatch *watch;
    GPtrArray *waiting; /* CorrectionRow */
} Round;

static void round_free(void *data) {
    Round *round = data;
    round->watch->n_open--;
    g_clear_pointer(&round->waiting, g_ptr_array_unref);
    g_free(round);
}

static bool run_find(Database *database, void *data, GError **error) {
    Round *round = data;
    round->waiting = correction_table_waiting(database, CORRECTION_WATCH_MAX, error);
    return round->waiting != NULL;
}

static void pause_watch(CorrectionWatch *watch, const char *what, const GError *error) {
    watch->pause = CORRECTION_WATCH_PAUSE;
    log_error(LOG_WARNING, "catalog", what, error);
}

static void on_renewed(const GError *error, const char *record_id, void *data) {
    if (error)
        pause_watch(data, "a correction waits: its records cannot be computed yet", error);
    else
        log_event(LOG_INFO, "catalog", "a correction became a record",
                  LOG_FIELDS({"record", record_id}));
}

static void close_one(void *data) {
    CorrectionWatch *watch = data;
    watch->n_open--;
}

static bool renew(CorrectionWatch *watch, const CorrectionRow *row) {
    const RecordRenewal wish = {.correction_id = row->id,
                                .register_id = row->register_id,
                                .member_id = row->kind == CORRECTION_FAULT ? NULL : row->member_id,
                                .reason = row->reason,
                                .approved = row->decided_name};
    if (!record_desk_renew(watch->env->records, &wish, on_renewed, watch, close_one, NULL))
        return false;
    watch->n_open++;
    return true;
}

static void on_found(const GError *error, void *data) {
    const Round *round = data;
    if (error) {
        pause_watch(round->watch, "corrections could not be looked for", error);
        return;
    }
    for (unsigned i = 0; i < round->waiting->len; i++)
        if (!renew(round->watch, round->waiting->pdata[i]))
            break;
}

void correction_watch_tick(CorrectionWatch *watch) {
    if (watch->n_open > 0 || (watch->pause > 0 && watch->pause-- > 0))
        return;
    Round *round = g_new0(Round, 1);
    round->watch = watch;
    watch->n_open++;
    const StoreJob job = {.run = run_find,
                          .done = on_found,
                          .reply_to = watch->env->worker,
                          .data = round,
                          .free_data = round_free};
    if (!store_read(watch->env->store, &job, NULL))
        round_free(round);
}
