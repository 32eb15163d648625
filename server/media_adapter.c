#include "server/media_adapter.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "media/engine/ladder.h"
#include "server/media_places.h"

#define MAX_RUNGS 8u
#define FOLDER    "media"
/* Below every other input: shown while there is nothing else. */
#define DEMO_PICTURE_ID       "test-picture"
#define DEMO_PICTURE_PRIORITY (-1000)

struct MediaAdapter {
    MediaEngine *engine;
    _Atomic(Catalog *) catalog;
    unsigned heights[MAX_RUNGS + 1];
    char *rtmp, *srt; /* HOST:PORT */
    char *files;      /* folder */
};

/* ---- the catalogue's orders ---- */

static const struct {
    MeetingState from;
    LiveState to;
    const char *closed_reason; /* told to encoders */
} STATES[N_MEETING_STATES] = {
    {MEETING_SCHEDULED, LIVE_CLOSED, "This meeting has not begun: start its rehearsal first."},
    {MEETING_REHEARSAL, LIVE_REHEARSAL, NULL},
    {MEETING_OPEN, LIVE_OPEN, NULL},
    {MEETING_LIVE, LIVE_ON_AIR, NULL},
    {MEETING_ENDED, LIVE_ENDED, "This meeting is over."},
    {MEETING_READY, LIVE_ENDED, "This meeting is over."},
    {MEETING_PUBLISHED, LIVE_PUBLISHED, "This meeting is over."},
    {MEETING_CANCELLED, LIVE_CLOSED, "This meeting was cancelled."},
};

static ShelfAccess access_of(const MeetingOrder *order) {
    LiveState state = STATES[order->state].to;
    if (state != LIVE_OPEN && state != LIVE_ON_AIR && state != LIVE_PUBLISHED)
        return SHELF_CLOSED;
    return order->visibility == MEETING_PUBLIC ? SHELF_PUBLIC : SHELF_TOKEN;
}

static void copy_languages(const MeetingOrder *order, LiveOrder *live) {
    for (unsigned i = 0; i < order->n_languages; i++) {
        LiveLanguage language = {.is_floor = order->languages[i].is_floor,
                                 .offset_ms = order->languages[i].offset_ms};
        g_strlcpy(language.tag, order->languages[i].tag, sizeof language.tag);
        g_array_append_val(live->languages, language);
    }
}

/* The catalogue takes no other names of files: one that leads out of the folder is none. */
static char *live_uri(const MediaAdapter *adapter, const MeetingOrderInput *input) {
    if (input->kind != MEETING_INPUT_FILE)
        return g_strdup(input->uri);
    char *path = media_places_file(adapter->files, input->uri);
    return path ? path : g_strdup("");
}

static void copy_inputs(const MediaAdapter *adapter, const MeetingOrder *order, LiveOrder *live) {
    static const LiveInputKind KINDS[] = {[MEETING_INPUT_PUSH] = LIVE_INPUT_PUSH,
                                          [MEETING_INPUT_RTSP] = LIVE_INPUT_RTSP,
                                          [MEETING_INPUT_UDP] = LIVE_INPUT_UDP,
                                          [MEETING_INPUT_FILE] = LIVE_INPUT_FILE,
                                          [MEETING_INPUT_TEST] = LIVE_INPUT_TEST};
    for (unsigned i = 0; i < order->n_inputs; i++) {
        const MeetingOrderInput *from = &order->inputs[i];
        LiveInput input = {.kind = KINDS[from->kind],
                           .uri = live_uri(adapter, from),
                           .priority = from->priority,
                           .key = g_strdup(from->key),
                           .passphrase = g_strdup(from->passphrase)};
        g_strlcpy(input.id, from->id, sizeof input.id);
        g_strlcpy(input.language, from->language, sizeof input.language);
        g_array_append_val(live->inputs, input);
    }
}

static void copy_spans(const MeetingOrder *order, LiveOrder *live) {
    for (unsigned i = 0; i < order->n_marks; i++) {
        LiveMark mark = {.title = g_strdup(order->marks[i].title),
                         .at_us = order->marks[i].started_at_ms * CLOCK_US_PER_MS};
        g_snprintf(mark.id, sizeof mark.id, "agenda-%u", i + 1);
        g_array_append_val(live->marks, mark);
    }
    for (unsigned i = 0; i < order->n_cuts; i++) {
        LiveCut cut = {order->cuts[i].from_ms * CLOCK_US_PER_MS,
                       order->cuts[i].to_ms * CLOCK_US_PER_MS};
        g_array_append_val(live->cuts, cut);
    }
}

