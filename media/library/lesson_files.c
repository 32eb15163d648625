#include "media/library/lesson_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/error.h"
#include "base/log.h"

#define NICENESS      10
#define IO_PRIORITY   (2 << 13 | 7) /* best effort, the lowest: ioprio_set(2) */
#define IO_WHO_THREAD 1
#define HEAD_SHARE    32u /* the tables of samples are less than this part of the media */
#define NO_ROOM       "There is no room on the server's disk for this file now."

struct LessonFiles {
    LessonFilesOptions options;
    char *assets, *folder;
    Worker *worker;
    TsCache *cache; /* of open files: their bytes are on the disk */
    atomic_bool is_stopping;
    atomic_uint_fast64_t making; /* hold_key of the wish that is made; 0: none */
    atomic_uint percent;         /* of it */
};

static uint32_t hash_of(const LessonExportTrack *track) {
    return g_str_hash(track->asset) * 31 + g_str_hash(track->name);
}

TsKey lesson_files_key(const LessonExport *wish) {
    uint32_t second = wish->n_tracks > 1 ? hash_of(&wish->tracks[1]) : 0;
    return ts_cache_key(wish->tracks[0].asset, wish->n_tracks, hash_of(&wish->tracks[0]), second);
}

static char *path_of(const LessonFiles *files, const TsKey *key) {
    return g_strdup_printf("%s/%s-%08x-%08x.%s", files->folder, key->meeting, key->video,
                           key->audio, key->msn > 1 ? "mp4" : "m4a");
}

/* ---- room, on the thread ---- */

typedef struct Found {
    char *name;
    uint64_t bytes;
    int64_t used_us;
} Found;

static void clear_found(void *data) {
    g_free(((Found *)data)->name);
}

static int compare_found(gconstpointer a, gconstpointer b) {
    const Found *one = a, *two = b;
    return one->used_us < two->used_us ? -1 : one->used_us > two->used_us;
}

/* The least recently taken first; what is half made goes. */
static GArray *list_files(const LessonFiles *files, uint64_t *ret_bytes) {
    GArray *list = g_array_new(FALSE, FALSE, sizeof(Found));
    GDir *dir = g_dir_open(files->folder, 0, NULL);
    g_array_set_clear_func(list, clear_found);
    *ret_bytes = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(files->folder, name, NULL);
        struct stat state;
        if (g_str_has_suffix(name, ".part")) {
            unlink(path);
        } else if (stat(path, &state) == 0) {
            Found found = {g_strdup(name), (uint64_t)state.st_size,
                           state.st_mtim.tv_sec * CLOCK_US_PER_S + state.st_mtim.tv_nsec / 1000};
            *ret_bytes += found.bytes;
            g_array_append_val(list, found);
        }
    }
    if (dir)
        g_dir_close(dir);
    g_array_sort(list, compare_found);
    return list;
}

static bool has_free(const LessonFiles *files, uint64_t bytes) {
    struct statvfs disk;
    return statvfs(files->folder, &disk) == 0 &&
           (int64_t)disk.f_bavail * (int64_t)disk.f_frsize - (int64_t)bytes >=
               files->options.min_free_bytes;
}

static void remove_file(LessonFiles *files, const char *name) {
    g_autofree char *path = g_build_filename(files->folder, name, NULL);
    g_autofree char *asset = g_strndup(name, ID_TEXT_BYTES - 1);
    ts_cache_forget(files->cache, asset);
    unlink(path);
}

static bool make_room(LessonFiles *files, uint64_t bytes, GError **error) {
    uint64_t used;
    bytes += bytes / HEAD_SHARE;
    g_autoptr(GArray) list = list_files(files, &used);
    for (guint i = 0;
         i < list->len && (used + bytes > files->options.max_bytes || !has_free(files, bytes));
         i++) {
        const Found *found = &g_array_index(list, Found, i);
        remove_file(files, found->name);
        used -= found->bytes;
    }
    if (used + bytes <= files->options.max_bytes && has_free(files, bytes))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED, NO_ROOM);
    return false;
}

/* ---- making, on the thread ---- */

static GateFile *open_file(const char *path) {
    struct stat state;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &state) == 0 && state.st_size > 0) {
        (void)futimens(fd, NULL); /* it is taken now */
        return gate_file_new(fd, (uint64_t)state.st_size);
    }
    close(fd);
    return NULL;
}

static bool goes_on(unsigned percent, void *user) {
    LessonFiles *files = user;
    atomic_store_explicit(&files->percent, percent, memory_order_relaxed);
    return !atomic_load(&files->is_stopping);
}

unsigned lesson_files_percent(const LessonFiles *files, uint64_t hold_key) {
    return atomic_load(&files->making) == hold_key
               ? atomic_load_explicit(&files->percent, memory_order_relaxed)
               : 0;
}

