#include "media/program/input.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/program/input_fault.h"
#include "media/program/input_report.h"
#include "media/program/input_source.h"
#include "media/program/retry_wait.h"

#define SILENCE_US    (2 * CLOCK_US_PER_S)
#define CONNECT_US    (10 * CLOCK_US_PER_S)
#define STEADY_US     (3 * CLOCK_US_PER_S) /* a life as long as this was none too short */
#define NOTHING_FOUND "No picture or sound was found in it."

struct Input {
    const InputHouse *house;
    LinkInputOpen open;
    int fd;
    GstElement *pipeline; /* NULL between lives */
    GSource *bus_watch, *retry;
    int64_t life, began_us;
    RetryWait wait;
    bool by_udp; /* an RTSP source's next life */
    InputStats stats;
    InputReport *report;
};

static int64_t next_life; /* of the stagehand's thread */

static void begin(Input *input);

/* ---- ends ---- */

static void drop_source(GSource **source) {
    if (*source == NULL)
        return;
    g_source_destroy(*source);
    g_source_unref(*source);
    *source = NULL;
}

static void end(Input *input) {
    drop_source(&input->bus_watch);
    if (input->pipeline == NULL)
        return;
    conductor_detach(input->house->conductor, input->life);
    gst_element_set_state(input->pipeline, GST_STATE_NULL);
    gst_clear_object(&input->pipeline);
}

static gboolean on_retry(gpointer data) {
    Input *input = data;
    drop_source(&input->retry);
    begin(input);
    return G_SOURCE_REMOVE;
}

static void begin_later(Input *input, guint wait_ms) {
    drop_source(&input->retry);
    input->retry = g_timeout_source_new(wait_ms);
    g_source_set_callback(input->retry, on_retry, input, NULL);
    g_source_attach(input->retry, input->house->context);
}

/* A stream of packets can be taken up anywhere, as long as somebody sends. */
static bool can_begin_again(const Input *input, bool is_end) {
    return input_source_is_pulled((LinkSource)input->open.source) ||
           (input->open.source == LINK_SOURCE_MPEG_TS && !is_end);
}

/* How long to wait before the next life: long where one after the other failed. */
static guint next_wait_ms(Input *input, bool is_loop) {
    bool was_long = clock_monotonic_us() - input->began_us > STEADY_US;
    if (is_loop || (was_long && input_stats_live_at_us(&input->stats) != 0))
        retry_wait_reset(&input->wait);
    if (is_loop)
        return was_long ? 0 : RETRY_WAIT_FIRST_MS;
    return retry_wait_next_ms(&input->wait);
}

static void lose(Input *input, const char *why, bool is_end) {
    bool again = can_begin_again(input, is_end);
    bool is_loop = is_end && why == NULL && input->open.source == LINK_SOURCE_FILE;
    guint wait_ms = next_wait_ms(input, is_loop);
    end(input);
    if (!is_loop)
        input_report_send(input->report, again || is_end ? LINK_INPUT_LOST : LINK_INPUT_REFUSED,
                          why);
    if (!again) {
        if (input->fd >= 0)
            close(input->fd);
        input->fd = -1;
        return;
    }
    begin_later(input, wait_ms);
}

static void fail(Input *input, const GError *error) {
    LinkSource source = (LinkSource)input->open.source;
    bool was_live = input_stats_live_at_us(&input->stats) != 0;
    bool may_come_by_udp = !input->by_udp && input_fault_is_of_transport(source, error);
    input->by_udp = may_come_by_udp;
    if (may_come_by_udp) {
        end(input);
        begin_later(input, RETRY_WAIT_FIRST_MS);
    } else {
        lose(input, input_fault_sentence(source, was_live, error), false);
    }
}

static void meet_end(Input *input) {
    bool was_live = input_stats_live_at_us(&input->stats) != 0;
    bool is_camera = input->open.source == LINK_SOURCE_RTSP;
    lose(input, is_camera ? "The camera ended its stream." : was_live ? NULL : NOTHING_FOUND, true);
}

/* ---- begins ---- */

static gboolean on_message(GstBus *bus, GstMessage *message, gpointer data) {
    Input *input = data;
    g_autoptr(GError) error = NULL;
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
        gst_message_parse_error(message, &error, NULL);
        fail(input, error);
        return G_SOURCE_REMOVE;
    case GST_MESSAGE_EOS:
        meet_end(input);
        return G_SOURCE_REMOVE;
    default:
        return G_SOURCE_CONTINUE;
    }
}

static void on_feed(GstElement *sink, GstPad *label, MediaKind kind, void *user) {
    Input *input = user;
    conductor_add_feed(input->house->conductor, input->life, sink, label, kind == MEDIA_VIDEO);
}

