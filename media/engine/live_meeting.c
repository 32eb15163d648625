#include "media/engine/live_meeting.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "media/engine/announcer.h"
#include "media/engine/ladder.h"
#include "media/engine/live_past.h"
#include "media/engine/live_plan.h"
#include "media/engine/live_store.h"
#include "media/engine/overload.h"
#include "media/engine/programme.h"
#include "media/engine/restart_delay.h"
#include "media/engine/shown_order.h"
#include "media/package/cmaf.h"
#include "media/package/packager.h"
#include "media/record/recording.h"

#define LAG_MAX_US        (12 * CLOCK_US_PER_S) /* then only a new beginning helps */
#define FACTS_EVERY_TICKS 10u
#define TRIM_SEGMENTS     32u /* old ones are forgotten in runs of this length */

struct LiveMeeting {
    const LiveHost *host;
    LiveOrder *order;
    char *folder;
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    LiveStore *store;
    Packager *packager;
    Announcer *announcer;
    Feeds *feeds;
    Download *download;
    Programme *programme; /* NULL: none runs */
    Timer restart;
    int64_t started_us;
    unsigned restarts, short_lives, generation, next_generation;
    uint64_t first_msn; /* of what may be seen */
    uint64_t opens_at;  /* msn from which on others than the studio may look; 0: they may */
    bool has_rows;      /* of any life */
    int64_t base_wall_us, live_from_us;
    uint32_t active;
    Overload overload;
    unsigned dropped[MEDIA_MAX_TRACKS];
    int64_t rows_until_us; /* wall clock up to which rows have come */
    GArray *levels;        /* LiveLevel */
    GArray *refused;       /* LiveRefused */
    unsigned ticks;
    Outage outage;
};

static LiveMeeting *of_restart(Timer *timer) {
    return (LiveMeeting *)((char *)timer - offsetof(LiveMeeting, restart));
}

/* ---- rows ---- */

/* Nothing before `msn` is shown any more; its bytes are given back. */
static void forget_before(LiveMeeting *meeting, uint64_t msn) {
    meeting->first_msn = msn;
    announcer_trim(meeting->announcer, msn);
    live_store_forget(meeting->store, msn);
}

static void show_files(LiveMeeting *meeting) {
    for (unsigned i = 0; i < meeting->n_tracks; i++) {
        g_autoptr(GateFile) file = NULL;
        g_autoptr(GateFile) spill = NULL;
        live_store_files(meeting->store, i, &file, &spill);
        announcer_set_file(meeting->announcer, i, file, spill);
    }
}

static void trim_window(LiveMeeting *meeting, uint64_t msn) {
    int64_t kept_us = live_order_window_us(meeting->order, meeting->host->window_us);
    uint64_t window = (uint64_t)(kept_us / MEDIA_SEGMENT_US);
    if (kept_us > 0 && msn > meeting->first_msn + window + TRIM_SEGMENTS)
        forget_before(meeting, msn - window);
}

static void note_first(LiveMeeting *meeting, const GridRow *row) {
    if (meeting->has_rows)
        return;
    meeting->has_rows = true;
    meeting->first_msn = row->msn;
    meeting->base_wall_us = row->wall_us - (int64_t)row->msn * MEDIA_SEGMENT_US;
}

static void tell_facts(LiveMeeting *meeting) {
    LiveFacts facts = {.duration_us = announcer_position_us(meeting->announcer),
                       .base_wall_us = meeting->has_rows ? meeting->base_wall_us : 0,
                       .live_from_us = meeting->live_from_us,
                       .bytes = live_store_bytes(meeting->store),
                       .fault = meeting->outage.last};
    g_strlcpy(facts.id, meeting->order->id, sizeof facts.id);
    meeting->host->on_facts(&facts, meeting->host->user);
}

/* The segment in which the rehearsal ended is nobody's business either. */
static void open_doors(LiveMeeting *meeting, uint64_t msn) {
    if (meeting->opens_at == 0 || msn < meeting->opens_at)
        return;
    meeting->opens_at = 0;
    forget_before(meeting, msn);
    announcer_set_access(meeting->announcer, meeting->order->access);
}

static void on_row(const GridRow *row, void *user) {
    LiveMeeting *meeting = user;
    GridSpan spans[MEDIA_MAX_TRACKS];
    if (!live_store_add(meeting->store, row, spans))
        return;
    if (live_store_has_new_files(meeting->store))
        show_files(meeting);
    bool is_first = !meeting->has_rows;
    note_first(meeting, row);
    meeting->rows_until_us = row->wall_us + MEDIA_PART_US;
    announcer_add(meeting->announcer, row, spans);
    open_doors(meeting, row->msn);
    if (is_first)
        tell_facts(meeting);
    if (row->part == 0)
        trim_window(meeting, row->msn);
}

/* ---- what the programme says ---- */