static GateFile *make(LessonFiles *files, const LessonFilesWish *wish, const char *path) {
    g_autoptr(GError) error = NULL;
    int64_t begin_us = clock_monotonic_us();
    GateFile *file = open_file(path);
    if (file)
        return file;
    if (make_room(files, wish->bytes, &error) &&
        lesson_export_run(&wish->export, files->assets, path, goes_on, files, &error))
        file = open_file(path);
    if (file)
        log_event(LOG_INFO, "library", "a lesson was made into a file",
                  LOG_FIELDS({"asset", wish->export.tracks[0].asset},
                             {"mib", NULL, (int64_t)(file->length >> 20)},
                             {"took_ms", NULL, (clock_monotonic_us() - begin_us) / 1000}));
    else if (error && error_code(error) != ERROR_CONFLICT)
        log_error(LOG_WARNING, "library", "a lesson was not made into a file", error);
    return file;
}

typedef struct WishMail {
    LessonFiles *files;
    LessonFilesWish wish;
} WishMail;

static void run_wish(void *data) {
    WishMail *mail = data;
    LessonFiles *files = mail->files;
    TsKey key = lesson_files_key(&mail->wish.export);
    GateFile *known = NULL;
    epoch_enter();
    TsCacheState state = ts_cache_find(files->cache, &key, &known);
    epoch_leave();
    gate_file_unref(known);
    if (state == TS_CACHE_ABSENT && goes_on(0, files)) {
        g_autofree char *path = path_of(files, &key);
        atomic_store(&files->making, mail->wish.hold_key);
        ts_cache_put(files->cache, &key, make(files, &mail->wish, path));
        atomic_store(&files->making, 0);
    }
    files->options.on_made(mail->wish.hold_key, files->options.user);
}

/* ---- any thread ---- */

TsCacheState lesson_files_find(LessonFiles *files, const TsKey *key, GateFile **ret_file) {
    return ts_cache_find(files->cache, key, ret_file);
}

bool lesson_files_post(LessonFiles *files, const LessonFilesWish *wish, GError **error) {
    WishMail *mail = g_new(WishMail, 1);
    *mail = (WishMail){files, *wish};
    if (worker_post(files->worker, run_wish, mail, g_free, error))
        return true;
    g_free(mail);
    return false;
}

typedef struct ForgetMail {
    LessonFiles *files;
    char asset[ID_TEXT_BYTES];
} ForgetMail;

static void run_forget(void *data) {
    const ForgetMail *mail = data;
    uint64_t bytes;
    g_autoptr(GArray) list = list_files(mail->files, &bytes);
    for (guint i = 0; i < list->len; i++) {
        const Found *found = &g_array_index(list, Found, i);
        if (g_str_has_prefix(found->name, mail->asset))
            remove_file(mail->files, found->name);
    }
}

bool lesson_files_forget(LessonFiles *files, const char *asset_id, GError **error) {
    ForgetMail *mail = g_new0(ForgetMail, 1);
    mail->files = files;
    g_strlcpy(mail->asset, asset_id, sizeof mail->asset);
    if (worker_post(files->worker, run_forget, mail, g_free, error))
        return true;
    g_free(mail);
    return false;
}

Worker *lesson_files_worker(const LessonFiles *files) {
    return files->worker;
}

/* ---- life ---- */

static void step_back(void *data) {
    int ignored = nice(NICENESS); /* of this thread alone, see nice(2), Linux */
    (void)ignored;
    syscall(SYS_ioprio_set, IO_WHO_THREAD, 0, IO_PRIORITY);
}

LessonFiles *lesson_files_start(const LessonFilesOptions *options, GError **error) {
    g_autoptr(LessonFiles) files = g_new0(LessonFiles, 1);
    WorkerOptions thread = {"lesson-file", LESSON_FILES_MAX_WAITING, &WORKER_LOOP_QUEUE, NULL};
    files->options = *options;
    files->assets = g_strdup(options->assets);
    files->folder = g_strdup(options->folder);
    files->cache = ts_cache_new(UINT64_MAX / 2);
    if (g_mkdir_with_parents(files->folder, 0700) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make the folder '%s'", files->folder);
        return NULL;
    }
    files->worker = worker_start(&thread, error);
    if (!files->worker || !worker_post(files->worker, step_back, NULL, NULL, error))
        return NULL;
    return g_steal_pointer(&files);
}

void lesson_files_stop(LessonFiles *files) {
    if (!files || !files->worker)
        return;
    atomic_store(&files->is_stopping, true);
    worker_stop(files->worker);
}

void lesson_files_free(LessonFiles *files) {
    if (!files)
        return;
    lesson_files_stop(files);
    worker_free(files->worker);
    ts_cache_free(files->cache);
    g_free(files->assets);
    g_free(files->folder);
    g_free(files);
}
