#include "media/engine/announcer.h"

#include <string.h>

#include "base/clock.h"
#include "media/ts/ts_playlist.h"

#define ADVANCE_PARTS_LIVE  10u /* 3 / part target, rounded up (§6.2.5.2 of the draft) */
#define ADVANCE_PARTS_PHONE 4u
#define TRIM_SEGMENTS       1024u
#define TV_MAX_HEIGHT       720u

struct Announcer {
    AnnouncerOptions options;
    char id[SHELF_ID_BYTES], alias[SHELF_ID_BYTES];
    ShelfMeeting *meeting;
    GridIndex *index;
    PlaylistWriter *writer;
    GateFile *files[MEDIA_MAX_TRACKS], *spills[MEDIA_MAX_TRACKS];
    GPtrArray *inits; /* GateBuffer or NULL, generation × n_tracks + track */
    uint32_t active;
    PlaylistText master[N_PLAYLIST_PROFILES];
    TsPlaylist *tv_writer;
    GateBuffer *tv[MEDIA_MAX_TRACKS]; /* see ShelfTrack */
    bool is_master_old;
    bool is_finished;
    uint64_t shown_from, shown_end; /* segments that may be seen */
    GArray *cuts;                   /* AnnouncerCut */
};

static void unref_buffer(void *buffer) {
    gate_buffer_unref(buffer);
}

Announcer *announcer_new(const AnnouncerOptions *options) {
    ShelfMeeting *meeting =
        shelf_add(options->shelf, options->id, options->alias, options->n_tracks, options->keys);
    if (!meeting)
        return NULL;
    Announcer *announcer = g_new0(Announcer, 1);
    announcer->options = *options;
    announcer->meeting = meeting;
    shelf_meeting_touch(meeting, clock_monotonic_us());
    announcer->index = grid_index_new(options->n_tracks);
    announcer->writer = playlist_writer_new(options->tracks, options->n_tracks, announcer->index);
    announcer->tv_writer = ts_playlist_new(announcer->index);
    announcer->inits = g_ptr_array_new_with_free_func(unref_buffer);
    announcer->active = (uint32_t)((UINT64_C(1) << options->n_tracks) - 1);
    announcer->is_master_old = true;
    announcer->shown_end = UINT64_MAX;
    announcer->cuts = g_array_new(FALSE, FALSE, sizeof(AnnouncerCut));
    return announcer;
}

static void fire(Announcer *announcer) {
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        announcer->options.fire(announcer->options.keys[profile], announcer->options.user);
}

void announcer_free(Announcer *announcer) {
    if (!announcer)
        return;
    shelf_remove(announcer->options.shelf, announcer->meeting);
    fire(announcer);
    for (unsigned i = 0; i < announcer->options.n_tracks; i++) {
        gate_file_unref(announcer->files[i]);
        gate_file_unref(announcer->spills[i]);
        gate_buffer_unref(announcer->tv[i]);
    }
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        playlist_text_clear(&announcer->master[profile]);
    ts_playlist_free(announcer->tv_writer);
    playlist_writer_free(announcer->writer);
    grid_index_free(announcer->index);
    g_ptr_array_unref(announcer->inits);
    g_array_unref(announcer->cuts);
    g_free(announcer);
}

/* ---- bytes ---- */

static void replace_file(GateFile **place, GateFile *file) {
    GateFile *old = *place;
    *place = file ? gate_file_ref(file) : NULL;
    gate_file_unref(old);
}

void announcer_set_file(Announcer *announcer, unsigned track, GateFile *file, GateFile *spill) {
    replace_file(&announcer->files[track], file);
    replace_file(&announcer->spills[track], spill);
}

void announcer_set_track(Announcer *announcer, unsigned track, const MediaTrack *info) {
    playlist_writer_set_track(announcer->writer, track, info);
    announcer->is_master_old = true;
}

void announcer_put_init(Announcer *announcer, unsigned generation, unsigned track,
                        GateBuffer *buffer) {
    guint place = generation * announcer->options.n_tracks + track;
    if (generation >= ANNOUNCER_MAX_GENERATIONS)
        return;
    if (announcer->inits->len <= place)
        g_ptr_array_set_size(announcer->inits,
                             (gint)((generation + 1) * announcer->options.n_tracks));
    gate_buffer_unref(announcer->inits->pdata[place]);
    announcer->inits->pdata[place] = gate_buffer_ref(buffer);
}

/* ---- what is shown ---- */

