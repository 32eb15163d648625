#include "media/library/library.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/error.h"
#include "base/event_loop.h"
#include "base/log.h"
#include "media/deliver/delivery_desk.h"

#define MAILBOX_POSTS 16384
#define TICK_US       CLOCK_US_PER_S
#define MAX_FOLDERS   8 /* descriptors while a folder is removed */

struct Library {
    LibraryOptions options;
    char *assets, *downloads;
    EventLoop *loop;
    Worker *worker;
    LibraryShelf *shelf;
    DeliveryDesk *deliveries;
    TsMaker *ts;
    TsCache *small; /* open files; the thread puts */
    LessonFiles *files;
    LibraryHandler *handler;
    GHashTable *untold; /* ids of lessons whose facts are to be told; the thread */
    GArray *sizes;      /* LibraryDownload, kept between */
    Timer tick;
    _Atomic(Gate *) gate;
    bool is_telling; /* a post is on its way */
    bool is_stopped;
};

static void fire(uint64_t key, void *user) {
    Gate *gate = atomic_load(&((Library *)user)->gate);
    if (gate)
        gate_fire(gate, key);
}

static bool post(Library *library, WorkerFn fn, void *take_data, GDestroyNotify free_data) {
    g_autoptr(GError) error = NULL;
    if (worker_post(library->worker, fn, take_data, free_data, &error))
        return true;
    log_error(LOG_ERROR, "library", "the thread has no time", error);
    free_data(take_data);
    return false;
}

/* ---- facts: one lesson at a time, so that those who wait for a lesson come between ---- */

static void tell_one(void *data);

static void go_on_telling(Library *library) {
    if (!library->is_telling && g_hash_table_size(library->untold) > 0)
        library->is_telling = worker_post(library->worker, tell_one, library, NULL, NULL);
}

static void tell_one(void *data) {
    Library *library = data;
    GHashTableIter iter;
    void *id;
    library->is_telling = false;
    g_hash_table_iter_init(&iter, library->untold);
    if (!g_hash_table_iter_next(&iter, &id, NULL))
        return;
    const LibraryLesson *lesson = library_shelf_find(library->shelf, id, strlen(id));
    if (lesson && library->options.events.on_facts) {
        LibraryFacts facts;
        lesson_facts_read(library->assets, library_shelf_get_order(lesson), library->sizes, &facts);
        library->options.events.on_facts(&facts, library->options.user);
    }
    g_hash_table_iter_remove(&iter);
    go_on_telling(library);
}

/* ---- orders ---- */

typedef struct Mail {
    Library *library;
    LibraryOrder *order;
    char id[ID_TEXT_BYTES];
} Mail;

static void free_mail(void *data) {
    Mail *mail = data;
    library_order_free(mail->order);
    g_free(mail);
}

static Mail *mail_new(Library *library, const char *id) {
    Mail *mail = g_new0(Mail, 1);
    mail->library = library;
    g_strlcpy(mail->id, id, sizeof mail->id);
    return mail;
}

static void take_order(void *data) {
    Mail *mail = data;
    Library *library = mail->library;
    if (!library_shelf_order(library->shelf, g_steal_pointer(&mail->order))) {
        log_event(LOG_ERROR, "library", "there are too many lessons", NULL);
        return;
    }
    g_hash_table_add(library->untold, g_strdup(mail->id));
    go_on_telling(library);
}

void library_order(Library *library, const LibraryOrder *order) {
    Mail *mail = mail_new(library, order->id);
    mail->order = library_order_copy(order);
    post(library, take_order, mail, free_mail);
}

static void take_forget(void *data) {
    const Mail *mail = data;
    library_shelf_remove(mail->library->shelf, mail->id);
}

void library_forget(Library *library, const char *id) {
    post(library, take_forget, mail_new(library, id), free_mail);
}

/* ---- assets that are nobody's ---- */

static int remove_one(const char *path, const struct stat *state, int kind, struct FTW *place) {
    return remove(path);
}

