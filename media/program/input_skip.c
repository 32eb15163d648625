#include "media/program/input_skip.h"

#include "base/clock.h"
#include "media/program/catch_up.h"

typedef struct Skip {
    InputStats *stats;
    GstElement *queue;
    guint64 waiting_ns;
    CatchUp catch_up;
} Skip;

/* Of the stream that arrives last: what belongs together is due together. */
static int64_t delay_of(InputStats *stats) {
    int64_t delay_us = INT64_MIN;
    for (unsigned kind = 0; kind < N_MEDIA_KINDS; kind++)
        if (atomic_load(&stats->flows[kind].units) > 0)
            delay_us = MAX(delay_us, atomic_load(&stats->flows[kind].delay_us));
    return delay_us;
}

static GstPadProbeReturn on_decoded(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    Skip *skip = user;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (!GST_BUFFER_PTS_IS_VALID(buffer))
        return GST_PAD_PROBE_OK;
    int64_t pts_us = (int64_t)(GST_BUFFER_PTS(buffer) / 1000);
    if (catch_up_is_old(&skip->catch_up, pts_us, delay_of(skip->stats), clock_monotonic_us()))
        return GST_PAD_PROBE_DROP;
    g_object_set(skip->queue, "max-size-time", skip->waiting_ns, NULL);
    return GST_PAD_PROBE_REMOVE;
}

void input_skip_watch(InputStats *stats, GstPad *pad, GstElement *queue, guint64 waiting_ns) {
    Skip *skip = g_new0(Skip, 1);
    *skip = (Skip){.stats = stats, .queue = queue, .waiting_ns = waiting_ns};
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_decoded, skip, g_free);
}