static void find_edge(const Announcer *announcer, PlaylistProfile profile, HlsEdge *ret_edge) {
    unsigned per_part = profile == PLAYLIST_PHONE ? PLAYLIST_PHONE_PARTS : 1;
    unsigned n = grid_index_count(announcer->index);
    *ret_edge =
        (HlsEdge){.parts_per_segment = MEDIA_PARTS_PER_SEGMENT / per_part,
                  .advance_parts = per_part == 1 ? ADVANCE_PARTS_LIVE : ADVANCE_PARTS_PHONE,
                  .is_ended = announcer->is_finished || grid_index_is_ended(announcer->index),
                  .is_empty = true};
    while (n > 0) {
        const GridSegment *segment = grid_index_at(announcer->index, --n);
        unsigned n_parts = segment->n_parts / per_part;
        if (segment->is_complete)
            n_parts = (segment->n_parts + per_part - 1) / per_part;
        if (n_parts == 0)
            continue;
        ret_edge->is_empty = false;
        ret_edge->msn = segment->msn;
        ret_edge->part = n_parts - 1;
        return;
    }
}

static void show_track(Announcer *announcer, unsigned track, ShelfTrack *shelf_track) {
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        if (announcer->is_finished)
            playlist_writer_vod(announcer->writer, track, announcer->shown_from,
                                announcer->shown_end, &shelf_track->media[profile].full);
        else
            playlist_writer_media(announcer->writer, track, (PlaylistProfile)profile,
                                  &shelf_track->media[profile]);
}

static void show_tracks(Announcer *announcer, ShelfView *view) {
    for (unsigned i = 0; i < view->n_tracks; i++) {
        const MediaTrack *info = &announcer->options.tracks[i];
        ShelfTrack *track = &view->tracks[i];
        track->info = *info;
        track->tv = announcer->tv[i] ? gate_buffer_ref(announcer->tv[i]) : NULL;
        track->file = announcer->files[i] ? gate_file_ref(announcer->files[i]) : NULL;
        track->spill = announcer->spills[i] ? gate_file_ref(announcer->spills[i]) : NULL;
        for (unsigned generation = 0; generation < view->n_generations; generation++) {
            GateBuffer *init = announcer->inits->pdata[generation * view->n_tracks + i];
            track->inits[generation] = init ? gate_buffer_ref(init) : NULL;
        }
        show_track(announcer, i, track);
    }
}

static void copy_text(const PlaylistText *text, PlaylistText *ret_copy) {
    *ret_copy = (PlaylistText){text->plain ? gate_buffer_ref(text->plain) : NULL,
                               text->gzip ? gate_buffer_ref(text->gzip) : NULL};
}

/* No player could begin with a playlist without codecs. */
static bool is_known(const Announcer *announcer) {
    for (unsigned i = 0; i < announcer->options.n_tracks; i++)
        if ((announcer->active & (1u << i)) && announcer->options.tracks[i].config_length == 0)
            return false;
    return true;
}

static void show_masters(Announcer *announcer, ShelfView *view) {
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++) {
        if (announcer->is_master_old) {
            playlist_text_clear(&announcer->master[profile]);
            if (!is_known(announcer))
                continue;
            playlist_writer_master(announcer->writer, announcer->active, (PlaylistProfile)profile,
                                   &announcer->master[profile]);
        }
        copy_text(&announcer->master[profile], &view->master[profile]);
    }
    announcer->is_master_old = false;
}

/* Old televisions see whole segments only: their texts change with them. */
static void write_tv(Announcer *announcer) {
    const MediaTrack *tracks = announcer->options.tracks;
    TsPlaylistChoice choice = {tracks, announcer->options.n_tracks, announcer->active, NULL,
                               TV_MAX_HEIGHT};
    for (unsigned i = 0; i < announcer->options.n_tracks; i++) {
        choice.language = tracks[i].language;
        gate_buffer_unref(announcer->tv[i]);
        announcer->tv[i] =
            tracks[i].kind == MEDIA_VIDEO
                ? ts_playlist_media(announcer->tv_writer, tracks[i].name, TS_PLAYLIST_LIVE_WINDOW)
                : ts_playlist_master(&choice);
    }
}

