#include "media/engine/live_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "media/engine/spill.h"

/* What the disk thread needs; it ends there, behind all that was posted. */
typedef struct Shore {
    Recording *recording;
    atomic_bool is_syncing;
} Shore;

/* An initialization section. */
typedef struct Section {
    unsigned generation, track;
    GBytes *bytes;
} Section;

struct LiveStore {
    Worker *disk;
    char *folder;
    uint64_t retry_msn; /* while there is no recording: of the next attempt; 0: of the first row */
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    Shore *shore; /* NULL: the disk does not take a recording */
    Spill *spill; /* NULL until it is needed */
    GArray *owed; /* Section: the disk has not taken them yet */
    bool is_stopped, is_held, has_new_files;
};

Recording *live_store_recording(LiveStore *store) {
    return store->shore ? store->shore->recording : NULL;
}

unsigned live_store_n_tracks(const LiveStore *store) {
    return store->n_tracks;
}

const MediaTrack *live_store_tracks(const LiveStore *store) {
    return store->tracks;
}

/* ---- the disk thread ---- */

static void run_sync(void *data) {
    Shore *shore = data;
    g_autoptr(GError) error = NULL;
    if (!recording_sync(shore->recording, &error))
        log_error(LOG_ERROR, "media", "a recording could not be synced", error);
    atomic_store(&shore->is_syncing, false);
}

static void close_shore(void *data) {
    Shore *shore = data;
    recording_close(shore->recording);
    g_free(shore);
}

static void do_nothing(void *data) {
}

void live_store_sync(LiveStore *store) {
    Shore *shore = store->shore;
    if (shore && !atomic_exchange(&shore->is_syncing, true) &&
        !worker_post(store->disk, run_sync, shore, NULL, NULL))
        atomic_store(&shore->is_syncing, false);
}

/* ---- rows ---- */

static void keep(LiveStore *store, Recording *recording) {
    store->shore = g_new0(Shore, 1);
    store->shore->recording = recording;
    store->n_tracks = recording_n_tracks(recording);
    memcpy(store->tracks, recording_tracks(recording), store->n_tracks * sizeof(MediaTrack));
}

static void note_stopped(LiveStore *store, bool is_stopped, const GError *error) {
    if (is_stopped == store->is_stopped)
        return;
    store->is_stopped = is_stopped;
    if (is_stopped && !error)
        log_event(LOG_WARNING, "media", "recording held, the meeting goes on", NULL);
    else if (is_stopped)
        log_error(LOG_ERROR, "media", "recording stopped, the meeting goes on", error);
    else
        log_event(LOG_INFO, "media", "recording goes on", NULL);
}

static bool spill_row(LiveStore *store, const GridRow *row, GridSpan *ret_spans) {
    bool is_first = !store->spill;
    if (is_first)
        store->spill = spill_new(store->n_tracks);
    store->has_new_files = store->has_new_files || is_first;
    return spill_add(store->spill, row, ret_spans, NULL);
}

/* Without them no row of their generation can be shown: they come first. */
static bool pay_sections(LiveStore *store, GError **error) {
    while (store->owed->len > 0) {
        const Section *section = &g_array_index(store->owed, Section, 0);
        gsize length;
        const uint8_t *bytes = g_bytes_get_data(section->bytes, &length);
        if (!recording_put_init(store->shore->recording, section->generation, section->track, bytes,
                                length, error))
            return false;
        g_array_remove_index(store->owed, 0);
    }
    return true;
}

static bool store_row(LiveStore *store, const GridRow *row, GridSpan *ret_spans, GError **error) {
    return store->shore && !store->is_held && pay_sections(store, error) &&
           recording_append(store->shore->recording, row, ret_spans, error);
}

/* Segments are begun whole. */
static void try_again(LiveStore *store, const GridRow *row) {
    if (store->shore || store->is_held || row->part != 0 || row->msn < store->retry_msn)
        return;
    bool is_first = store->retry_msn == 0;
    store->retry_msn = row->msn + LIVE_STORE_RETRY_SEGMENTS;
    if (is_first)
        return;
    g_autoptr(GError) error = NULL;
    Recording *recording = recording_create(store->folder, store->tracks, store->n_tracks, &error);
    if (recording)
        keep(store, recording);
    store->has_new_files = store->has_new_files || recording;
}

/* Players have seen its number: it must not come again after a restart either. */
static void note_shown(LiveStore *store, const GridRow *row) {
    g_autoptr(GError) error = NULL;
    if (store->shore && !recording_note_shown(store->shore->recording, row, &error))
        log_error(LOG_WARNING, "media", "a number may come again", error);
}

bool live_store_add(LiveStore *store, const GridRow *row, GridSpan *ret_spans) {
    g_autoptr(GError) error = NULL;
    try_again(store, row);
    bool is_stored = store_row(store, row, ret_spans, &error);
    if (is_stored || error || store->is_held)
        note_stopped(store, !is_stored, error);
    if (is_stored)
        return true;
    note_shown(store, row);
    return spill_row(store, row, ret_spans);
}

