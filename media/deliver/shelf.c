#include "media/deliver/shelf.h"

#include <stdatomic.h>
#include <string.h>

struct ShelfMeeting {
    char id[SHELF_ID_BYTES], alias[SHELF_ID_BYTES];
    atomic_bool has_alias;
    uint64_t keys[N_PLAYLIST_PROFILES];
    atomic_int access; /* ShelfAccess */
    atomic_int_fast64_t touched_us;
    SpanTable *spans;
    _Atomic(ShelfView *) view;
    _Atomic(ShelfDownload *) download;
};

/* Meetings come and go rarely: a list of them is replaced as a whole. */
typedef struct MeetingList {
    unsigned n;
    ShelfMeeting *meetings[];
} MeetingList;

struct Shelf {
    _Atomic(MeetingList *) list;
    EpochBin *bin;
};

/* ---- views ---- */

ShelfView *shelf_view_new(unsigned n_tracks, unsigned first_generation, unsigned n_generations) {
    ShelfView *view = g_malloc0(sizeof(ShelfView) + n_tracks * sizeof(ShelfTrack));
    view->n_tracks = n_tracks;
    view->first_generation = first_generation;
    view->n_generations = n_generations;
    view->shown_end = UINT64_MAX;
    for (unsigned i = 0; i < n_tracks; i++)
        view->tracks[i].inits = g_new0(GateBuffer *, n_generations);
    return view;
}

static void clear_track(ShelfTrack *track, unsigned n_generations) {
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++) {
        playlist_text_clear(&track->media[profile].full);
        playlist_text_clear(&track->media[profile].delta);
    }
    for (unsigned i = 0; i < n_generations; i++)
        gate_buffer_unref(track->inits[i]);
    g_free(track->inits);
    gate_buffer_unref(track->tv);
    gate_file_unref(track->file);
    gate_file_unref(track->spill);
}

void shelf_view_free(ShelfView *view) {
    if (!view)
        return;
    for (unsigned i = 0; i < view->n_tracks; i++)
        clear_track(&view->tracks[i], view->n_generations);
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        playlist_text_clear(&view->master[profile]);
    g_free(view);
}

static void free_view(void *view) {
    shelf_view_free(view);
}

int shelf_view_find_track(const ShelfView *view, const char *name, size_t length) {
    for (unsigned i = 0; i < view->n_tracks; i++)
        if (strlen(view->tracks[i].info.name) == length &&
            memcmp(view->tracks[i].info.name, name, length) == 0)
            return (int)i;
    return -1;
}

void shelf_download_free(ShelfDownload *download) {
    if (!download)
        return;
    gate_file_unref(download->file);
    gate_buffer_unref(download->problem);
    g_free(download->etag);
    g_free(download->name);
    g_free(download);
}

static void free_download(void *download) {
    shelf_download_free(download);
}

/* ---- meetings ---- */

static void free_meeting(void *data) {
    ShelfMeeting *meeting = data;
    shelf_view_free(atomic_load(&meeting->view));
    shelf_download_free(atomic_load(&meeting->download));
    span_table_free(meeting->spans);
    g_free(meeting);
}

Shelf *shelf_new(void) {
    Shelf *shelf = g_new0(Shelf, 1);
    atomic_store(&shelf->list, g_new0(MeetingList, 1));
    shelf->bin = epoch_bin_new();
    return shelf;
}

void shelf_free(Shelf *shelf) {
    if (!shelf)
        return;
    MeetingList *list = atomic_load(&shelf->list);
    for (unsigned i = 0; i < list->n; i++)
        free_meeting(list->meetings[i]);
    g_free(list);
    epoch_bin_free(shelf->bin);
    g_free(shelf);
}

static MeetingList *copy_list(const MeetingList *list, unsigned n) {
    MeetingList *copy = g_malloc(sizeof(MeetingList) + n * sizeof(ShelfMeeting *));
    copy->n = 0;
    for (unsigned i = 0; i < list->n && copy->n < n; i++)
        copy->meetings[copy->n++] = list->meetings[i];
    return copy;
}

static void replace_list(Shelf *shelf, MeetingList *take_list) {
    epoch_bin_add(shelf->bin, atomic_exchange(&shelf->list, take_list), g_free);
    epoch_bin_sweep(shelf->bin);
}

