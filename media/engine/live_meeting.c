#include "media/engine/live_meeting.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "media/engine/announcer.h"
#include "media/engine/ladder.h"
#include "media/engine/overload.h"
#include "media/engine/programme.h"
#include "media/engine/spill.h"
#include "media/package/cmaf.h"
#include "media/package/cmaf_init_read.h"
#include "media/package/packager.h"
#include "media/record/recording.h"
#include "media/ts/ts_playlist.h"

#define RESTART_FIRST_US  (250 * CLOCK_US_PER_MS)
#define RESTART_MAX_US    (4 * CLOCK_US_PER_S)
#define HEALTHY_US        (20 * CLOCK_US_PER_S) /* after this a restart is at once again */
#define LAG_MAX_US        (12 * CLOCK_US_PER_S) /* then only a new beginning helps */
#define FACTS_EVERY_TICKS 10u
#define TRIM_SEGMENTS     32u /* old ones are forgotten in runs of this length */
#define SLATE_MAX_CHARS   200

struct LiveMeeting {
    const LiveHost *host;
    LiveOrder *order;
    char *folder;
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    Recording *recording; /* NULL: the disk does not take one */
    bool is_recording_stopped;
    struct Shore *shore; /* with it */
    Spill *spill;        /* NULL until it is needed */
    Packager *packager;
    Announcer *announcer;
    Feeds *feeds;
    Programme *programme; /* NULL: none runs */
    Timer restart;
    int64_t started_us, restart_after_us;
    unsigned restarts, generation, next_generation;
    uint64_t first_msn; /* of what may be seen */
    bool has_rows;      /* of any life */
    int64_t base_wall_us, live_from_us;
    uint32_t active;
    Overload overload;
    unsigned dropped[MEDIA_MAX_TRACKS];
    int64_t rows_until_us; /* wall clock up to which rows have come */
    GArray *levels;        /* LiveLevel */
    GArray *refused;       /* LiveRefused */
    unsigned ticks;
};

static LiveMeeting *of_restart(Timer *timer) {
    return (LiveMeeting *)((char *)timer - offsetof(LiveMeeting, restart));
}

/* ---- disk ---- */

/* Nothing before `msn` is shown any more; its bytes are given back. */
static void forget_before(LiveMeeting *meeting, uint64_t msn) {
    g_autoptr(GError) error = NULL;
    meeting->first_msn = msn;
    announcer_trim(meeting->announcer, msn);
    if (meeting->recording && !recording_punch(meeting->recording, msn, &error))
        log_error(LOG_WARNING, "media", "old parts stay on the disk", error);
}

/* What the disk thread needs; it ends there, behind all that was posted. */
typedef struct Shore {
    Recording *recording;
    atomic_bool is_syncing;
} Shore;

static void run_sync(void *data) {
    Shore *shore = data;
    g_autoptr(GError) error = NULL;
    if (!recording_sync(shore->recording, &error))
        log_error(LOG_ERROR, "media", "a recording could not be synced", error);
    atomic_store(&shore->is_syncing, false);
}

static void sync_recording(LiveMeeting *meeting) {
    Shore *shore = meeting->shore;
    if (shore && !atomic_exchange(&shore->is_syncing, true) &&
        !worker_post(meeting->host->disk, run_sync, shore, NULL, NULL))
        atomic_store(&shore->is_syncing, false);
}

static void close_shore(void *data) {
    Shore *shore = data;
    recording_close(shore->recording);
    g_free(shore);
}

static void do_nothing(void *data) {
}

static void leave_shore(LiveMeeting *meeting) {
    if (meeting->shore &&
        !worker_post(meeting->host->disk, do_nothing, meeting->shore, close_shore, NULL))
        close_shore(meeting->shore);
}

static void keep_recording(LiveMeeting *meeting, Recording *recording) {
    meeting->recording = recording;
    meeting->shore = g_new0(Shore, 1);
    meeting->shore->recording = recording;
}

