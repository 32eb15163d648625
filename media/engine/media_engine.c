#include "media/engine/media_engine.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/event_loop.h"
#include "base/log.h"
#include "media/deliver/live_handler.h"
#include "media/deliver/delivery_desk.h"
#include "media/engine/entry_table.h"
#include "media/engine/ladder.h"
#include "media/engine/live_store.h"
#include "media/engine/made_media.h"
#include "media/engine/source_desk.h"
#include "media/engine/storage_watch.h"

#define PACKAGE_MAILBOX_POSTS 16384
#define DISK_MAILBOX_POSTS    4096
#define TICK_US               CLOCK_US_PER_S
/* The gate's own keys count from 1; the pairing door has the upper half. */
#define OWN_KEYS     (UINT64_C(1) << 62)
#define MISSING_KEYS (UINT64_C(1) << 61 | OWN_KEYS)

struct MediaEngine {
    MediaEngineOptions options;
    char *folder, *program;
    EventLoop *loop;
    Worker *package, *disk;
    SourceDesk *sources;
    Shelf *shelf;
    DeliveryDesk *deliveries;
    StorageWatch *storage;
    LiveHandler *handler;
    MadeMedia *made;
    LiveHost host;
    GHashTable *entries; /* id → Entry; the package thread */
    Timer tick;
    unsigned ticks;
    uint64_t last_key;
    _Atomic(Gate *) gate;
    atomic_uint meetings, programmes, recordings_stopped, restarts;
    bool is_publishing; /* keys: a post is on its way */
    bool is_stopped;
};

static void post(MediaEngine *engine, WorkerFn fn, void *take_data, GDestroyNotify free_data) {
    g_autoptr(GError) error = NULL;
    if (worker_post(engine->package, fn, take_data, free_data, &error))
        return;
    log_error(LOG_ERROR, "media", "the package thread has no time", error);
    free_data(take_data);
}

/* ---- what meetings need ---- */

static uint64_t new_key(void *user) {
    MediaEngine *engine = user;
    return OWN_KEYS | ++engine->last_key;
}

static void fire(uint64_t key, void *user) {
    MediaEngine *engine = user;
    Gate *gate = atomic_load(&engine->gate);
    if (gate)
        gate_fire(gate, key);
}

static void on_facts(const LiveFacts *facts, void *user) {
    MediaEngine *engine = user;
    engine->options.events.on_facts(facts, engine->options.user);
}

/* ---- orders ---- */

typedef struct OrderMail {
    MediaEngine *engine;
    LiveOrder *order;
} OrderMail;

static void free_order_mail(void *data) {
    OrderMail *mail = data;
    live_order_free(mail->order);
    g_free(mail);
}

static void load(MediaEngine *engine, Entry *entry) {
    g_autoptr(GError) error = NULL;
    if (entry->meeting || entry->order->state == LIVE_CLOSED)
        return;
    entry->meeting = live_meeting_new(&engine->host, entry->order, &error);
    if (!entry->meeting && error_code(error) != ERROR_NOT_FOUND)
        log_error(LOG_ERROR, "media", "a meeting has no media", error);
}

/* Others are there only while somebody wants them. */
static bool must_run(const Entry *entry) {
    return live_order_runs(entry->order) && !entry->order->is_on_demand;
}

static void follow_entry(MediaEngine *engine, Entry *entry) {
    if (entry->order->state == LIVE_CLOSED) {
        live_meeting_free(g_steal_pointer(&entry->meeting));
    } else if (entry->meeting) {
        live_meeting_follow(entry->meeting, entry->order);
    } else if (must_run(entry)) {
        load(engine, entry);
    }
}

static void publish_keys(void *data) {
    MediaEngine *engine = data;
    engine->is_publishing = false;
    entry_table_publish_keys(engine->entries, source_desk_ingest(engine->sources));
}

/* Behind the orders that wait: at the start there is one for each recording. */
static void ask_to_publish_keys(MediaEngine *engine) {
    if (engine->is_publishing)
        return;
    engine->is_publishing = worker_post(engine->package, publish_keys, engine, NULL, NULL);
    if (!engine->is_publishing)
        publish_keys(engine);
}

