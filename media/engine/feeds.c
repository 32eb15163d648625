#include "media/engine/feeds.h"

#include <string.h>
#include <unistd.h>

/* One input of the programme: of the order, or a publisher on one of its keys. */
typedef struct Feed {
    int64_t id; /* in the programme; 0: not open there */
    char input_id[SHELF_ID_BYTES];
    char language[MEDIA_LANGUAGE_BYTES];
    LinkSource kind;
    char *uri;
    int64_t priority;
    IngestSource source; /* id 0: none, a pull input */
    IngestStats stats;
    int fd; /* -1: given to the programme, or none */
    LiveInputHealth health;
    bool is_wanted; /* while following an order */
} Feed;

struct Feeds {
    Programme *programme; /* borrowed */
    GPtrArray *feeds;     /* Feed */
    LiveOrder *order;
    int64_t last_id;
};

static void free_feed(void *data) {
    Feed *feed = data;
    if (feed->fd >= 0)
        close(feed->fd);
    g_free(feed->uri);
    g_free(feed);
}

Feeds *feeds_new(void) {
    Feeds *feeds = g_new0(Feeds, 1);
    feeds->feeds = g_ptr_array_new_with_free_func(free_feed);
    return feeds;
}

void feeds_free(Feeds *feeds) {
    if (!feeds)
        return;
    g_ptr_array_unref(feeds->feeds);
    live_order_free(feeds->order);
    g_free(feeds);
}

/* ---- the order ---- */

static const LiveInput *find_input(const Feeds *feeds, const char *id) {
    for (guint i = 0; feeds->order && i < feeds->order->inputs->len; i++) {
        const LiveInput *input = &g_array_index(feeds->order->inputs, LiveInput, i);
        if (g_str_equal(input->id, id))
            return input;
    }
    return NULL;
}

static int64_t offset_of(const Feeds *feeds, const char *language) {
    for (guint i = 0; feeds->order && i < feeds->order->languages->len; i++) {
        const LiveLanguage *row = &g_array_index(feeds->order->languages, LiveLanguage, i);
        if (g_str_equal(row->tag, language))
            return row->offset_ms;
    }
    return 0;
}

/* ---- in the programme ---- */

static bool needs_descriptor(const Feed *feed) {
    return feed->kind == LINK_SOURCE_FLV || feed->kind == LINK_SOURCE_MPEG_TS;
}

static void open_feed(Feeds *feeds, Feed *feed) {
    if (!feeds->programme || feed->id != 0 || (needs_descriptor(feed) && feed->fd < 0))
        return;
    feed->id = ++feeds->last_id;
    LinkInputOpen open = {.id = feed->id,
                          .source = feed->kind,
                          .uri = feed->uri,
                          .language = feed->language,
                          .offset_ms = offset_of(feeds, feed->language),
                          .has_descriptor = feed->fd >= 0,
                          .priority = feed->priority};
    programme_open_input(feeds->programme, &open, feed->fd);
    feed->fd = -1;
    feed->health.state = LIVE_FEED_CONNECTING;
}

static void close_feed(Feeds *feeds, Feed *feed) {
    if (feeds->programme && feed->id != 0)
        programme_close_input(feeds->programme, feed->id);
    g_ptr_array_remove_fast(feeds->feeds, feed);
}

void feeds_set_programme(Feeds *feeds, Programme *programme) {
    feeds->programme = programme;
    for (guint i = 0; i < feeds->feeds->len; i++) {
        Feed *feed = feeds->feeds->pdata[i];
        feed->id = 0;
        feed->health.state = LIVE_FEED_CONNECTING;
        open_feed(feeds, feed);
    }
}

/* ---- pull inputs ---- */

static LinkSource source_of(LiveInputKind kind) {
    static const LinkSource SOURCES[] = {[LIVE_INPUT_PUSH] = LINK_SOURCE_FLV,
                                         [LIVE_INPUT_RTSP] = LINK_SOURCE_RTSP,
                                         [LIVE_INPUT_UDP] = LINK_SOURCE_UDP,
                                         [LIVE_INPUT_FILE] = LINK_SOURCE_FILE,
                                         [LIVE_INPUT_TEST] = LINK_SOURCE_TEST};
    return SOURCES[kind];
}

static Feed *add_feed(Feeds *feeds, const LiveInput *input, LinkSource kind, const char *language) {
    Feed *feed = g_new0(Feed, 1);
    g_strlcpy(feed->input_id, input->id, sizeof feed->input_id);
    g_strlcpy(feed->health.input_id, input->id, sizeof feed->health.input_id);
    g_strlcpy(feed->language, language, sizeof feed->language);
    feed->kind = kind;
    feed->uri = g_strdup(input->uri ? input->uri : "");
    feed->priority = input->priority;
    feed->fd = -1;
    g_ptr_array_add(feeds->feeds, feed);
    return feed;
}

static Feed *find_pull(const Feeds *feeds, const LiveInput *input) {
    for (guint i = 0; i < feeds->feeds->len; i++) {
        Feed *feed = feeds->feeds->pdata[i];
        if (feed->source.id == 0 && g_str_equal(feed->input_id, input->id) &&
            g_str_equal(feed->uri, input->uri ? input->uri : "") &&
            g_str_equal(feed->language, input->language) && feed->priority == input->priority)
            return feed;
    }
    return NULL;
}

