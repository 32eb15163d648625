#include "tests/support/rtc_news.h"

#include <string.h>

#include "base/api_reply.h"

struct RtcNews {
    Worker *api;   /* borrowed */
    GString *text; /* on the api thread */
};

RtcNews *rtc_news_new(void) {
    RtcNews *news = g_new0(RtcNews, 1);
    news->text = g_string_new(NULL);
    return news;
}

void rtc_news_set_reader(RtcNews *news, Worker *api) {
    news->api = api;
}

void rtc_news_free(RtcNews *news) {
    g_string_free(news->text, TRUE);
    g_free(news);
}

/* ---- a line on its way ---- */

typedef struct Line {
    RtcNews *news;
    char *text;
} Line;

static void keep(void *data) {
    const Line *line = data;
    g_string_append_printf(line->news->text, "%s\n", line->text);
}

static void free_line(void *data) {
    Line *line = data;
    g_free(line->text);
    g_free(line);
}

static void post(RtcNews *news, char *take_text) {
    Line *line = g_new(Line, 1);
    *line = (Line){news, take_text};
    if (!worker_post(news->api, keep, line, free_line, NULL))
        free_line(line);
}

static const char *or_none(const char *name) {
    return name ? name : "-";
}

static const char *word_of(RtcRole role) {
    return role == RTC_PUBLISH ? "publish" : "view";
}

/* ---- events ---- */

static void on_peer(const RtcPeerNews *peer, void *user) {
    post(user, g_strdup_printf("peer %s %s %s %s %s%s", peer->id, peer->channel,
                               or_none(peer->name), word_of(peer->role),
                               peer->why ? "gone: " : "connected", peer->why ? peer->why : ""));
}

static void on_speakers(const RtcSpeakersNews *speakers, void *user) {
    GString *text = g_string_new(NULL);
    g_string_printf(text, "speakers %s %s:", speakers->channel, or_none(speakers->active));
    for (unsigned i = 0; i < speakers->n_names; i++)
        g_string_append_printf(text, " %s", speakers->names[i]);
    post(user, g_string_free(text, FALSE));
}

static void on_line(const RtcLineNews *line, void *user) {
    static const char *const STATES[] = {[RTC_LINE_FULL] = "full",
                                         [RTC_LINE_REDUCED] = "reduced",
                                         [RTC_LINE_LOW] = "low",
                                         [RTC_LINE_SOUND] = "sound"};
    post(user, g_strdup_printf("line %s %s %" G_GUINT64_FORMAT, line->id, STATES[line->state],
                               line->estimate_bps));
}

static void on_delivered(const RtcDeliveredNews *rows, unsigned n_rows, void *user) {
    for (unsigned i = 0; i < n_rows; i++)
        post(user, g_strdup_printf("delivered %s %s %u %u", rows[i].id, or_none(rows[i].name),
                                   rows[i].picture_ms, rows[i].sound_ms));
}

const RtcEvents RTC_NEWS_EVENTS = {on_peer, on_speakers, on_line, on_delivered};

/* ---- answers ---- */

static void reply_text(ApiRequest *request, const char *text) {
    g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));
    api_reply_bytes(request, 200, "text/plain", body);
}

void rtc_news_reply(RtcNews *news, ApiRequest *request) {
    reply_text(request, news->text->str);
}

typedef struct Figures {
    RtcNews *news;
    ApiRequest *request; /* a reference */
    GString *text;
} Figures;

static void reply_figures(void *data) {
    const Figures *figures = data;
    reply_text(figures->request, figures->text->str);
}

static void free_figures(void *data) {
    Figures *figures = data;
    api_request_unref(figures->request);
    g_string_free(figures->text, TRUE);
    g_free(figures);
}

static void on_stats(const RtcFigures *stats, void *user) {
    Figures *figures = user;
    for (unsigned i = 0; stats && i < stats->n_peers; i++) {
        const RtcPeerFigures *peer = &stats->peers[i];
        g_string_append_printf(figures->text,
                               "%s %s %s %s %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                               " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                               peer->id, peer->channel, or_none(peer->name), word_of(peer->role),
                               peer->is_connected ? "connected" : "connecting", peer->packets,
                               peer->bytes, peer->lost, peer->round_trip_us);
    }
    if (!worker_post(figures->news->api, reply_figures, figures, free_figures, NULL))
        free_figures(figures);
}

void rtc_news_reply_figures(RtcNews *news, Rtc *rtc, ApiRequest *request) {
    g_autoptr(GError) error = NULL;
    Figures *figures = g_new(Figures, 1);
    *figures = (Figures){news, api_request_ref(request), g_string_new(NULL)};
    if (rtc_figures(rtc, 0, on_stats, figures, &error))
        return;
    api_reply_error(request, error);
    free_figures(figures);
}