/* ---- rows ---- */

static void note_recording(LiveMeeting *meeting, bool is_stopped, const GError *error) {
    if (is_stopped == meeting->is_recording_stopped)
        return;
    meeting->is_recording_stopped = is_stopped;
    if (is_stopped)
        log_error(LOG_ERROR, "media", "recording stopped, the meeting goes on", error);
    else
        log_event(LOG_INFO, "media", "recording goes on",
                  LOG_FIELDS({"meeting", meeting->order->id}));
}

static void show_spill(LiveMeeting *meeting) {
    for (unsigned i = 0; i < meeting->n_tracks; i++) {
        g_autoptr(GateFile) spill = spill_file(meeting->spill, i);
        g_autoptr(GateFile) file =
            meeting->recording ? recording_file(meeting->recording, i) : NULL;
        announcer_set_file(meeting->announcer, i, file, spill);
    }
}

static bool store_row(LiveMeeting *meeting, const GridRow *row, GridSpan *ret_spans) {
    g_autoptr(GError) error = NULL;
    bool is_stored =
        meeting->recording && recording_append(meeting->recording, row, ret_spans, &error);
    note_recording(meeting, !is_stored, error);
    if (is_stored)
        return true;
    bool is_first = !meeting->spill;
    if (is_first)
        meeting->spill = spill_new(meeting->n_tracks);
    if (!spill_add(meeting->spill, row, ret_spans, NULL))
        return false;
    if (is_first)
        show_spill(meeting);
    return true;
}

static void trim_window(LiveMeeting *meeting, uint64_t msn) {
    uint64_t window = (uint64_t)(meeting->host->window_us / MEDIA_SEGMENT_US);
    if (!meeting->order->is_recorded && msn > meeting->first_msn + window + TRIM_SEGMENTS)
        forget_before(meeting, msn - window);
}

static void note_first(LiveMeeting *meeting, const GridRow *row) {
    if (meeting->has_rows)
        return;
    meeting->has_rows = true;
    meeting->first_msn = row->msn;
    meeting->base_wall_us = row->wall_us - (int64_t)row->msn * MEDIA_SEGMENT_US;
}

static void on_row(const GridRow *row, void *user) {
    LiveMeeting *meeting = user;
    GridSpan spans[MEDIA_MAX_TRACKS];
    if (!store_row(meeting, row, spans))
        return;
    note_first(meeting, row);
    meeting->rows_until_us = row->wall_us + MEDIA_PART_US;
    announcer_add(meeting->announcer, row, spans);
    if (row->part == 0)
        trim_window(meeting, row->msn);
}

/* ---- what the programme says ---- */

static void on_ready(int64_t wall_us, void *user) {
    LiveMeeting *meeting = user;
    packager_begin(meeting->packager, meeting->generation, packager_next_msn(meeting->packager),
                   wall_us);
    programme_cut(meeting->programme,
                  meeting->order->is_slate || meeting->order->state == LIVE_OPEN);
    for (unsigned i = 0; i < meeting->n_tracks; i++)
        if (!(meeting->active & (1u << i)))
            programme_set_rung(meeting->programme, i, false);
    feeds_set_programme(meeting->feeds, meeting->programme);
    log_event(LOG_INFO, "media", "programme runs",
              LOG_FIELDS({"meeting", meeting->order->id}, {"life", NULL, meeting->generation}));
}

static void on_track(unsigned track, const MediaTrack *info, void *user) {
    LiveMeeting *meeting = user;
    meeting->tracks[track] = *info;
    announcer_set_track(meeting->announcer, track, info);
    g_autoptr(GByteArray) init = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    cmaf_append_init(init, info);
    if (meeting->recording && !recording_put_init(meeting->recording, meeting->generation, track,
                                                  init->data, init->len, &error))
        note_recording(meeting, true, error);
    g_autoptr(GateBuffer) buffer = gate_buffer_new(init->data, init->len);
    announcer_put_init(meeting->announcer, meeting->generation, track, buffer);
}