static void show(Announcer *announcer) {
    unsigned n_tracks = announcer->options.n_tracks;
    ShelfView *view = shelf_view_new(n_tracks, 0, announcer->inits->len / n_tracks);
    view->shown_from = announcer->shown_from;
    view->shown_end = announcer->shown_end;
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        find_edge(announcer, (PlaylistProfile)profile, &view->edge[profile]);
    show_masters(announcer, view);
    show_tracks(announcer, view);
    shelf_meeting_publish(announcer->options.shelf, announcer->meeting, view);
}

void announcer_publish(Announcer *announcer) {
    announcer->is_master_old = true;
    write_tv(announcer);
    show(announcer);
    fire(announcer);
}

/* ---- rows ---- */

static bool is_cut(const Announcer *announcer, const GridRow *row) {
    int64_t from_us = (int64_t)row->msn * MEDIA_SEGMENT_US;
    for (guint i = 0; i < announcer->cuts->len; i++) {
        const AnnouncerCut *cut = &g_array_index(announcer->cuts, AnnouncerCut, i);
        if (cut->from_us < from_us + MEDIA_SEGMENT_US && from_us < cut->to_us)
            return true;
    }
    return false;
}

/* The shelf holds so many segments of a meeting that lasts for days: the oldest are seen no more,
 * but stay in the recording. */
static void keep_in_bounds(Announcer *announcer, uint64_t msn) {
    const GridSegment *oldest =
        grid_index_count(announcer->index) ? grid_index_at(announcer->index, 0) : NULL;
    if (oldest && msn - oldest->msn >= SPAN_TABLE_MAX_SEGMENTS - TRIM_SEGMENTS)
        announcer_trim(announcer, oldest->msn + TRIM_SEGMENTS);
}

void announcer_add_past(Announcer *announcer, const GridRow *row, const GridSpan *spans) {
    keep_in_bounds(announcer, row->msn);
    grid_index_add(announcer->index, row, spans);
    SpanTable *table = shelf_meeting_spans(announcer->meeting);
    span_table_add(table, row->msn, row->part, spans);
    if (row->part == 0 && is_cut(announcer, row))
        span_table_withdraw(table, row->msn, true);
}

void announcer_add(Announcer *announcer, const GridRow *row, const GridSpan *spans) {
    announcer_add_past(announcer, row, spans);
    if (row->part == 0 || row->part == MEDIA_PARTS_PER_SEGMENT - 1)
        write_tv(announcer);
    show(announcer);
    announcer->options.fire(announcer->options.keys[PLAYLIST_LIVE], announcer->options.user);
    if (row->part % PLAYLIST_PHONE_PARTS == PLAYLIST_PHONE_PARTS - 1 || row->part == 0)
        announcer->options.fire(announcer->options.keys[PLAYLIST_PHONE], announcer->options.user);
}

/* ---- changes ---- */

void announcer_drop_alias(Announcer *announcer) {
    shelf_meeting_drop_alias(announcer->meeting);
}

void announcer_set_access(Announcer *announcer, ShelfAccess access) {
    shelf_meeting_set_access(announcer->meeting, access);
}

void announcer_set_download(Announcer *announcer, ShelfDownload *take_download) {
    shelf_meeting_set_download(announcer->options.shelf, announcer->meeting, take_download);
}

void announcer_set_active(Announcer *announcer, uint32_t active) {
    announcer->is_master_old = announcer->is_master_old || active != announcer->active;
    announcer->active = active;
}

void announcer_set_chapters(Announcer *announcer, const PlaylistChapter *chapters, unsigned n) {
    playlist_writer_set_chapters(announcer->writer, chapters, n);
}

void announcer_end(Announcer *announcer) {
    grid_index_end(announcer->index);
}

void announcer_show_finished(Announcer *announcer, int64_t from_us, int64_t to_us) {
    announcer->is_finished = true;
    announcer->shown_from = (uint64_t)((from_us + MEDIA_SEGMENT_US / 2) / MEDIA_SEGMENT_US);
    announcer->shown_end =
        to_us > 0 ? (uint64_t)((to_us + MEDIA_SEGMENT_US - 1) / MEDIA_SEGMENT_US) : UINT64_MAX;
    ts_playlist_show(announcer->tv_writer, announcer->shown_from, announcer->shown_end);
}

void announcer_show_live(Announcer *announcer) {
    announcer->is_finished = false;
    announcer->shown_from = 0;
    announcer->shown_end = UINT64_MAX;
    ts_playlist_show(announcer->tv_writer, 0, UINT64_MAX);
}

void announcer_trim(Announcer *announcer, uint64_t msn) {
    grid_index_trim(announcer->index, msn);
    shelf_meeting_trim(announcer->options.shelf, announcer->meeting, msn);
    playlist_writer_forget(announcer->writer);
}