static void take_order(void *data) {
    OrderMail *mail = data;
    MediaEngine *engine = mail->engine;
    Entry *entry = g_hash_table_lookup(engine->entries, mail->order->id);
    if (!entry) {
        entry = g_new0(Entry, 1);
        g_hash_table_insert(engine->entries, g_strdup(mail->order->id), entry);
    }
    bool is_stale = entry->order && !live_order_shows_same(entry->order, mail->order);
    live_order_free(entry->order);
    entry->order = g_steal_pointer(&mail->order);
    ask_to_publish_keys(engine);
    follow_entry(engine, entry);
    if (is_stale)
        made_media_forget(engine->made, entry->order->id);
}

void media_engine_order(MediaEngine *engine, const LiveOrder *order) {
    OrderMail *mail = g_new(OrderMail, 1);
    *mail = (OrderMail){engine, live_order_copy(order)};
    post(engine, take_order, mail, free_order_mail);
}

/* ---- meetings that are gone ---- */

/* On the disk thread. */
static void on_deleted(const char *id, void *user) {
    MediaEngine *engine = user;
    if (engine->options.events.on_forgotten)
        engine->options.events.on_forgotten(id, engine->options.user);
}

static void take_forget(void *data) {
    OrderMail *mail = data;
    MediaEngine *engine = mail->engine;
    g_hash_table_remove(engine->entries, mail->order->id);
    made_media_forget(engine->made, mail->order->id);
    ask_to_publish_keys(engine);
    const LiveStoreDelete wish = {engine->folder, mail->order->id, on_deleted, engine};
    live_store_delete(engine->disk, &wish);
}

void media_engine_forget(MediaEngine *engine, const char *id) {
    OrderMail *mail = g_new(OrderMail, 1);
    *mail = (OrderMail){engine, live_order_new(id)};
    post(engine, take_forget, mail, free_order_mail);
}

/* ---- recordings that nobody has watched lately ---- */

typedef struct WantMail {
    MediaEngine *engine;
    uint64_t key;
    char name[SHELF_ID_BYTES];
} WantMail;

static void take_want(void *data) {
    WantMail *mail = data;
    Entry *entry = entry_table_find(mail->engine->entries, mail->name);
    if (entry)
        load(mail->engine, entry);
    fire(mail->key, mail->engine);
}

/* On a gate worker. */
static bool want(GateText name, uint64_t *ret_key, void *user) {
    WantMail *mail = g_new0(WantMail, 1);
    if (name.length >= sizeof mail->name) {
        g_free(mail);
        return false;
    }
    mail->engine = user;
    memcpy(mail->name, name.at, name.length);
    mail->key = *ret_key = MISSING_KEYS | g_str_hash(mail->name);
    if (worker_post(mail->engine->package, take_want, mail, g_free, NULL))
        return true;
    g_free(mail);
    return false;
}

/* ---- what is made of them ---- */

static LiveMeeting *find_meeting(const char *meeting_id, void *user) {
    return entry_table_find_meeting(((MediaEngine *)user)->entries, meeting_id);
}

static bool start_made(MediaEngine *engine, GError **error) {
    MadeMediaOptions options = {engine->package, engine->folder, engine->options.min_free_bytes,
                                find_meeting,    fire,           engine};
    return (engine->made = made_media_start(&options, error)) != NULL;
}

/* ---- publishers ---- */

static void on_source(const IngestSource *source, int take_fd, void *user) {
    MediaEngine *engine = user;
    Entry *entry = g_hash_table_lookup(engine->entries, source->meeting_id);
    if (entry && live_order_runs(entry->order))
        load(engine, entry);
    if (entry && entry->meeting)
        feeds_add_source(live_meeting_feeds(entry->meeting), source, take_fd);
    else
        close(take_fd);
}

static bool end_source(Feeds *feeds, const void *source_id) {
    return feeds_end_source(feeds, *(const uint64_t *)source_id);
}

static void on_source_end(uint64_t source_id, const char *reason, void *user) {
    entry_table_tell_feeds(((MediaEngine *)user)->entries, end_source, &source_id);
}

static bool note_stats(Feeds *feeds, const void *stats) {
    return feeds_note_stats(feeds, stats);
}

static void on_stats(const IngestStats *stats, void *user) {
    entry_table_tell_feeds(((MediaEngine *)user)->entries, note_stats, stats);
}

static void on_refused(const char *meeting_id, const LiveRefused *refused, void *user) {
    LiveMeeting *meeting = entry_table_find_meeting(((MediaEngine *)user)->entries, meeting_id);
    if (meeting)
        live_meeting_note_refused(meeting, refused);
}

/* ---- health ---- */