static void on_sample(unsigned track, const MediaSample *sample, void *user) {
    LiveMeeting *meeting = user;
    packager_push(meeting->packager, track, sample, NULL); /* what it refuses it counts */
}

static void on_levels(const LinkLevels *levels, void *user) {
    LiveMeeting *meeting = user;
    LiveLevel level = {.momentary = levels->momentary / 10.0,
                       .short_term = levels->short_term / 10.0,
                       .peak = levels->peak / 10.0};
    g_strlcpy(level.language, levels->language, sizeof level.language);
    for (guint i = 0; i < meeting->levels->len; i++) {
        LiveLevel *known = &g_array_index(meeting->levels, LiveLevel, i);
        if (g_str_equal(known->language, level.language)) {
            *known = level;
            return;
        }
    }
    if (meeting->levels->len < LADDER_MAX_LANGUAGES)
        g_array_append_val(meeting->levels, level);
}

static void on_input(const LinkInputReport *report, void *user) {
    feeds_note_report(((LiveMeeting *)user)->feeds, report);
}

static void on_load(const LinkLoad *load, void *user) {
    LiveMeeting *meeting = user;
    if (load->track < 0 || load->track >= (int64_t)meeting->n_tracks)
        return;
    meeting->dropped[load->track] = (unsigned)load->dropped;
    overload_note(&meeting->overload, (unsigned)load->dropped);
}

/* ---- its lives ---- */

static void start_programme(LiveMeeting *meeting);

static void on_restart(Timer *timer, void *user) {
    LiveMeeting *meeting = of_restart(timer);
    programme_free(meeting->programme);
    meeting->programme = NULL;
    if (live_order_runs(meeting->order))
        start_programme(meeting);
}

/* From within a call of the programme's: it is freed by the timer. */
static void on_end(const char *reason, void *user) {
    LiveMeeting *meeting = user;
    int64_t now_us = event_loop_now_us(meeting->host->loop);
    bool was_healthy = now_us - meeting->started_us > HEALTHY_US;
    meeting->restart_after_us =
        was_healthy ? 0 : CLAMP(2 * meeting->restart_after_us, RESTART_FIRST_US, RESTART_MAX_US);
    meeting->restarts++;
    feeds_set_programme(meeting->feeds, NULL);
    log_event(LOG_ERROR, "media", "a programme ended by itself",
              LOG_FIELDS({"meeting", meeting->order->id}, {"reason", reason},
                         {"restarts", NULL, meeting->restarts}));
    event_loop_set_timer(meeting->host->loop, &meeting->restart, now_us + meeting->restart_after_us,
                         on_restart);
}

static const ProgrammeEvents EVENTS = {
    .on_ready = on_ready,
    .on_track = on_track,
    .on_sample = on_sample,
    .on_levels = on_levels,
    .on_input = on_input,
    .on_load = on_load,
    .on_end = on_end,
};

static GPtrArray *link_tracks(LiveMeeting *meeting, LinkTrack *rows) {
    GPtrArray *tracks = g_ptr_array_new();
    for (unsigned i = 0; i < meeting->n_tracks; i++) {
        MediaTrack *track = &meeting->tracks[i];
        rows[i] = (LinkTrack){.is_video = track->kind == MEDIA_VIDEO,
                              .name = track->name,
                              .width = track->width,
                              .height = track->height,
                              .bit_rate = track->bit_rate,
                              .language = track->language,
                              .channels = track->channels};
        g_ptr_array_add(tracks, &rows[i]);
    }
    return tracks;
}

static char *clip(const char *text) {
    return g_utf8_substring(text ? text : "", 0,
                            MIN(g_utf8_strlen(text ? text : "", -1), SLATE_MAX_CHARS));
}

static const char *floor_of(const LiveMeeting *meeting) {
    for (unsigned i = 0; i < meeting->n_tracks; i++)
        if (meeting->tracks[i].is_floor)
            return meeting->tracks[i].language;
    return "";
}

