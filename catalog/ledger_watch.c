#include "catalog/ledger_watch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_start.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/setting_table.h"

typedef struct Look {
    LedgerWatch *watch;
    bool is_due, is_waiting;
    LedgerHead *head; /* owned; NULL: nothing to sign */
    char *problem;    /* owned: why the ledger must wait from now on */
} Look;

static void free_look(void *data) {
    Look *look = data;
    ledger_head_free(look->head);
    g_free(look->problem);
    g_free(look);
}

static void end(LedgerWatch *watch, LedgerWatchState state) {
    atomic_store(&watch->state, state);
    atomic_store(&watch->is_busy, false);
}

/* ---- what was made is stored ---- */

static bool store_look(Database *database, void *data, GError **error) {
    const Look *look = data;
    if (look->problem)
        return setting_table_set(database, LEDGER_SETTING_WAITS, look->problem, error);
    return ledger_head_store(database, look->head, error);
}

static void stored(const GError *error, void *data) {
    const Look *look = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "a checkpoint of the ledger is stored later", error);
    end(look->watch, error           ? LEDGER_WATCH_LATE
                     : look->problem ? LEDGER_WATCH_WAITS
                                     : LEDGER_WATCH_SOUND);
}

static void post_store(Look *take_look) {
    g_autoptr(GError) error = NULL;
    const StoreJob job = {.run = store_look,
                          .done = stored,
                          .reply_to = take_look->watch->worker,
                          .data = take_look,
                          .free_data = free_look};
    if (store_write(take_look->watch->store, &job, &error))
        return;
    stored(error, take_look);
    free_look(take_look);
}

/* ---- looking, on a reader's thread ---- */

/* A register was closed behind the newest head, or nothing was ever signed. */
static bool find_wish(Database *database, bool *ret_wish, GError **error) {
    int64_t n = 0;
    bool ok = database_query_int64(
        database,
        "SELECT EXISTS (SELECT 1 FROM ledger_leaf WHERE kind = 'close' AND leaf_index >="
        " (SELECT ifnull(max(size), 0) FROM ledger_checkpoint))"
        " OR NOT EXISTS (SELECT 1 FROM ledger_checkpoint)",
        &n, error);
    *ret_wish = n != 0;
    return ok;
}

static bool look(Database *database, void *data, GError **error) {
    Look *look = data;
    bool has_wish = false;
    g_autofree char *waits = NULL;
    if (!setting_table_find(database, LEDGER_SETTING_WAITS, &waits, error))
        return false;
    look->is_waiting = waits && waits[0];
    if (look->is_waiting)
        return true;
    if (!look->is_due && !find_wish(database, &has_wish, error))
        return false;
    if (!look->is_due && !has_wish)
        return true;
    GError *problem = NULL;
    look->head = ledger_head_make(database, look->watch->directory, &look->watch->key, &problem);
    if (g_error_matches(problem, BASE_ERROR, ERROR_CONFLICT)) {
        look->problem = g_strdup(problem->message);
        g_clear_error(&problem);
    }
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static void looked(const GError *error, void *data) {
    Look *look = data;
    LedgerWatch *watch = look->watch;
    if (error)
        log_error(LOG_WARNING, "catalog", "the ledger is signed later", error);
    if (look->is_due)
        atomic_store(&watch->next_at_us, clock_monotonic_us() + LEDGER_WATCH_EVERY_US);
    if (look->problem)
        log_event(LOG_ERROR, "catalog", "the ledger waits for a new epoch",
                  LOG_FIELDS({"reason", .text = look->problem}));
    if (!look->head && !look->problem) {
        LedgerWatchState calm = look->is_waiting ? LEDGER_WATCH_WAITS : LEDGER_WATCH_SOUND;
        end(watch, error ? LEDGER_WATCH_LATE : calm);
        return;
    }
    Look *made = g_new0(Look, 1);
    *made = (Look){watch, .head = g_steal_pointer(&look->head),
                   .problem = g_steal_pointer(&look->problem)};
    post_store(made);
}

void ledger_watch_tick(LedgerWatch *watch) {
    if (atomic_exchange(&watch->is_busy, true))
        return;
    Look *taken = g_new0(Look, 1);
    taken->watch = watch;
    taken->is_due = clock_monotonic_us() >= atomic_load(&watch->next_at_us);
    const StoreJob job = {.run = look,
                          .done = looked,
                          .reply_to = watch->worker,
                          .data = taken,
                          .free_data = free_look};
    if (store_read(watch->store, &job, NULL))
        return;
    free_look(taken);
    atomic_store(&watch->is_busy, false);
}

/* ---- the start ---- */

static void say_key(LedgerKeyNews news) {
    if (news == LEDGER_KEY_REPLACED)
        log_event(LOG_WARNING, "catalog",
                  "the key of the ledger is lost: a new one was made, an entry names it", NULL);
    else if (news == LEDGER_KEY_FIRST)
        log_event(LOG_INFO, "catalog", "the ledger has its first key", NULL);
}

bool ledger_watch_init(LedgerWatch *watch, Database *database, const char *directory,
                       GError **error) {
    g_auto(LedgerStart) start = {0};
    if (!ledger_start_run(database, directory, &start, error))
        return false;
    *watch = (LedgerWatch){.directory = g_strdup(directory), .key = start.key};
    say_key(start.key_news);
    if (start.waits)
        log_event(
            LOG_ERROR, "catalog",
            "the ledger waits until two persons open a new epoch with 'tongping ledger epoch'",
            LOG_FIELDS({"reason", .text = start.waits}));
    atomic_store(&watch->state, start.waits ? LEDGER_WATCH_WAITS : LEDGER_WATCH_SOUND);
    return true;
}

void ledger_watch_clear(LedgerWatch *watch) {
    ledger_key_clear(&watch->key);
    g_clear_pointer(&watch->directory, g_free);
}