static LiveHealth *describe(const char *meeting_id, void *user) {
    MediaEngine *engine = user;
    LiveMeeting *meeting = entry_table_find_meeting(engine->entries, meeting_id);
    StorageState storage;
    if (!meeting)
        return NULL;
    LiveHealth *health = live_health_new();
    live_meeting_describe(meeting, health);
    storage_watch_get(engine->storage, &storage);
    health->free_bytes = storage.free_bytes;
    return health;
}

bool media_engine_ask_health(MediaEngine *engine, const HealthQuestion *question, GError **error) {
    HealthDesk desk = {engine->package, describe, engine};
    return health_desk_ask(&desk, question, error);
}

bool media_engine_position(MediaEngine *engine, const char *id, int64_t *ret_us) {
    epoch_enter();
    const ShelfMeeting *meeting = shelf_find(engine->shelf, id, strlen(id));
    if (meeting)
        *ret_us = (int64_t)span_table_end(shelf_meeting_read_spans(meeting)) * MEDIA_PART_US;
    epoch_leave();
    return meeting != NULL;
}

/* ---- each second ---- */

static void on_delivered(const DeliveredRun *runs, unsigned n, void *user) {
    MediaEngine *engine = user;
    engine->options.events.on_delivered(runs, n, engine->options.user);
}

static void tick_meetings(MediaEngine *engine) {
    LiveTally tally = {0};
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, engine->entries);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Entry *entry = data;
        if (entry->meeting && !must_run(entry) && live_meeting_is_idle(entry->meeting))
            live_meeting_free(g_steal_pointer(&entry->meeting));
        if (entry->meeting)
            live_meeting_tick(entry->meeting, &tally);
    }
    atomic_store(&engine->meetings, tally.meetings);
    atomic_store(&engine->programmes, tally.programmes);
    atomic_store(&engine->recordings_stopped, tally.recordings_stopped);
    atomic_store(&engine->restarts, tally.restarts);
}

static void on_tick(Timer *timer, void *user) {
    MediaEngine *engine = (MediaEngine *)((char *)timer - offsetof(MediaEngine, tick));
    StorageState storage;
    engine->ticks++;
    tick_meetings(engine);
    if (engine->ticks % STORAGE_WATCH_EVERY_TICKS == 1)
        entry_table_judge_storage(engine->entries, engine->storage);
    storage_watch_get(engine->storage, &storage);
    made_media_tick(engine->made, &storage);
    delivery_desk_tick(engine->deliveries);
    event_loop_set_timer(engine->loop, timer, event_loop_now_us(engine->loop) + TICK_US, on_tick);
}

static void begin_ticks(void *data) {
    MediaEngine *engine = data;
    on_tick(&engine->tick, engine->loop);
}

/* ---- life ---- */

static bool start_threads(MediaEngine *engine, GError **error) {
    WorkerOptions disk = {
        .name = "disk", .mailbox_posts = DISK_MAILBOX_POSTS, .loop = &WORKER_LOOP_QUEUE};
    engine->disk = worker_start(&disk, error);
    engine->loop = engine->disk ? event_loop_new(error) : NULL;
    WorkerOptions package = {.name = "package",
                             .mailbox_posts = PACKAGE_MAILBOX_POSTS,
                             .loop = &WORKER_LOOP_EVENTS,
                             .loop_data = engine->loop};
    engine->package = engine->loop ? worker_start(&package, error) : NULL;
    engine->storage =
        storage_watch_new(engine->disk, engine->folder, engine->options.min_free_bytes);
    return engine->package != NULL;
}

static bool start_ingest(MediaEngine *engine, GError **error) {
    SourceDeskOptions options = {.rtmp_listen = engine->options.rtmp_listen,
                                 .srt_listen = engine->options.srt_listen,
                                 .owner = engine->package,
                                 .events = {on_source, on_source_end, on_stats, on_refused},
                                 .user = engine};
    return (engine->sources = source_desk_start(&options, error)) != NULL;
}