static void start_programme(LiveMeeting *meeting) {
    LinkTrack rows[MEDIA_MAX_TRACKS];
    g_autoptr(GPtrArray) tracks = link_tracks(meeting, rows);
    g_autofree char *title = clip(meeting->order->title);
    g_autofree char *line = clip(meeting->order->line);
    LinkStart start = {.meeting_id = meeting->order->id,
                       .title = title,
                       .line = line,
                       .width = meeting->tracks[0].width,
                       .height = meeting->tracks[0].height,
                       .floor = (char *)floor_of(meeting),
                       .tracks = tracks};
    ProgrammeOptions options = {.loop = meeting->host->loop,
                                .program = meeting->host->program,
                                .start = &start,
                                .tracks = meeting->tracks,
                                .n_tracks = meeting->n_tracks,
                                .events = &EVENTS,
                                .user = meeting};
    g_autoptr(GError) error = NULL;
    meeting->generation = meeting->next_generation++;
    meeting->started_us = clock_monotonic_us();
    meeting->programme = programme_start(&options, &error);
    if (meeting->programme)
        return;
    log_error(LOG_ERROR, "media", "a programme did not start", error);
    meeting->restarts++;
    event_loop_set_timer(meeting->host->loop, &meeting->restart,
                         meeting->started_us + RESTART_MAX_US, on_restart);
}

static void stop_programme(LiveMeeting *meeting) {
    event_loop_cancel_timer(meeting->host->loop, &meeting->restart);
    feeds_set_programme(meeting->feeds, NULL);
    programme_free(meeting->programme);
    meeting->programme = NULL;
}

/* ---- following its order ---- */

static void follow_marks(LiveMeeting *meeting) {
    const GArray *marks = meeting->order->marks;
    g_autofree PlaylistChapter *chapters = g_new0(PlaylistChapter, marks->len);
    for (guint i = 0; i < marks->len; i++) {
        const LiveMark *mark = &g_array_index(marks, LiveMark, i);
        g_strlcpy(chapters[i].id, mark->id, sizeof chapters[i].id);
        g_strlcpy(chapters[i].title, mark->title, sizeof chapters[i].title);
        chapters[i].wall_us = meeting->base_wall_us + mark->at_us;
    }
    announcer_set_chapters(meeting->announcer, chapters, marks->len);
}

static void follow_cuts(LiveMeeting *meeting) {
    G_STATIC_ASSERT(sizeof(LiveCut) == sizeof(AnnouncerCut));
    const GArray *cuts = meeting->order->cuts;
    announcer_set_cuts(meeting->announcer, (const AnnouncerCut *)(const void *)cuts->data,
                       cuts->len);
}

/* When it went on air, in media time: what was recorded before it is the slate. */
static void follow_live(LiveMeeting *meeting) {
    if (meeting->live_from_us >= 0 || meeting->order->live_at_us == 0)
        return;
    const GridIndex *index = announcer_index(meeting->announcer);
    for (unsigned i = 0; i < grid_index_count(index); i++) {
        const GridSegment *segment = grid_index_at(index, i);
        if (segment->wall_us + MEDIA_SEGMENT_US > meeting->order->live_at_us) {
            meeting->live_from_us = segment->start_us;
            return;
        }
    }
}

static void follow_state(LiveMeeting *meeting, LiveState before) {
    const LiveOrder *order = meeting->order;
    bool runs = live_order_runs(order);
    if (before == LIVE_REHEARSAL && (order->state == LIVE_OPEN || order->state == LIVE_ON_AIR))
        forget_before(meeting, MAX(packager_next_msn(meeting->packager), 1) - 1);
    if (runs && !meeting->programme && !timer_is_set(&meeting->restart))
        start_programme(meeting);
    else if (!runs)
        stop_programme(meeting);
    follow_live(meeting);
    if (order->state == LIVE_ENDED || order->state == LIVE_PUBLISHED) {
        announcer_end(meeting->announcer);
        sync_recording(meeting);
    }
    if (order->state == LIVE_PUBLISHED)
        announcer_show_finished(meeting->announcer,
                                MAX(order->trim_from_us, MAX(meeting->live_from_us, 0)),
                                order->trim_to_us);
    else
        announcer_show_live(meeting->announcer);
}