void feeds_follow(Feeds *feeds, const LiveOrder *order) {
    live_order_free(feeds->order);
    feeds->order = live_order_copy(order);
    for (guint i = 0; i < feeds->feeds->len; i++) {
        Feed *feed = feeds->feeds->pdata[i];
        feed->is_wanted = feed->source.id != 0 && find_input(feeds, feed->input_id);
    }
    for (guint i = 0; i < order->inputs->len; i++) {
        const LiveInput *input = &g_array_index(order->inputs, LiveInput, i);
        if (input->kind == LIVE_INPUT_PUSH)
            continue;
        Feed *feed = find_pull(feeds, input);
        if (!feed)
            feed = add_feed(feeds, input, source_of(input->kind), input->language);
        feed->is_wanted = true;
    }
    for (guint i = feeds->feeds->len; i > 0; i--) {
        Feed *feed = feeds->feeds->pdata[i - 1];
        if (!feed->is_wanted)
            close_feed(feeds, feed);
        else
            open_feed(feeds, feed);
    }
}

/* ---- publishers ---- */

static Feed *find_source(const Feeds *feeds, uint64_t source_id) {
    for (guint i = 0; i < feeds->feeds->len; i++) {
        Feed *feed = feeds->feeds->pdata[i];
        if (feed->source.id == source_id)
            return feed;
    }
    return NULL;
}

void feeds_add_source(Feeds *feeds, const IngestSource *source, int take_fd) {
    const LiveInput *input = find_input(feeds, source->input_id);
    if (!input) {
        close(take_fd);
        return;
    }
    Feed *feed =
        add_feed(feeds, input, source->format == INGEST_FLV ? LINK_SOURCE_FLV : LINK_SOURCE_MPEG_TS,
                 source->language[0] ? source->language : input->language);
    feed->source = *source;
    feed->fd = take_fd;
    g_strlcpy(feed->health.peer, source->peer, sizeof feed->health.peer);
    g_strlcpy(feed->health.encoder, source->encoder, sizeof feed->health.encoder);
    open_feed(feeds, feed);
}

bool feeds_end_source(Feeds *feeds, uint64_t source_id) {
    Feed *feed = source_id ? find_source(feeds, source_id) : NULL;
    if (feed)
        close_feed(feeds, feed);
    return feed != NULL;
}

bool feeds_note_stats(Feeds *feeds, const IngestStats *stats) {
    Feed *feed = stats->source_id ? find_source(feeds, stats->source_id) : NULL;
    if (!feed)
        return false;
    feed->stats = *stats;
    feed->health.bit_rate = stats->bits_per_second;
    feed->health.has_spare = stats->has_spare;
    feed->health.rtt_ms = stats->rtt_us / 1000;
    feed->health.lost_packets = stats->lost_packets;
    return true;
}

/* ---- reports ---- */

static void copy_text(char *ret_text, size_t size, const char *text) {
    g_strlcpy(ret_text, text ? text : "", size);
}

void feeds_note_report(Feeds *feeds, const LinkInputReport *report) {
    static const LiveInputState STATES[] = {[LINK_INPUT_CONNECTING] = LIVE_FEED_CONNECTING,
                                            [LINK_INPUT_LIVE] = LIVE_FEED_LIVE,
                                            [LINK_INPUT_SILENT] = LIVE_FEED_SILENT,
                                            [LINK_INPUT_LOST] = LIVE_FEED_LOST,
                                            [LINK_INPUT_REFUSED] = LIVE_FEED_REFUSED};
    for (guint i = 0; i < feeds->feeds->len; i++) {
        Feed *feed = feeds->feeds->pdata[i];
        if (feed->id != report->id)
            continue;
        LiveInputHealth *health = &feed->health;
        health->state = STATES[report->state];
        copy_text(health->video_codec, sizeof health->video_codec, report->video_codec);
        copy_text(health->audio_codec, sizeof health->audio_codec, report->audio_codec);
        copy_text(health->message, sizeof health->message, report->message);
        health->width = (unsigned)report->width;
        health->height = (unsigned)report->height;
        health->frame_rate = report->frame_rate;
        health->is_interlaced = report->is_interlaced;
        health->dropped_frames = (uint64_t)report->dropped_frames;
        health->av_offset_ms = report->av_offset_ms;
        health->key_frame_age_ms = report->key_frame_age_ms;
        if (feed->source.id == 0)
            health->bit_rate = (uint64_t)(report->video_bit_rate + report->audio_bit_rate);
    }
}

/* The feed that tells most of an input: the one with the picture, else the first. */
static const Feed *find_feed(const Feeds *feeds, const LiveInput *input) {
    const Feed *found = NULL;
    for (guint i = 0; i < feeds->feeds->len; i++) {
        const Feed *feed = feeds->feeds->pdata[i];
        if (g_str_equal(feed->input_id, input->id) &&
            (!found || g_str_equal(feed->language, input->language)))
            found = feed;
    }
    return found;
}

void feeds_describe(const Feeds *feeds, GArray *inputs) {
    for (guint i = 0; feeds->order && i < feeds->order->inputs->len; i++) {
        const LiveInput *input = &g_array_index(feeds->order->inputs, LiveInput, i);
        const Feed *feed = find_feed(feeds, input);
        LiveInputHealth health = {.key_frame_age_ms = -1};
        if (feed)
            health = feed->health;
        copy_text(health.input_id, sizeof health.input_id, input->id);
        g_array_append_val(inputs, health);
    }
}

bool feeds_has_sources(const Feeds *feeds) {
    for (guint i = 0; i < feeds->feeds->len; i++)
        if (((const Feed *)feeds->feeds->pdata[i])->source.id != 0)
            return true;
    return false;
}