static void on_ready(int64_t wall_us, void *user) {
    LiveMeeting *meeting = user;
    uint64_t msn = packager_next_msn(meeting->packager);
    packager_begin(meeting->packager, meeting->generation, msn, wall_us);
    if (outage_programme_ready(&meeting->outage, (int64_t)msn * MEDIA_SEGMENT_US))
        tell_facts(meeting);
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
    cmaf_append_init(init, info);
    live_store_put_init(meeting->store, meeting->generation, track, init);
    g_autoptr(GateBuffer) buffer = gate_buffer_new(init->data, init->len);
    announcer_put_init(meeting->announcer, meeting->generation, track, buffer);
}

static void on_sample(unsigned track, const MediaSample *sample, void *user) {
    LiveMeeting *meeting = user;
    packager_push(meeting->packager, track, sample, NULL); /* what it refuses it counts */
}

static void on_levels(const LinkLevels *levels, void *user) {
    live_health_note_levels(((LiveMeeting *)user)->levels, levels);
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

static void restart_later(LiveMeeting *meeting, int64_t now_us) {
    int64_t wait_us = restart_delay_us(&meeting->short_lives, now_us - meeting->started_us);
    meeting->restarts++;
    event_loop_set_timer(meeting->host->loop, &meeting->restart, now_us + wait_us, on_restart);
}

/* From within a call of the programme's: it is freed by the timer. */
static void on_end(const char *reason, void *user) {
    LiveMeeting *meeting = user;
    if (meeting->order->state == LIVE_ON_AIR)
        outage_programme_lost(&meeting->outage);
    restart_later(meeting, event_loop_now_us(meeting->host->loop));
    feeds_set_programme(meeting->feeds, NULL);
    log_event(LOG_ERROR, "media", "a programme ended by itself",
              LOG_FIELDS({"meeting", meeting->order->id}, {"reason", reason},
                         {"restarts", NULL, meeting->restarts}));
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

static void start_programme(LiveMeeting *meeting) {
    g_autoptr(GError) error = NULL;
    ProgrammeOptions options = {.loop = meeting->host->loop,
                                .program = meeting->host->program,
                                .tracks = meeting->tracks,
                                .n_tracks = meeting->n_tracks,
                                .events = &EVENTS,
                                .user = meeting};
    meeting->generation = meeting->next_generation++;
    meeting->started_us = clock_monotonic_us();
    meeting->programme = live_plan_start(meeting->order, &options, &error);
    if (meeting->programme)
        return;
    log_error(LOG_ERROR, "media", "a programme did not start", error);
    restart_later(meeting, meeting->started_us);
}

static void stop_programme(LiveMeeting *meeting) {
    event_loop_cancel_timer(meeting->host->loop, &meeting->restart);
    feeds_set_programme(meeting->feeds, NULL);
    programme_free(meeting->programme);
    meeting->programme = NULL;
}

/* ---- following its order ---- */

/* When it went on air, in media time: what was recorded before it is the slate. */
static void follow_live(LiveMeeting *meeting) {
    if (meeting->live_from_us >= 0 || meeting->order->live_at_us == 0)
        return;
    meeting->live_from_us = announcer_media_us(meeting->announcer, meeting->order->live_at_us);
}

static void follow_state(LiveMeeting *meeting, LiveState before) {
    const LiveOrder *order = meeting->order;
    bool runs = live_order_runs(order);
    uint64_t next_msn = packager_next_msn(meeting->packager);
    if (before == LIVE_REHEARSAL && next_msn > 0 &&
        (order->state == LIVE_OPEN || order->state == LIVE_ON_AIR)) {
        forget_before(meeting, next_msn - 1);
        meeting->opens_at = next_msn;
    }
    if (runs && !meeting->programme && !timer_is_set(&meeting->restart)) {
        start_programme(meeting);
    } else if (!runs) {
        stop_programme(meeting);
        open_doors(meeting, meeting->opens_at);
    }
    follow_live(meeting);
    if (order->state == LIVE_ENDED || order->state == LIVE_PUBLISHED) {
        announcer_end(meeting->announcer);
        live_store_sync(meeting->store);
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
    programme_cut(meeting->programme,
                  meeting->order->is_slate || meeting->order->state == LIVE_OPEN);
    live_plan_tell_slate(meeting->order, meeting->programme);
}

static void follow(LiveMeeting *meeting, LiveState before) {
    follow_state(meeting, before);
    download_follow(meeting->download, meeting->order, meeting->live_from_us);
    announcer_set_access(meeting->announcer,
                         meeting->opens_at ? SHELF_CLOSED : meeting->order->access);
    shown_order(meeting->order, meeting->announcer);
    follow_programme(meeting);
    feeds_follow(meeting->feeds, meeting->order);
    announcer_publish(meeting->announcer);
}

void live_meeting_follow(LiveMeeting *meeting, const LiveOrder *order) {
    LiveState before = meeting->order->state;
    LiveOrder *copy = live_order_copy(order);
    if (!*order->alias)
        announcer_drop_alias(meeting->announcer);
    live_order_free(meeting->order);
    meeting->order = copy;
    follow(meeting, before);
    if (before != order->state)
        tell_facts(meeting);
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

void live_meeting_tick(LiveMeeting *meeting, LiveTally *tally) {
    tally->meetings++;
    tally->programmes += meeting->programme != NULL;
    tally->recordings_stopped += live_store_is_stopped(meeting->store);
    tally->restarts += meeting->restarts;
    live_store_sync(meeting->store);
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
    live_health_note_refused(meeting->refused, refused);
}

void live_meeting_describe(const LiveMeeting *meeting, LiveHealth *health) {
    health->is_running = meeting->programme && programme_is_ready(meeting->programme);
    health->is_recording_stopped = live_store_is_stopped(meeting->store);
    health->restarts = meeting->restarts;
    health->media_us = announcer_position_us(meeting->announcer);
    health->recorded_bytes = live_store_bytes(meeting->store);
    feeds_describe(meeting->feeds, health->inputs);
    g_array_append_vals(health->levels, meeting->levels->data, meeting->levels->len);
    g_array_append_vals(health->refused, meeting->refused->data, meeting->refused->len);
    LiveRungs rungs = {meeting->tracks, meeting->n_tracks, meeting->active, meeting->dropped};
    live_health_add_rungs(health, &rungs);
}

bool live_meeting_writes(const LiveMeeting *meeting, SpaceRecording *ret_recording) {
    live_store_describe(meeting->store, announcer_position_us(meeting->announcer), ret_recording);
    ret_recording->began_us = meeting->base_wall_us;
    return meeting->programme != NULL;
}

void live_meeting_hold(void *meeting, bool is_held) {
    live_store_hold(((LiveMeeting *)meeting)->store, is_held);
}

TsJob *live_meeting_ts_job(const LiveMeeting *meeting, const TsKey *key) {
    return announcer_ts_job(meeting->announcer, key);
}

Download *live_meeting_download(LiveMeeting *meeting) {
    return meeting->download;
}

/* ---- life ---- */

/* A recording that cannot be made stops no meeting; one that cannot be read is not written over. */
static bool open_store(LiveMeeting *meeting, GError **error) {
    meeting->n_tracks = live_plan_tracks(meeting->order, meeting->host->heights, meeting->tracks);
    LiveStoreOptions options = {.disk = meeting->host->disk,
                                .folder = meeting->folder,
                                .tracks = meeting->tracks,
                                .n_tracks = meeting->n_tracks,
                                .may_create = live_order_runs(meeting->order)};
    meeting->store = live_store_open(&options, error);
    if (!meeting->store)
        return false;
    meeting->n_tracks = live_store_n_tracks(meeting->store);
    memcpy(meeting->tracks, live_store_tracks(meeting->store),
           meeting->n_tracks * sizeof(MediaTrack));
    return true;
}

static void load_past(LiveMeeting *meeting) {
    LivePast past = {.recording = live_store_recording(meeting->store),
                     .announcer = meeting->announcer,
                     .tracks = meeting->tracks,
                     .n_tracks = meeting->n_tracks};
    show_files(meeting);
    live_past_load(&past);
    if (past.has_rows)
        note_first(meeting, &past.first);
    if (past.has_rows && meeting->order->state == LIVE_ON_AIR)
        outage_found_past(
            &meeting->outage,
            announcer_wall_us(meeting->announcer, announcer_position_us(meeting->announcer)),
            meeting->host->started_us);
    meeting->next_generation = past.next_generation;
    packager_begin(meeting->packager, past.next_generation, past.next_msn, clock_wall_us());
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
    if (!open_store(meeting, error)) {
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
    meeting->download = download_new(
        &(DownloadOptions){host->downloads, meeting->store, order->id, meeting->announcer,
                           host->new_key(host->user), host->fire, host->user});
    meeting->active = (uint32_t)((UINT64_C(1) << meeting->n_tracks) - 1);
    meeting->packager = packager_new(meeting->tracks, meeting->n_tracks, on_row, meeting);
    if (live_store_recording(meeting->store))
        load_past(meeting);
    follow(meeting, LIVE_CLOSED);
    return meeting;
}

void live_meeting_free(LiveMeeting *meeting) {
    if (!meeting)
        return;
    if (meeting->announcer)
        stop_programme(meeting);
    download_free(meeting->download);
    announcer_free(meeting->announcer);
    packager_free(meeting->packager);
    live_store_free(meeting->store);
    feeds_free(meeting->feeds);
    live_order_free(meeting->order);
    g_array_unref(meeting->levels);
    g_array_unref(meeting->refused);
    g_free(meeting->folder);
    g_free(meeting);
}