static void follow_programme(LiveMeeting *meeting) {
    if (!meeting->programme || !programme_is_ready(meeting->programme))
        return;
    g_autofree char *title = clip(meeting->order->title);
    g_autofree char *line = clip(meeting->order->line);
    programme_cut(meeting->programme,
                  meeting->order->is_slate || meeting->order->state == LIVE_OPEN);
    programme_set_slate(meeting->programme, title, line);
}

static void tell_facts(LiveMeeting *meeting) {
    LiveFacts facts = {.duration_us = announcer_position_us(meeting->announcer),
                       .base_wall_us = meeting->has_rows ? meeting->base_wall_us : 0,
                       .live_from_us = meeting->live_from_us,
                       .bytes = meeting->recording ? recording_bytes(meeting->recording) : 0};
    g_strlcpy(facts.id, meeting->order->id, sizeof facts.id);
    meeting->host->on_facts(&facts, meeting->host->user);
}

static void follow(LiveMeeting *meeting, LiveState before) {
    announcer_set_access(meeting->announcer, meeting->order->access);
    follow_state(meeting, before);
    follow_cuts(meeting);
    follow_marks(meeting);
    follow_programme(meeting);
    feeds_follow(meeting->feeds, meeting->order);
    announcer_publish(meeting->announcer);
}

void live_meeting_follow(LiveMeeting *meeting, const LiveOrder *order) {
    LiveState before = meeting->order->state;
    LiveOrder *copy = live_order_copy(order);
    live_order_free(meeting->order);
    meeting->order = copy;
    follow(meeting, before);
    if (before != order->state)
        tell_facts(meeting);
}

const LiveOrder *live_meeting_order(const LiveMeeting *meeting) {
    return meeting->order;
}

Feeds *live_meeting_feeds(LiveMeeting *meeting) {
    return meeting->feeds;
}

bool live_meeting_is_idle(const LiveMeeting *meeting) {
    return !feeds_has_sources(meeting->feeds) &&
           clock_monotonic_us() - announcer_touched_us(meeting->announcer) > LIVE_MEETING_IDLE_US;
}

/* ---- each second ---- */

/* How far the rows are behind the clock: a machine that is too slow shows it before it drops. */
static void judge_lag(LiveMeeting *meeting) {
    int64_t lag_us = clock_wall_us() - meeting->rows_until_us;
    if (!meeting->programme || meeting->rows_until_us == 0)
        return;
    if (lag_us > OVERLOAD_LAG_US)
        overload_note(&meeting->overload, OVERLOAD_DROPS_PER_S + 1);
    if (lag_us > LAG_MAX_US &&
        event_loop_now_us(meeting->host->loop) - meeting->started_us > LAG_MAX_US)
        programme_end(meeting->programme, "it cannot keep up");
}

static void judge_load(LiveMeeting *meeting) {
    OverloadVerdict verdict =
        overload_judge(&meeting->overload, meeting->tracks, meeting->n_tracks, meeting->active);
    int track = verdict.shed >= 0 ? verdict.shed : verdict.restore;
    bool on = verdict.shed < 0;
    if (track < 0 || !meeting->programme)
        return;
    meeting->active = on ? meeting->active | (1u << track) : meeting->active & ~(1u << track);
    packager_set_active(meeting->packager, (unsigned)track, on);
    announcer_set_active(meeting->announcer, meeting->active);
    programme_set_rung(meeting->programme, (unsigned)track, on);
    log_event(
        LOG_WARNING, "media",
        on ? "a picture is tried again" : "a picture is shed, the machine is too slow",
        LOG_FIELDS({"meeting", meeting->order->id}, {"picture", meeting->tracks[track].name}));
}

