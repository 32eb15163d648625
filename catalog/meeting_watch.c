#include "catalog/meeting_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalog/meeting/fault_table.h"
#include "catalog/meeting/keeping_table.h"
#include "catalog/meeting/meeting_order.h"
#include "catalog/meeting/meeting_series.h"
#include "catalog/meeting/meeting_tick.h"
#include "catalog/room/book_chat.h"
#include "catalog/room/book_visit.h"

/* ---- orders ---- */

typedef struct Orders {
    ApiEnv *env;
    GPtrArray *orders;  /* owned: MeetingOrder */
    GPtrArray *notices; /* owned: MeetingNotice; or NULL */
} Orders;

static void free_orders(void *data) {
    Orders *orders = data;
    g_clear_pointer(&orders->orders, g_ptr_array_unref);
    g_clear_pointer(&orders->notices, g_ptr_array_unref);
    g_free(orders);
}

static void give_notices(const ApiEnv *env, const GPtrArray *notices) {
    for (unsigned i = 0; env->on_news && i < notices->len; i++) {
        const MeetingNotice *notice = notices->pdata[i];
        env->on_news((const char *const *)notice->concerned, "meeting.soon", notice->id,
                     env->on_news_user);
    }
}

static void give_orders(const GError *error, void *data) {
    const Orders *orders = data;
    const MeetingMedia *media = &orders->env->media;
    if (error) {
        log_error(LOG_WARNING, "catalog", "meetings could not be looked through", error);
        return;
    }
    for (unsigned i = 0; media->on_meeting && i < orders->orders->len; i++)
        media->on_meeting(orders->orders->pdata[i], media->user);
    if (orders->notices)
        give_notices(orders->env, orders->notices);
}

static bool post(ApiEnv *env, StoreRunFn run) {
    Orders *orders = g_new0(Orders, 1);
    orders->env = env;
    const StoreJob job = {.run = run,
                          .done = give_orders,
                          .reply_to = env->worker,
                          .data = orders,
                          .free_data = free_orders};
    if (store_write(env->store, &job, NULL))
        return true;
    free_orders(orders);
    return false;
}

static bool load_all(Database *database, void *data, GError **error) {
    Orders *orders = data;
    orders->orders =
        meeting_order_load_all(database, store_field_crypto(orders->env->store), error);
    return orders->orders != NULL && book_visit_recover(database, error);
}

/* A write job: what a later change says comes behind it. */
void meeting_watch_start(ApiEnv *env) {
    (void)post(env, load_all);
}

/* ---- the tick ---- */

static bool run_tick(Database *database, void *data, GError **error) {
    Orders *orders = data;
    unsigned n_made;
    int64_t now_us = clock_wall_us();
    orders->orders =
        meeting_tick_over(database, store_field_crypto(orders->env->store), now_us, error);
    orders->notices = orders->orders ? meeting_tick_soon(database, now_us, error) : NULL;
    return orders->notices && book_visit_hear_all(database, now_us, error) &&
           meeting_series_extend(database, now_us, &n_made, error);
}

void meeting_watch_tick(ApiEnv *env) {
    (void)post(env, run_tick);
}

static bool run_stop(Database *database, void *data, GError **error) {
    return book_visit_hear_last(database, clock_wall_us(), error);
}

void meeting_watch_stop(ApiEnv *env) {
    const StoreJob job = {.run = run_stop};
    g_autoptr(GError) error = NULL;
    if (!store_write(env->store, &job, &error))
        log_error(LOG_WARNING, "catalog", "visits of rooms end when they were last heard", error);
}

/* ---- recordings whose time is over ---- */

typedef struct Keeping {
    ApiEnv *env;
    GPtrArray *left; /* owned: ids, or NULL */
} Keeping;

static void free_keeping(void *data) {
    Keeping *keeping = data;
    g_clear_pointer(&keeping->left, g_ptr_array_unref);
    g_free(keeping);
}

static bool run_keeping(Database *database, void *data, GError **error) {
    Keeping *keeping = data;
    if (!keeping_table_tick(database, keeping->env->keep_recording_days, clock_wall_us(), error) ||
        !book_chat_forget(database, clock_wall_us(), error))
        return false;
    keeping->left = keeping_table_left(database, error);
    return keeping->left != NULL;
}

/* After the commit: a server that is killed here, or before the files are gone, says it again. */
static void give_keeping(const GError *error, void *data) {
    const Keeping *keeping = data;
    const MeetingMedia *media = &keeping->env->media;
    if (error) {
        log_error(LOG_WARNING, "catalog", "recordings could not be looked through", error);
        return;
    }
    for (unsigned i = 0; media->on_recording_over && i < keeping->left->len; i++)
        media->on_recording_over(keeping->left->pdata[i], media->user);
}

void meeting_watch_keep(ApiEnv *env, int64_t *next_at_us) {
    int64_t now_us = clock_monotonic_us();
    if (now_us < *next_at_us)
        return;
    Keeping *keeping = g_new0(Keeping, 1);
    keeping->env = env;
    const StoreJob job = {.run = run_keeping,
                          .done = give_keeping,
                          .reply_to = env->worker,
                          .data = keeping,
                          .free_data = free_keeping};
    if (store_write(env->store, &job, NULL))
        *next_at_us = now_us + MEETING_WATCH_KEEP_US;
    else
        free_keeping(keeping);
}

static bool write_gone(Database *database, void *data, GError **error) {
    return keeping_table_files_gone(database, data, error);
}

bool meeting_watch_gone(ApiEnv *env, const char *meeting_id, GError **error) {
    char *id = g_strdup(meeting_id);
    const StoreJob job = {.run = write_gone, .data = id, .free_data = g_free};
    if (store_write(env->store, &job, error))
        return true;
    g_free(id);
    return false;
}

/* ---- what the media side says ---- */

typedef struct Said {
    char id[ID_TEXT_BYTES];
    MeetingMediaFacts facts;
} Said;

static bool write_facts(Database *database, void *data, GError **error) {
    const Said *said = data;
    return meeting_table_set_media(database, said->id, &said->facts, error) &&
           (said->facts.fault.to_ms == 0 ||
            fault_table_note(database, said->id, &said->facts.fault, error));
}

bool meeting_watch_media(ApiEnv *env, const char *meeting_id, const MeetingMediaFacts *facts,
                         GError **error) {
    Said *said = g_new0(Said, 1);
    g_strlcpy(said->id, meeting_id, sizeof said->id);
    said->facts = *facts;
    const StoreJob job = {.run = write_facts, .data = said, .free_data = g_free};
    if (store_write(env->store, &job, error))
        return true;
    g_free(said);
    return false;
}