bool live_store_has_new_files(LiveStore *store) {
    bool has = store->has_new_files;
    store->has_new_files = false;
    return has;
}

void live_store_files(LiveStore *store, unsigned track, GateFile **ret_file, GateFile **ret_spill) {
    *ret_file = store->shore ? recording_file(store->shore->recording, track) : NULL;
    *ret_spill = store->spill ? spill_file(store->spill, track) : NULL;
}

void live_store_put_init(LiveStore *store, unsigned generation, unsigned track,
                         const GByteArray *init) {
    g_autoptr(GError) error = NULL;
    Section section = {generation, track, g_bytes_new(init->data, init->len)};
    g_array_append_val(store->owed, section);
    if (store->shore && !store->is_held && !pay_sections(store, &error))
        note_stopped(store, true, error);
}

void live_store_forget(LiveStore *store, uint64_t msn) {
    g_autoptr(GError) error = NULL;
    if (store->shore && !recording_punch(store->shore->recording, msn, &error))
        log_error(LOG_WARNING, "media", "old parts stay on the disk", error);
}

void live_store_hold(LiveStore *store, bool is_held) {
    store->is_held = is_held;
}

void live_store_describe(const LiveStore *store, int64_t media_us, SpaceRecording *ret_recording) {
    int64_t seconds = MAX(media_us / CLOCK_US_PER_S, 1);
    *ret_recording = (SpaceRecording){.bytes_a_second = (int64_t)live_store_bytes(store) / seconds,
                                      .is_stopped = store->is_held};
}

bool live_store_is_stopped(const LiveStore *store) {
    return store->is_stopped;
}

uint64_t live_store_bytes(const LiveStore *store) {
    return store->shore ? recording_bytes(store->shore->recording) : 0;
}

/* ---- life ---- */

static void clear_section(void *data) {
    g_bytes_unref(((Section *)data)->bytes);
}

static bool create(LiveStore *store, const LiveStoreOptions *options) {
    g_autoptr(GError) problem = NULL;
    Recording *recording =
        recording_create(options->folder, options->tracks, options->n_tracks, &problem);
    store->n_tracks = options->n_tracks;
    memcpy(store->tracks, options->tracks, options->n_tracks * sizeof(MediaTrack));
    if (recording)
        keep(store, recording);
    else
        note_stopped(store, true, problem);
    return true;
}

LiveStore *live_store_open(const LiveStoreOptions *options, GError **error) {
    LiveStore *store = g_new0(LiveStore, 1);
    g_autoptr(GError) problem = NULL;
    store->disk = options->disk;
    store->folder = g_strdup(options->folder);
    store->owed = g_array_new(FALSE, FALSE, sizeof(Section));
    g_array_set_clear_func(store->owed, clear_section);
    Recording *recording = recording_open(options->folder, &problem);
    if (recording) {
        keep(store, recording);
    } else if (error_code(problem) != ERROR_NOT_FOUND || !options->may_create ||
               !create(store, options)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        live_store_free(store);
        return NULL;
    }
    return store;
}

void live_store_free(LiveStore *store) {
    if (!store)
        return;
    if (store->shore && !worker_post(store->disk, do_nothing, store->shore, close_shore, NULL))
        close_shore(store->shore);
    spill_free(store->spill);
    g_free(store->folder);
    g_array_unref(store->owed);
    g_free(store);
}

typedef struct DeleteMail {
    char *folder, *name;
    LiveStoreDelete wish;
} DeleteMail;

static void free_delete_mail(void *data) {
    DeleteMail *mail = data;
    g_free(mail->folder);
    g_free(mail->name);
    g_free(mail);
}

static void empty_folder(const char *path) {
    GDir *dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    if (dir)
        g_dir_close(dir);
}

static bool sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return is_synced;
}

static void run_delete(void *data) {
    const DeleteMail *mail = data;
    g_autofree char *path = g_build_filename(mail->folder, mail->name, NULL);
    empty_folder(path);
    bool is_gone = g_rmdir(path) == 0 || errno == ENOENT;
    if (!is_gone || !sync_folder(mail->folder))
        log_event(LOG_ERROR, "media", "a recording could not be deleted",
                  LOG_FIELDS({"meeting", mail->name}));
    else
        mail->wish.done(mail->name, mail->wish.user);
}

void live_store_delete(Worker *disk, const LiveStoreDelete *wish) {
    DeleteMail *mail = g_new(DeleteMail, 1);
    g_autoptr(GError) error = NULL;
    *mail = (DeleteMail){g_strdup(wish->folder), g_strdup(wish->name), *wish};
    if (worker_post(disk, run_delete, mail, free_delete_mail, &error))
        return;
    log_error(LOG_ERROR, "media", "a recording stays on the disk", error);
    free_delete_mail(mail);
}