void live_meeting_tick(LiveMeeting *meeting) {
    sync_recording(meeting);
    if (!live_order_runs(meeting->order))
        return;
    judge_lag(meeting);
    judge_load(meeting);
    follow_live(meeting);
    if (++meeting->ticks % FACTS_EVERY_TICKS == 1)
        tell_facts(meeting);
}

/* ---- looking ---- */

void live_meeting_note_refused(LiveMeeting *meeting, const LiveRefused *refused) {
    if (meeting->refused->len == LIVE_HEALTH_MAX_REFUSED)
        g_array_remove_index(meeting->refused, 0);
    g_array_append_val(meeting->refused, *refused);
}

void live_meeting_describe(const LiveMeeting *meeting, LiveHealth *health) {
    health->is_running = meeting->programme && programme_is_ready(meeting->programme);
    health->is_recording_stopped = meeting->is_recording_stopped;
    health->restarts = meeting->restarts;
    health->media_us = announcer_position_us(meeting->announcer);
    health->recorded_bytes = meeting->recording ? recording_bytes(meeting->recording) : 0;
    feeds_describe(meeting->feeds, health->inputs);
    g_array_append_vals(health->levels, meeting->levels->data, meeting->levels->len);
    g_array_append_vals(health->refused, meeting->refused->data, meeting->refused->len);
    for (unsigned i = 0; i < meeting->n_tracks; i++) {
        const MediaTrack *track = &meeting->tracks[i];
        LiveRung rung = {.height = track->height,
                         .bit_rate = track->bit_rate,
                         .is_active = meeting->active & (1u << i),
                         .dropped_frames = meeting->dropped[i]};
        g_strlcpy(rung.name, track->name, sizeof rung.name);
        if (track->kind == MEDIA_VIDEO)
            g_array_append_val(health->rungs, rung);
    }
}

TsJob *live_meeting_ts_job(const LiveMeeting *meeting, const TsKey *key) {
    unsigned n = ts_playlist_find(announcer_index(meeting->announcer), key->msn);
    if (n == 0 || key->video >= meeting->n_tracks || key->audio >= meeting->n_tracks)
        return NULL;
    g_autoptr(TsJob) job = ts_job_new();
    job->key = *key;
    job->n_segments = n;
    bool has_both = announcer_read(meeting->announcer, key->video, key->msn, n, &job->video) &&
                    announcer_read(meeting->announcer, key->audio, key->msn, n, &job->audio);
    return has_both ? g_steal_pointer(&job) : NULL;
}

/* ---- life ---- */

static void make_tracks(LiveMeeting *meeting) {
    const char *languages[LADDER_MAX_LANGUAGES + 1] = {NULL};
    unsigned n = 0;
    const GArray *rows = meeting->order->languages;
    for (unsigned pass = 0; pass < 2; pass++)
        for (guint i = 0; i < rows->len && n < LADDER_MAX_LANGUAGES; i++) {
            const LiveLanguage *language = &g_array_index(rows, LiveLanguage, i);
            if (language->is_floor == (pass == 0))
                languages[n++] = language->tag;
        }
    if (n == 0)
        languages[0] = "zh";
    meeting->n_tracks = ladder_make(meeting->host->heights, languages, meeting->tracks);
}