static void take_remove(void *data) {
    const Mail *mail = data;
    Library *library = mail->library;
    g_autofree char *folder = g_build_filename(library->assets, mail->id, NULL);
    ts_cache_forget(library->small, mail->id);
    (void)ts_maker_forget(library->ts, mail->id, NULL);
    (void)lesson_files_forget(library->files, mail->id, NULL);
    if (nftw(folder, remove_one, MAX_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
        log_event(LOG_WARNING, "library", "an asset stays on the disk",
                  LOG_FIELDS({"asset", mail->id}));
        return;
    }
    if (library->options.events.on_asset_removed)
        library->options.events.on_asset_removed(mail->id, library->options.user);
}

void library_remove_asset(Library *library, const char *asset_id) {
    if (id_is_uuid(asset_id)) /* it becomes a path */
        post(library, take_remove, mail_new(library, asset_id), free_mail);
}

/* ---- what the handler wants ---- */

typedef struct WantMail {
    Library *library;
    LibraryWant want;
} WantMail;

static void open_lesson(Library *library, const char *name) {
    LibraryLesson *lesson = library_shelf_find(library->shelf, name, strlen(name));
    int64_t now_us = clock_monotonic_us();
    if (!lesson || library_shelf_view(lesson, now_us))
        return;
    LessonView *view = lesson_view_open(library->assets, library_shelf_get_order(lesson));
    library_shelf_publish(library->shelf, lesson, view);
    library_shelf_trim(library->shelf, LIBRARY_MAX_VIEWS, LIBRARY_MAX_VIEW_BYTES);
}

static void open_file(Library *library, const LibraryWant *want) {
    g_autofree char *path =
        g_build_filename(library->assets, want->file.meeting, want->file_name, NULL);
    struct stat state;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    GateFile *file = fd >= 0 && fstat(fd, &state) == 0 && S_ISREG(state.st_mode)
                         ? gate_file_new(fd, (uint64_t)state.st_size)
                         : NULL;
    if (!file && fd >= 0)
        close(fd);
    ts_cache_put(library->small, &want->file, file);
}

static void take_want(void *data) {
    WantMail *mail = data;
    GateFile *known = NULL;
    if (mail->want.lesson[0]) {
        open_lesson(mail->library, mail->want.lesson);
    } else {
        epoch_enter();
        TsCacheState state = ts_cache_find(mail->library->small, &mail->want.file, &known);
        epoch_leave();
        gate_file_unref(known);
        if (state == TS_CACHE_ABSENT)
            open_file(mail->library, &mail->want);
    }
    fire(mail->want.hold_key, mail->library);
}

/* On a gate worker. */
static bool want(const LibraryWant *wanted, void *user) {
    WantMail *mail = g_new(WantMail, 1);
    *mail = (WantMail){user, *wanted};
    if (worker_post(mail->library->worker, take_want, mail, g_free, NULL))
        return true;
    g_free(mail);
    return false;
}

/* ---- each second ---- */

static void on_delivered(const DeliveredRun *runs, unsigned n, void *user) {
    Library *library = user;
    if (library->options.events.on_delivered)
        library->options.events.on_delivered(runs, n, library->options.user);
}

static void on_tick(Timer *timer, void *user) {
    Library *library = (Library *)((char *)timer - offsetof(Library, tick));
    delivery_desk_tick(library->deliveries);
    library_shelf_sweep(library->shelf);
    go_on_telling(library);
    event_loop_set_timer(library->loop, timer, event_loop_now_us(library->loop) + TICK_US, on_tick);
}

static void begin_ticks(void *data) {
    Library *library = data;
    on_tick(&library->tick, library->loop);
}

/* ---- life ---- */

static bool start_threads(Library *library, GError **error) {
    library->loop = event_loop_new(error);
    WorkerOptions thread = {.name = "library",
                            .mailbox_posts = MAILBOX_POSTS,
                            .loop = &WORKER_LOOP_EVENTS,
                            .loop_data = library->loop};
    TsMakerOptions ts = {"vod-ts", LIBRARY_TS_BYTES, fire, library};
    LessonFilesOptions files = {library->assets,
                                library->downloads,
                                library->options.max_download_bytes,
                                library->options.min_free_bytes,
                                fire,
                                library};
    return library->loop && (library->worker = worker_start(&thread, error)) &&
           (library->ts = ts_maker_start(&ts, error)) &&
           (library->files = lesson_files_start(&files, error));
}

Library *library_start(const LibraryOptions *options, GError **error) {
    g_autoptr(Library) library = g_new0(Library, 1);
    library->options = *options;
    library->assets = g_build_filename(options->folder, "assets", NULL);
    library->downloads = g_build_filename(options->folder, "downloads", NULL);
    library->shelf = library_shelf_new();
    library->deliveries = delivery_desk_new(on_delivered, library);
    library->small = ts_cache_new(UINT64_MAX / 2);
    library->untold = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    library->sizes = g_array_new(FALSE, FALSE, sizeof(LibraryDownload));
    if (g_mkdir_with_parents(library->assets, 0700) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make the folder '%s'", library->assets);
        return NULL;
    }
    if (!start_threads(library, error))
        return NULL;
    LibraryHandlerOptions handler = {.keys = options->keys,
                                     .shelf = library->shelf,
                                     .delivered = delivery_desk_notes(library->deliveries),
                                     .ts = library->ts,
                                     .small = library->small,
                                     .files = library->files,
                                     .want = want,
                                     .user = library};
    library->handler = library_handler_new(&handler);
    worker_post(library->worker, begin_ticks, library, NULL, NULL);
    return g_steal_pointer(&library);
}

void library_stop(Library *library) {
    if (!library || library->is_stopped)
        return;
    library->is_stopped = true;
    if (library->worker)
        worker_stop(library->worker);
    if (library->ts)
        ts_maker_stop(library->ts);
    lesson_files_stop(library->files);
}

void library_free(Library *library) {
    if (!library)
        return;
    library_stop(library);
    worker_free(library->worker);
    event_loop_free(library->loop);
    ts_maker_free(library->ts);
    lesson_files_free(library->files);
    library_handler_free(library->handler);
    library_shelf_free(library->shelf);
    delivery_desk_free(library->deliveries);
    ts_cache_free(library->small);
    g_hash_table_unref(library->untold);
    g_array_unref(library->sizes);
    g_free(library->assets);
    g_free(library->downloads);
    g_free(library);
}

GateHandler library_gate_handler(Library *library) {
    return library_handler_gate(library->handler);
}

void library_set_gate(Library *library, Gate *gate) {
    atomic_store(&library->gate, gate);
}

void library_get_stats(Library *library, LibraryStats *ret_stats) {
    *ret_stats =
        (LibraryStats){.delivered_lost = delivered_lost(delivery_desk_notes(library->deliveries)),
                       .lessons = library_shelf_count(library->shelf),
                       .opened = library_shelf_opened(library->shelf)};
    library_handler_get_stats(library->handler, &ret_stats->handler);
    ts_maker_get_stats(library->ts, &ret_stats->ts);
}

void library_get_workers(Library *library, Worker *ret_workers[LIBRARY_MAX_WORKERS + 1]) {
    ret_workers[0] = library->worker;
    ret_workers[1] = ts_maker_worker(library->ts);
    ret_workers[2] = lesson_files_worker(library->files);
    ret_workers[3] = NULL;
}