ShelfMeeting *shelf_add(Shelf *shelf, const char *id, const char *alias, unsigned n_tracks,
                        const uint64_t keys[N_PLAYLIST_PROFILES]) {
    const MeetingList *list = atomic_load(&shelf->list);
    if (list->n == SHELF_MAX_MEETINGS)
        return NULL;
    ShelfMeeting *meeting = g_new0(ShelfMeeting, 1);
    g_strlcpy(meeting->id, id, sizeof meeting->id);
    g_strlcpy(meeting->alias, alias ? alias : "", sizeof meeting->alias);
    atomic_init(&meeting->has_alias, meeting->alias[0] != '\0');
    memcpy(meeting->keys, keys, sizeof meeting->keys);
    meeting->spans = span_table_new(n_tracks);
    MeetingList *longer = copy_list(list, list->n + 1);
    longer->meetings[longer->n++] = meeting;
    replace_list(shelf, longer);
    return meeting;
}

void shelf_remove(Shelf *shelf, ShelfMeeting *meeting) {
    MeetingList *list = copy_list(atomic_load(&shelf->list), SHELF_MAX_MEETINGS);
    unsigned n = 0;
    for (unsigned i = 0; i < list->n; i++)
        if (list->meetings[i] != meeting)
            list->meetings[n++] = list->meetings[i];
    list->n = n;
    replace_list(shelf, list);
    epoch_bin_add(shelf->bin, meeting, free_meeting);
}

void shelf_meeting_drop_alias(ShelfMeeting *meeting) {
    atomic_store(&meeting->has_alias, false);
}

void shelf_meeting_set_access(ShelfMeeting *meeting, ShelfAccess access) {
    atomic_store(&meeting->access, access);
}

SpanTable *shelf_meeting_spans(ShelfMeeting *meeting) {
    return meeting->spans;
}

void shelf_meeting_trim(Shelf *shelf, ShelfMeeting *meeting, uint64_t msn) {
    span_table_trim(meeting->spans, msn, shelf->bin);
}

void shelf_meeting_publish(Shelf *shelf, ShelfMeeting *meeting, ShelfView *take_view) {
    ShelfView *old = atomic_exchange(&meeting->view, take_view);
    if (old)
        epoch_bin_add(shelf->bin, old, free_view);
    epoch_bin_sweep(shelf->bin);
}

void shelf_meeting_set_download(Shelf *shelf, ShelfMeeting *meeting, ShelfDownload *take_download) {
    ShelfDownload *old = atomic_exchange(&meeting->download, take_download);
    if (old)
        epoch_bin_add(shelf->bin, old, free_download);
    epoch_bin_sweep(shelf->bin);
}

/* ---- readers ---- */

static bool is_name(const char *name, const char *text, size_t length) {
    return name[0] && strlen(name) == length && memcmp(name, text, length) == 0;
}

ShelfMeeting *shelf_find(const Shelf *shelf, const char *name, size_t length) {
    const MeetingList *list = atomic_load(&shelf->list);
    for (unsigned i = 0; i < list->n; i++)
        if (is_name(list->meetings[i]->id, name, length) ||
            (atomic_load(&list->meetings[i]->has_alias) &&
             is_name(list->meetings[i]->alias, name, length)))
            return list->meetings[i];
    return NULL;
}

const char *shelf_meeting_id(const ShelfMeeting *meeting) {
    return meeting->id;
}

ShelfAccess shelf_meeting_access(const ShelfMeeting *meeting) {
    return (ShelfAccess)atomic_load(&meeting->access);
}

uint64_t shelf_meeting_key(const ShelfMeeting *meeting, PlaylistProfile profile) {
    return meeting->keys[profile];
}

const SpanTable *shelf_meeting_read_spans(const ShelfMeeting *meeting) {
    return meeting->spans;
}

const ShelfView *shelf_meeting_view(const ShelfMeeting *meeting) {
    return atomic_load(&meeting->view);
}

const ShelfDownload *shelf_meeting_download(const ShelfMeeting *meeting) {
    return atomic_load(&meeting->download);
}

/* Written once a second at most: the line is shared by all workers. */
void shelf_meeting_touch(ShelfMeeting *meeting, int64_t now_us) {
    if (now_us - atomic_load_explicit(&meeting->touched_us, memory_order_relaxed) > 1000000)
        atomic_store_explicit(&meeting->touched_us, now_us, memory_order_relaxed);
}

int64_t shelf_meeting_touched_us(const ShelfMeeting *meeting) {
    return atomic_load_explicit(&meeting->touched_us, memory_order_relaxed);
}