static void watch_bus(Input *input) {
    g_autoptr(GstBus) bus = gst_element_get_bus(input->pipeline);
    input->bus_watch = gst_bus_create_watch(bus);
    g_source_set_callback(input->bus_watch, G_SOURCE_FUNC(on_message), input, NULL);
    g_source_attach(input->bus_watch, input->house->context);
}

static Source *new_source(const Input *input) {
    SourceOptions options = {.id = input->life,
                             .priority = input->open.priority,
                             .offset_us = input->open.offset_ms * CLOCK_US_PER_MS,
                             .is_live = input_source_is_live((LinkSource)input->open.source)};
    g_strlcpy(options.language, input->open.language == NULL ? "" : input->open.language,
              sizeof options.language);
    return source_new(&options);
}

static void begin(Input *input) {
    g_autoptr(GError) error = NULL;
    InputSourceOptions options = {
        .open = &input->open,
        .fd = input->fd,
        .by_udp = input->by_udp,
        .chain = {.width = input->house->width,
                  .height = input->house->height,
                  .skips_past = input_source_has_past((LinkSource)input->open.source),
                  .hold_us = MAX(input->open.offset_ms, 0) * CLOCK_US_PER_MS,
                  .stats = &input->stats},
        .on_feed = on_feed,
        .user = input,
    };
    memset(&input->stats, 0, sizeof input->stats);
    input->life = ++next_life;
    input->began_us = clock_monotonic_us();
    conductor_attach(input->house->conductor, new_source(input));
    input->pipeline = input_source_new(&options, &error);
    if (input->pipeline == NULL) {
        conductor_detach(input->house->conductor, input->life);
        input_report_send(input->report, LINK_INPUT_REFUSED, error->message);
        return;
    }
    input_report_begin(input->report, &input->stats, input->pipeline);
    watch_bus(input);
    gst_element_set_state(input->pipeline, GST_STATE_PLAYING); /* failures come by the bus */
    input_report_send(input->report, LINK_INPUT_CONNECTING, NULL);
}

Input *input_new(const InputHouse *house, LinkInputOpen *take_open, int take_fd) {
    Input *input = g_new0(Input, 1);
    input->house = house;
    input->open = *take_open;
    *take_open = (LinkInputOpen){0};
    input->fd = take_fd;
    input->report = input_report_new(house->outbox, input->open.id);
    bool needs_fd =
        input->open.source == LINK_SOURCE_FLV || input->open.source == LINK_SOURCE_MPEG_TS;
    if (needs_fd == (take_fd >= 0))
        begin(input);
    else
        input_report_send(input->report, LINK_INPUT_REFUSED,
                          needs_fd ? "The input came without its descriptor."
                                   : "This input takes no descriptor.");
    return input;
}

void input_free(Input *input) {
    if (input == NULL)
        return;
    drop_source(&input->retry);
    end(input);
    if (input->fd >= 0)
        close(input->fd);
    input_report_free(input->report);
    json_table_clear(&LINK_INPUT_OPEN_TABLE, &input->open);
    g_free(input);
}

int64_t input_id(const Input *input) {
    return input->open.id;
}

/* ---- watching ---- */

/* Nothing was decoded yet. */
static void check_first_signs(Input *input, int64_t age_us) {
    bool has_come = atomic_load(&input->stats.has_come);
    if (input->open.source == LINK_SOURCE_UDP && !has_come && age_us > SILENCE_US)
        input_report_repeat(input->report, LINK_INPUT_LOST, "Nothing comes at this address.");
    else if (age_us < CONNECT_US)
        input_report_repeat(input->report, LINK_INPUT_CONNECTING, NULL);
    else if (input->open.source == LINK_SOURCE_RTSP)
        lose(input, "The camera did not answer.", false);
    else
        input_report_repeat(input->report, LINK_INPUT_CONNECTING,
                            "No picture or sound that can be decoded has come yet.");
}

void input_check(Input *input) {
    if (input->pipeline == NULL)
        return;
    int64_t now = clock_monotonic_us();
    int64_t live_at = input_stats_live_at_us(&input->stats);
    int64_t ended_at = atomic_load(&input->stats.ended_at_us);
    /* Where no stream was found, nothing is there that could end by itself. */
    if (ended_at != 0 && live_at == 0 && now - ended_at > SILENCE_US) {
        lose(input, NOTHING_FOUND, true);
        return;
    }
    bool is_pulled = input_source_is_pulled((LinkSource)input->open.source);
    if (live_at != 0 && now - live_at <= SILENCE_US) {
        input_report_repeat(input->report, LINK_INPUT_LIVE, NULL);
    } else if (live_at != 0 && is_pulled) {
        lose(input, "Nothing came for two seconds.", false);
    } else if (live_at != 0) {
        input_report_repeat(input->report, LINK_INPUT_SILENT, NULL);
    } else {
        check_first_signs(input, now - input->began_us);
    }
}