/* The demonstration costs nothing until somebody looks, and shows a picture before anybody sends
 * one. */
static void add_demo(LiveOrder *live) {
    LiveInput picture = {.kind = LIVE_INPUT_TEST,
                         .id = DEMO_PICTURE_ID,
                         .uri = g_strdup(""),
                         .priority = DEMO_PICTURE_PRIORITY};
    live->is_on_demand = true;
    g_array_append_val(live->inputs, picture);
}

static LiveOrder *live_order(const MediaAdapter *adapter, const MeetingOrder *order) {
    LiveOrder *live = live_order_new(order->id);
    g_strlcpy(live->alias, order->alias ? order->alias : "", sizeof live->alias);
    live->title = g_strdup(order->title);
    live->line = g_strdup(order->line);
    live->state = STATES[order->state].to;
    live->closed_reason = g_strdup(STATES[order->state].closed_reason);
    live->access = access_of(order);
    live->is_slate = order->is_slate;
    live->is_recorded = order->is_recorded;
    live->keep_us = order->keep_us;
    live->allows_download = order->allows_download;
    live->live_at_us = order->live_at_us;
    live->trim_from_us = order->trim_from_ms * CLOCK_US_PER_MS;
    live->trim_to_us = order->trim_to_ms * CLOCK_US_PER_MS;
    copy_languages(order, live);
    copy_inputs(adapter, order, live);
    copy_spans(order, live);
    if (g_strcmp0(order->alias, MEETING_DEMO_ALIAS) == 0)
        add_demo(live);
    return live;
}

static void on_meeting(const MeetingOrder *order, void *user) {
    MediaAdapter *adapter = user;
    if (!order->has_programme)
        return;
    g_autoptr(LiveOrder) live = live_order(adapter, order);
    media_engine_order(adapter->engine, live);
}

static void on_meeting_gone(const char *meeting_id, void *user) {
    MediaAdapter *adapter = user;
    media_engine_forget(adapter->engine, meeting_id);
}

static void on_recording_over(const char *meeting_id, void *user) {
    on_meeting_gone(meeting_id, user);
}

static bool position(const char *meeting_id, int64_t *ret_media_ms, void *user) {
    MediaAdapter *adapter = user;
    int64_t us;
    if (!media_engine_position(adapter->engine, meeting_id, &us))
        return false;
    *ret_media_ms = us / CLOCK_US_PER_MS;
    return true;
}

MeetingMedia media_adapter_port(MediaAdapter *adapter) {
    return (MeetingMedia){.on_meeting = on_meeting,
                          .on_meeting_gone = on_meeting_gone,
                          .on_recording_over = on_recording_over,
                          .position = position,
                          .user = adapter};
}

/* ---- what the engine tells ---- */

static void on_facts(const LiveFacts *facts, void *user) {
    MediaAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    MeetingMediaFacts told = {.duration_us = facts->duration_us,
                              .bytes = (int64_t)facts->bytes,
                              .base_wall_us = facts->base_wall_us,
                              .fault = {.is_server = facts->fault.is_server,
                                        .from_ms = facts->fault.from_us / CLOCK_US_PER_MS,
                                        .to_ms = facts->fault.to_us / CLOCK_US_PER_MS}};
    g_autoptr(GError) error = NULL;
    if (catalog && !catalog_meeting_media_changed(catalog, facts->id, &told, &error))
        log_error(LOG_WARNING, "server", "a recording's length is told later", error);
}

static void on_forgotten(const char *id, void *user) {
    MediaAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autoptr(GError) error = NULL;
    if (catalog && !catalog_meeting_media_gone(catalog, id, &error))
        log_error(LOG_WARNING, "server", "a recording is removed once more", error);
}

static int64_t part_ms(uint64_t part) {
    return (int64_t)part * (MEDIA_PART_US / CLOCK_US_PER_MS);
}