/* A recording that cannot be made stops no meeting; one that cannot be read is not written over. */
static bool open_recording(LiveMeeting *meeting, GError **error) {
    g_autoptr(GError) problem = NULL;
    Recording *recording = recording_open(meeting->folder, &problem);
    if (recording) {
        keep_recording(meeting, recording);
        meeting->n_tracks = recording_n_tracks(meeting->recording);
        memcpy(meeting->tracks, recording_tracks(meeting->recording),
               meeting->n_tracks * sizeof(MediaTrack));
        return true;
    }
    if (error_code(problem) != ERROR_NOT_FOUND || !live_order_runs(meeting->order)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    g_clear_error(&problem);
    make_tracks(meeting);
    recording = recording_create(meeting->folder, meeting->tracks, meeting->n_tracks, &problem);
    if (recording)
        keep_recording(meeting, recording);
    else
        note_recording(meeting, true, problem);
    return true;
}

static void load_init(LiveMeeting *meeting, unsigned generation, unsigned track) {
    g_autoptr(GateBuffer) init = recording_get_init(meeting->recording, generation, track);
    if (!init)
        return;
    announcer_put_init(meeting->announcer, generation, track, init);
    if (cmaf_init_read(init->bytes, init->length, &meeting->tracks[track]))
        announcer_set_track(meeting->announcer, track, &meeting->tracks[track]);
}

static void add_past(const GridRow *row, const GridSpan *spans, void *user) {
    LiveMeeting *meeting = user;
    note_first(meeting, row);
    announcer_add_past(meeting->announcer, row, spans);
    for (; meeting->next_generation <= row->generation; meeting->next_generation++)
        for (unsigned i = 0; i < meeting->n_tracks; i++)
            load_init(meeting, meeting->next_generation, i);
}

static void load_past(LiveMeeting *meeting) {
    for (unsigned i = 0; i < meeting->n_tracks; i++) {
        g_autoptr(GateFile) file = recording_file(meeting->recording, i);
        announcer_set_file(meeting->announcer, i, file, NULL);
    }
    recording_each_row(meeting->recording, add_past, meeting);
    uint64_t next = (uint64_t)announcer_position_us(meeting->announcer) + MEDIA_SEGMENT_US - 1;
    packager_begin(meeting->packager, meeting->next_generation, next / MEDIA_SEGMENT_US,
                   clock_wall_us());
}

LiveMeeting *live_meeting_new(const LiveHost *host, const LiveOrder *order, GError **error) {
    LiveMeeting *meeting = g_new0(LiveMeeting, 1);
    meeting->host = host;
    meeting->order = live_order_copy(order);
    meeting->folder = g_build_filename(host->folder, order->id, NULL);
    meeting->live_from_us = -1;
    meeting->levels = g_array_new(FALSE, TRUE, sizeof(LiveLevel));
    meeting->refused = g_array_new(FALSE, TRUE, sizeof(LiveRefused));
    meeting->feeds = feeds_new();
    overload_init(&meeting->overload);
    if (!open_recording(meeting, error)) {
        live_meeting_free(meeting);
        return NULL;
    }
    AnnouncerOptions options = {.shelf = host->shelf,
                                .id = order->id,
                                .alias = order->alias,
                                .tracks = meeting->tracks,
                                .n_tracks = meeting->n_tracks,
                                .keys = {host->new_key(host->user), host->new_key(host->user)},
                                .fire = host->fire,
                                .user = host->user};
    meeting->announcer = announcer_new(&options);
    if (!meeting->announcer) {
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "cannot show more than %u meetings and recordings at once", SHELF_MAX_MEETINGS);
        live_meeting_free(meeting);
        return NULL;
    }
    meeting->active = (uint32_t)((UINT64_C(1) << meeting->n_tracks) - 1);
    meeting->packager = packager_new(meeting->tracks, meeting->n_tracks, on_row, meeting);
    if (meeting->recording)
        load_past(meeting);
    follow(meeting, LIVE_CLOSED);
    return meeting;
}

void live_meeting_free(LiveMeeting *meeting) {
    if (!meeting)
        return;
    if (meeting->announcer)
        stop_programme(meeting);
    announcer_free(meeting->announcer);
    packager_free(meeting->packager);
    spill_free(meeting->spill);
    leave_shore(meeting);
    feeds_free(meeting->feeds);
    live_order_free(meeting->order);
    g_array_unref(meeting->levels);
    g_array_unref(meeting->refused);
    g_free(meeting->folder);
    g_free(meeting);
}
