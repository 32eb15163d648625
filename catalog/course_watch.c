#include "catalog/course_watch.h"

#include "base/log.h"
#include "catalog/course/asset_table.h"
#include "catalog/course/course_order.h"
#include "catalog/course/lesson_parts.h"

/* ---- what there is ---- */

typedef struct Orders {
    ApiEnv *env;
    GPtrArray *orders;             /* owned: CourseOrder */
    GStrv gone;                    /* owned: ids of assets, or NULL */
    char lesson_id[ID_TEXT_BYTES]; /* of the only one; "": all */
} Orders;

static void free_orders(void *data) {
    Orders *orders = data;
    g_clear_pointer(&orders->orders, g_ptr_array_unref);
    g_strfreev(orders->gone);
    g_free(orders);
}

static bool load(Database *database, void *data, GError **error) {
    Orders *orders = data;
    orders->orders = course_order_load_all(database, error);
    orders->gone = orders->orders ? asset_table_gone(database, error) : NULL;
    return orders->gone != NULL;
}

static void give(const GError *error, void *data) {
    const Orders *orders = data;
    const CourseMedia *media = &orders->env->course_media;
    if (error) {
        log_error(LOG_WARNING, "catalog", "lessons could not be looked through", error);
        return;
    }
    for (unsigned i = 0; media->on_lesson && i < orders->orders->len; i++)
        media->on_lesson(orders->orders->pdata[i], media->user);
    for (unsigned i = 0; media->on_asset_gone && orders->gone && orders->gone[i]; i++)
        media->on_asset_gone(orders->gone[i], media->user);
}

static bool load_one(Database *database, void *data, GError **error) {
    Orders *orders = data;
    CourseOrder *order = NULL;
    orders->orders = g_ptr_array_new_with_free_func((GDestroyNotify)course_order_free);
    if (!course_order_load(database, orders->lesson_id, &order, error))
        return false;
    if (order)
        g_ptr_array_add(orders->orders, order);
    return true;
}

/* A write job: what a later change says comes behind it. */
static void post(ApiEnv *env, StoreRunFn run, const char *lesson_id) {
    Orders *orders = g_new0(Orders, 1);
    orders->env = env;
    g_strlcpy(orders->lesson_id, lesson_id, sizeof orders->lesson_id);
    const StoreJob job = {.run = run,
                          .done = give,
                          .reply_to = env->worker,
                          .data = orders,
                          .free_data = free_orders};
    if (!store_write(env->store, &job, NULL))
        free_orders(orders);
}

void course_watch_start(ApiEnv *env) {
    post(env, load, "");
}

void course_watch_lesson(ApiEnv *env, const char *lesson_id) {
    post(env, load_one, lesson_id);
}

/* ---- what the media side says ---- */

typedef struct Said {
    char id[ID_TEXT_BYTES];
    CourseMediaFacts facts;
    CourseDownload downloads[];
} Said;

static bool write_facts(Database *database, void *data, GError **error) {
    const Said *said = data;
    return lesson_parts_set_media(database, said->id, &said->facts, error);
}

bool course_watch_media(ApiEnv *env, const char *lesson_id, const CourseMediaFacts *facts,
                        GError **error) {
    Said *said = g_malloc0(sizeof *said + facts->n_downloads * sizeof *facts->downloads);
    g_strlcpy(said->id, lesson_id, sizeof said->id);
    for (unsigned i = 0; i < facts->n_downloads; i++)
        said->downloads[i] = facts->downloads[i];
    said->facts = *facts;
    said->facts.downloads = said->downloads;
    const StoreJob job = {.run = write_facts, .data = said, .free_data = g_free};
    if (store_write(env->store, &job, error))
        return true;
    g_free(said);
    return false;
}

static bool forget(Database *database, void *data, GError **error) {
    return asset_table_forget(database, data, error);
}

bool course_watch_removed(ApiEnv *env, const char *asset_id, GError **error) {
    char *id = g_strdup(asset_id);
    const StoreJob job = {.run = forget, .data = id, .free_data = g_free};
    if (store_write(env->store, &job, error))
        return true;
    g_free(id);
    return false;
}