static void mark_cut(Announcer *announcer, const AnnouncerCut *cut, bool is_withdrawn) {
    SpanTable *table = shelf_meeting_spans(announcer->meeting);
    grid_index_withdraw(announcer->index, cut->from_us, cut->to_us, is_withdrawn);
    for (int64_t msn = cut->from_us / MEDIA_SEGMENT_US; msn * MEDIA_SEGMENT_US < cut->to_us; msn++)
        if (grid_index_find(announcer->index, (uint64_t)msn))
            span_table_withdraw(table, (uint64_t)msn, is_withdrawn);
}

void announcer_set_cuts(Announcer *announcer, const AnnouncerCut *cuts, unsigned n_cuts) {
    if (n_cuts == announcer->cuts->len &&
        (n_cuts == 0 || memcmp(cuts, announcer->cuts->data, n_cuts * sizeof *cuts) == 0))
        return;
    for (guint i = 0; i < announcer->cuts->len; i++)
        mark_cut(announcer, &g_array_index(announcer->cuts, AnnouncerCut, i), false);
    g_array_set_size(announcer->cuts, 0);
    g_array_append_vals(announcer->cuts, cuts, n_cuts);
    for (unsigned i = 0; i < n_cuts; i++)
        mark_cut(announcer, &cuts[i], true);
    playlist_writer_forget(announcer->writer);
}

/* ---- reading ---- */

const GridIndex *announcer_index(const Announcer *announcer) {
    return announcer->index;
}

int64_t announcer_position_us(const Announcer *announcer) {
    return (int64_t)span_table_end(shelf_meeting_read_spans(announcer->meeting)) * MEDIA_PART_US;
}

int64_t announcer_media_us(const Announcer *announcer, int64_t wall_us) {
    for (unsigned i = 0; i < grid_index_count(announcer->index); i++) {
        const GridSegment *segment = grid_index_at(announcer->index, i);
        if (segment->wall_us + MEDIA_SEGMENT_US > wall_us)
            return segment->start_us;
    }
    return -1;
}

int64_t announcer_wall_us(const Announcer *announcer, int64_t media_us) {
    unsigned n = grid_index_count(announcer->index);
    const GridSegment *segment =
        grid_index_find(announcer->index, (uint64_t)(media_us / MEDIA_SEGMENT_US));
    if (!segment && n > 0)
        segment = grid_index_at(announcer->index, n - 1);
    return segment ? segment->wall_us + media_us - segment->start_us : 0;
}

int64_t announcer_touched_us(const Announcer *announcer) {
    return shelf_meeting_touched_us(announcer->meeting);
}

static bool read_track(const Announcer *announcer, unsigned track, uint64_t msn,
                       unsigned n_segments, TsSource *ret_source) {
    *ret_source = (TsSource){.track = announcer->options.tracks[track]};
    for (unsigned i = 0; i < n_segments * MEDIA_PARTS_PER_SEGMENT; i++)
        grid_index_span(announcer->index, track, msn + i / MEDIA_PARTS_PER_SEGMENT,
                        i % MEDIA_PARTS_PER_SEGMENT, 1, &ret_source->spans[i]);
    ret_source->file = announcer->files[track] ? gate_file_ref(announcer->files[track]) : NULL;
    ret_source->spill = announcer->spills[track] ? gate_file_ref(announcer->spills[track]) : NULL;
    return ret_source->track.config_length > 0;
}

TsJob *announcer_ts_job(const Announcer *announcer, const TsKey *key) {
    unsigned n = ts_playlist_find(announcer->index, key->msn);
    if (n == 0 || !ts_playlist_shows(announcer->tv_writer, key->msn, n) ||
        key->video >= announcer->options.n_tracks || key->audio >= announcer->options.n_tracks)
        return NULL;
    g_autoptr(TsJob) job = ts_job_new();
    job->key = *key;
    job->n_parts = n * MEDIA_PARTS_PER_SEGMENT;
    job->begin_ticks = (int64_t)key->msn * TS_MUX_GRID_TICKS;
    job->n_ticks = n * TS_MUX_GRID_TICKS;
    bool has_both = read_track(announcer, key->video, key->msn, n, &job->video) &&
                    read_track(announcer, key->audio, key->msn, n, &job->audio);
    return has_both ? g_steal_pointer(&job) : NULL;
}