static void on_delivered(const DeliveredRun *runs, unsigned n, void *user) {
    static const ViewingTrack TRACKS[] = {[MEDIA_VIDEO] = VIEWING_TRACK_VIDEO,
                                          [MEDIA_AUDIO] = VIEWING_TRACK_AUDIO,
                                          [N_MEDIA_KINDS] = VIEWING_TRACK_BOTH};
    MediaAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autofree ViewingDelivery *told = g_new0(ViewingDelivery, n);
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < n; i++) {
        told[i] = (ViewingDelivery){.track = TRACKS[runs[i].kind],
                                    .from_ms = part_ms(runs[i].first),
                                    .to_ms = part_ms(runs[i].end),
                                    .bytes = (int64_t)runs[i].bytes};
        memcpy(told[i].viewing_id, runs[i].viewing, sizeof told[i].viewing_id);
    }
    if (catalog && !catalog_viewing_delivered(catalog, told, n, &error))
        log_error(LOG_ERROR, "server", "what was delivered is not in the log", error);
}

void media_adapter_set_catalog(MediaAdapter *adapter, Catalog *catalog) {
    atomic_store(&adapter->catalog, catalog);
}

void media_adapter_set_gate(MediaAdapter *adapter, Gate *gate) {
    media_engine_set_gate(adapter->engine, gate);
}

/* ---- settings ---- */

static bool read_ladder(MediaAdapter *adapter, char *const *heights, GError **error) {
    for (unsigned i = 0; heights && heights[i]; i++) {
        guint64 height;
        if (i == MAX_RUNGS || !g_ascii_string_to_unsigned(heights[i], 10, 1, 9999, &height, NULL) ||
            !ladder_find((unsigned)height)) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                        "live.ladder: '%s' is not one of 1080, 720, 360, 180", heights[i]);
            return false;
        }
        adapter->heights[i] = (unsigned)height;
    }
    return true;
}

/* ---- life ---- */

static char *real_address(const char *listen, unsigned port) {
    const char *colon = listen ? strrchr(listen, ':') : NULL;
    return colon && port ? g_strdup_printf("%.*s:%u", (int)(colon - listen), listen, port) : NULL;
}

MediaAdapter *media_adapter_start(const Settings *settings, const char *http_listen,
                                  const TokenKeys *keys, GError **error) {
    g_autoptr(MediaAdapter) adapter = g_new0(MediaAdapter, 1);
    g_autofree char *folder = g_build_filename(settings->data_directory, FOLDER, NULL);
    g_autofree char *rtmp = media_places_rtmp(settings, http_listen);
    g_autofree char *srt = media_places_srt(settings, http_listen);
    g_autofree char *program = media_places_program(settings);
    adapter->files = media_places_files(settings);
    if (!read_ladder(adapter, settings->live_ladder, error))
        return NULL;
    MediaEngineOptions options = {.folder = folder,
                                  .program = program,
                                  .rtmp_listen = rtmp,
                                  .srt_listen = srt,
                                  .heights = adapter->heights[0] ? adapter->heights : NULL,
                                  .window_us = settings->live_window_us,
                                  .min_free_bytes = settings->live_min_free_bytes,
                                  .keys = keys,
                                  .events = {on_facts, on_delivered, on_forgotten},
                                  .user = adapter};
    adapter->engine = media_engine_start(&options, error);
    if (!adapter->engine)
        return NULL;
    adapter->rtmp = real_address(rtmp, media_engine_rtmp_port(adapter->engine));
    adapter->srt = real_address(srt, media_engine_srt_port(adapter->engine));
    return g_steal_pointer(&adapter);
}

void media_adapter_stop(MediaAdapter *adapter) {
    if (adapter)
        media_engine_stop(adapter->engine);
}

void media_adapter_free(MediaAdapter *adapter) {
    if (!adapter)
        return;
    media_engine_free(adapter->engine);
    g_free(adapter->rtmp);
    g_free(adapter->srt);
    g_free(adapter->files);
    g_free(adapter);
}

MediaEngine *media_adapter_engine(MediaAdapter *adapter) {
    return adapter->engine;
}

const char *media_adapter_rtmp(const MediaAdapter *adapter) {
    return adapter->rtmp;
}

const char *media_adapter_srt(const MediaAdapter *adapter) {
    return adapter->srt;
}