static bool make_folder(MediaEngine *engine, GError **error) {
    if (g_mkdir_with_parents(engine->folder, 0700) == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make the folder '%s'", engine->folder);
    return false;
}

static void make_host(MediaEngine *engine) {
    engine->host =
        (LiveHost){.loop = engine->loop,
                   .shelf = engine->shelf,
                   .disk = engine->disk,
                   .downloads = made_media_downloads(engine->made),
                   .folder = engine->folder,
                   .program = engine->program,
                   .heights = engine->options.heights ? engine->options.heights
                                                      : ladder_for_cores(g_get_num_processors()),
                   .window_us = engine->options.window_us,
                   .started_us = clock_wall_us(),
                   .new_key = new_key,
                   .fire = fire,
                   .on_facts = on_facts,
                   .user = engine};
}

static void make_handler(MediaEngine *engine) {
    LiveHandlerOptions options = {.keys = engine->options.keys,
                                  .shelf = engine->shelf,
                                  .delivered = delivery_desk_notes(engine->deliveries),
                                  .extra = {made_media_answer, engine->made},
                                  .missing = {want, engine}};
    engine->handler = live_handler_new(&options);
}

MediaEngine *media_engine_start(const MediaEngineOptions *options, GError **error) {
    MediaEngine *engine = g_new0(MediaEngine, 1);
    engine->options = *options;
    engine->folder = g_strdup(options->folder);
    engine->program = g_strdup(options->program);
    engine->entries = entry_table_new();
    engine->shelf = shelf_new();
    engine->deliveries = delivery_desk_new(on_delivered, engine);
    if (!make_folder(engine, error) || !start_threads(engine, error) ||
        !start_made(engine, error) || !start_ingest(engine, error)) {
        media_engine_free(engine);
        return NULL;
    }
    make_handler(engine);
    make_host(engine);
    worker_post(engine->package, begin_ticks, engine, NULL, NULL);
    return engine;
}

void media_engine_stop(MediaEngine *engine) {
    if (!engine || engine->is_stopped)
        return;
    engine->is_stopped = true;
    source_desk_stop(engine->sources);
    if (engine->package)
        worker_stop(engine->package);
    made_media_stop(engine->made);
    g_hash_table_remove_all(engine->entries);
    if (engine->disk)
        worker_stop(engine->disk);
}

void media_engine_free(MediaEngine *engine) {
    if (!engine)
        return;
    media_engine_stop(engine);
    source_desk_free(engine->sources);
    worker_free(engine->package);
    worker_free(engine->disk);
    event_loop_free(engine->loop);
    made_media_free(engine->made);
    live_handler_free(engine->handler);
    shelf_free(engine->shelf);
    delivery_desk_free(engine->deliveries);
    storage_watch_free(engine->storage);
    g_hash_table_destroy(engine->entries);
    g_free(engine->folder);
    g_free(engine->program);
    g_free(engine);
}

/* ---- the rest of the server ---- */

GateHandler media_engine_gate_handler(MediaEngine *engine) {
    return live_handler_gate(engine->handler);
}

void media_engine_set_gate(MediaEngine *engine, Gate *gate) {
    atomic_store(&engine->gate, gate);
}

unsigned media_engine_rtmp_port(const MediaEngine *engine) {
    return ingest_rtmp_port(source_desk_ingest(engine->sources));
}

unsigned media_engine_srt_port(const MediaEngine *engine) {
    return ingest_srt_port(source_desk_ingest(engine->sources));
}

void media_engine_get_stats(MediaEngine *engine, MediaStats *ret_stats) {
    *ret_stats =
        (MediaStats){.delivered_lost = delivered_lost(delivery_desk_notes(engine->deliveries)),
                     .meetings = atomic_load(&engine->meetings),
                     .programmes = atomic_load(&engine->programmes),
                     .recordings_stopped = atomic_load(&engine->recordings_stopped),
                     .restarts = atomic_load(&engine->restarts)};
    storage_watch_get(engine->storage, &ret_stats->storage);
    live_handler_get_stats(engine->handler, &ret_stats->live);
    ts_maker_get_stats(made_media_ts(engine->made), &ret_stats->ts);
    ingest_get_totals(source_desk_ingest(engine->sources), &ret_stats->ingest);
}

void media_engine_get_workers(MediaEngine *engine,
                              Worker *ret_workers[MEDIA_ENGINE_MAX_WORKERS + 1]) {
    const Ingest *ingest = source_desk_ingest(engine->sources);
    Worker *const all[MEDIA_ENGINE_MAX_WORKERS] = {
        engine->package,
        engine->disk,
        ts_maker_worker(made_media_ts(engine->made)),
        download_maker_worker(made_media_downloads(engine->made)),
        ingest_worker(ingest),
        ingest_srt_worker(ingest)};
    unsigned n = 0;
    for (unsigned i = 0; i < MEDIA_ENGINE_MAX_WORKERS; i++)
        if (all[i])
            ret_workers[n++] = all[i];
    ret_workers[n] = NULL;
}
