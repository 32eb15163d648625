#include "media/program/input_report.h"

#include <string.h>

#include "base/clock.h"
#include "media/program/input_source.h"
#include "media/program/pad_language.h"
#include "media/types/media_track.h"

#define MOST_LANGUAGES 32
#define REPEAT_US      (CLOCK_US_PER_S - CLOCK_US_PER_S / 20)
#define SHORTEST_US    (CLOCK_US_PER_S / 2) /* to measure rates over */

struct InputReport {
    Outbox *outbox;
    int64_t id;
    InputStats *stats;
    GstElement *pipeline;
    int64_t measured_us, sent_us;
    LinkInputState sent;
    struct {
        int64_t bytes, decoded;
        int64_t bit_rate;
        double rate;
    } flows[N_MEDIA_KINDS]; /* as measured last */
};

InputReport *input_report_new(Outbox *outbox, int64_t id) {
    InputReport *report = g_new0(InputReport, 1);
    report->outbox = outbox;
    report->id = id;
    return report;
}

void input_report_free(InputReport *report) {
    g_free(report);
}

void input_report_begin(InputReport *report, InputStats *stats, GstElement *pipeline) {
    report->stats = stats;
    report->pipeline = pipeline;
    report->measured_us = clock_monotonic_us();
    memset(report->flows, 0, sizeof report->flows);
}

static void measure(InputReport *report) {
    int64_t now = clock_monotonic_us(), span = now - report->measured_us;
    if (span < SHORTEST_US)
        return;
    for (unsigned kind = 0; kind < N_MEDIA_KINDS; kind++) {
        InputFlow *flow = &report->stats->flows[kind];
        int64_t bytes = atomic_load(&flow->bytes), decoded = atomic_load(&flow->decoded);
        report->flows[kind].bit_rate =
            (bytes - report->flows[kind].bytes) * 8 * CLOCK_US_PER_S / span;
        report->flows[kind].rate =
            (double)(decoded - report->flows[kind].decoded) * (double)CLOCK_US_PER_S / (double)span;
        report->flows[kind].bytes = bytes;
        report->flows[kind].decoded = decoded;
    }
    report->measured_us = now;
}

/* Distinct languages of the demuxer's streams; NULL-terminated, owned. */
static GStrv list_languages(GstElement *pipeline) {
    g_autoptr(GstElement) demuxer = gst_bin_get_by_name(GST_BIN(pipeline), INPUT_SOURCE_DEMUXER);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    if (demuxer == NULL)
        return NULL;
    GST_OBJECT_LOCK(demuxer);
    for (GList *at = demuxer->srcpads; at != NULL && list->len < MOST_LANGUAGES; at = at->next) {
        char tag[MEDIA_LANGUAGE_BYTES];
        pad_language(at->data, tag, sizeof tag);
        if (tag[0] != '\0' && !g_ptr_array_find_with_equal_func(list, tag, g_str_equal, NULL))
            g_ptr_array_add(list, g_strdup(tag));
    }
    GST_OBJECT_UNLOCK(demuxer);
    g_ptr_array_add(list, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&list), FALSE);
}

static void fill_in(InputReport *report, LinkInputReport *out) {
    InputStats *stats = report->stats;
    InputFlow *video = &stats->flows[MEDIA_VIDEO], *audio = &stats->flows[MEDIA_AUDIO];
    int64_t key_at = atomic_load(&stats->key_at_us);
    out->video_codec = (char *)atomic_load(&video->codec);
    out->audio_codec = (char *)atomic_load(&audio->codec);
    out->width = atomic_load(&stats->width);
    out->height = atomic_load(&stats->height);
    out->is_interlaced = atomic_load(&stats->is_interlaced);
    out->frame_rate = report->flows[MEDIA_VIDEO].rate;
    out->video_bit_rate = report->flows[MEDIA_VIDEO].bit_rate;
    out->audio_bit_rate = report->flows[MEDIA_AUDIO].bit_rate;
    out->frames = atomic_load(&video->decoded);
    out->dropped_frames = atomic_load(&stats->dropped);
    if (atomic_load(&video->units) > 0 && atomic_load(&audio->units) > 0)
        out->av_offset_ms =
            (atomic_load(&audio->delay_us) - atomic_load(&video->delay_us)) / CLOCK_US_PER_MS;
    out->key_frame_age_ms = key_at == 0 ? -1 : (clock_monotonic_us() - key_at) / CLOCK_US_PER_MS;
}

void input_report_send(InputReport *report, LinkInputState state, const char *message) {
    LinkInputReport out = {.id = report->id, .state = state, .key_frame_age_ms = -1};
    g_auto(GStrv) languages = NULL;
    out.message = (char *)message;
    if (report->stats != NULL && state <= LINK_INPUT_SILENT) {
        measure(report);
        fill_in(report, &out);
        out.languages = languages = list_languages(report->pipeline);
    }
    report->sent = state;
    report->sent_us = clock_monotonic_us();
    outbox_text(report->outbox, LINK_INPUT, &LINK_INPUT_REPORT_TABLE, &out);
}

void input_report_repeat(InputReport *report, LinkInputState state, const char *message) {
    if (state != report->sent || clock_monotonic_us() - report->sent_us >= REPEAT_US)
        input_report_send(report, state, message);
}
