/* The SFU behind a gate and nothing else: whoever comes may publish and view.
 *
 *   rtc_server [--listen 127.0.0.1:0] [--rtc 127.0.0.1:0] [--announced ADDR] [--workers N]
 *
 * POST /whip/NAME publishes, POST /whep/NAME views, PATCH and DELETE of the Location change and
 * leave. It says "READY http=127.0.0.1:PORT rtc=PORT" and ends when its input ends.
 *
 * Rooms: POST /rooms/NAME/publish?name=WHO&held=BITS and /rooms/NAME/view?name=WHO take offers of
 * people; viewers are chosen. PUT /rooms/NAME/ID/show, a line for each wish: "PLACE WHO
 * camera|screen HEIGHT PRIORITY"; PUT /rooms/NAME/ID/hold?holds=BITS&is_held=0|1. GET
 * /rooms/NAME/news: all that was told so far, a line each (rtc_news.h); GET /rooms/NAME/figures:
 * the peers of all rooms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/api_reply.h"
#include "base/api_server.h"
#include "base/gate/gate.h"
#include "media/rtc/rtc_http.h"
#include "tests/support/rtc_news.h"

static RtcHttp http;
static RtcNews *news;

static void take_offer(ApiRequest *request, RtcRole role, const char *word) {
    const char *channel = api_request_segment(request, "name");
    g_autofree char *place = g_strdup_printf("/%s/%s", word, channel);
    rtc_http_offer(&http, request, role, place, channel);
}

static void handle_whip(ApiRequest *request, void *user) {
    take_offer(request, RTC_PUBLISH, "whip");
}

static void handle_whep(ApiRequest *request, void *user) {
    take_offer(request, RTC_VIEW, "whep");
}

static void handle_patch(ApiRequest *request, void *user) {
    rtc_http_patch(&http, request, api_request_segment(request, "id"));
}

static void handle_head(ApiRequest *request, void *user) {
    rtc_http_head(request);
}

static RtcRole role_of(const ApiRequest *request) {
    return g_str_has_prefix(api_request_path(request), "/whep/") ? RTC_VIEW : RTC_PUBLISH;
}

static void handle_options(ApiRequest *request, void *user) {
    rtc_http_options(request, role_of(request));
}

static void handle_session_options(ApiRequest *request, void *user) {
    rtc_http_session_options(request, role_of(request));
}

static void handle_leave(ApiRequest *request, void *user) {
    rtc_http_leave(&http, request, api_request_segment(request, "id"));
}

/* ---- rooms ---- */

static unsigned number_of(const ApiRequest *request, const char *name) {
    const char *text = api_request_query(request, name);
    return text ? (unsigned)g_ascii_strtoull(text, NULL, 10) : 0;
}

static void take_person(ApiRequest *request, RtcRole role) {
    const char *channel = api_request_segment(request, "name");
    g_autofree char *place = g_strdup_printf("/rooms/%s", channel);
    const RtcJoin join = {.channel = channel,
                          .role = role,
                          .name = api_request_query(request, "name"),
                          .is_chosen = role == RTC_VIEW,
                          .held = number_of(request, "held")};
    rtc_http_join(&http, request, place, &join);
}

static void handle_publish(ApiRequest *request, void *user) {
    take_person(request, RTC_PUBLISH);
}

static void handle_view(ApiRequest *request, void *user) {
    take_person(request, RTC_VIEW);
}

static void reply(ApiRequest *request, bool is_done, const GError *error) {
    if (is_done)
        api_reply_empty(request, 204);
    else
        api_reply_error(request, error);
}

static void handle_show(ApiRequest *request, void *user) {
    size_t length;
    const char *body = g_bytes_get_data(api_request_body(request), &length);
    g_autofree char *text = g_strndup(body ? body : "", length);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", RTC_MAX_WISHES);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GError) error = NULL;
    RtcWish wishes[RTC_MAX_WISHES];
    for (unsigned i = 0; lines[i]; i++) {
        char **words = g_strsplit(lines[i], " ", -1);
        g_ptr_array_add(kept, words);
        g_assert(g_strv_length(words) == 5);
        wishes[i] = (RtcWish){.place = (unsigned)atoi(words[0]),
                              .name = words[1],
                              .source = strcmp(words[2], "screen") ? RTC_CAMERA : RTC_SCREEN,
                              .max_height_px = (unsigned)atoi(words[3]),
                              .priority = (unsigned)atoi(words[4])};
    }
    bool is_done =
        rtc_show(http.rtc, api_request_segment(request, "id"), wishes, kept->len, &error);
    reply(request, is_done, error);
}

static void handle_hold(ApiRequest *request, void *user) {
    g_autoptr(GError) error = NULL;
    bool is_done =
        rtc_hold(http.rtc, api_request_segment(request, "id"), number_of(request, "holds"),
                 number_of(request, "is_held") != 0, &error);
    reply(request, is_done, error);
}

static void handle_news(ApiRequest *request, void *user) {
    rtc_news_reply(news, request);
}

static void handle_figures(ApiRequest *request, void *user) {
    rtc_news_reply_figures(news, http.rtc, request);
}

static const ApiRoute ROUTES[] = {
    {"POST", "/whip/{name}", 0, RTC_HTTP_MAX_BODY, handle_whip, NULL, "Publish"},
    {"POST", "/whep/{name}", 0, RTC_HTTP_MAX_BODY, handle_whep, NULL, "View"},
    {"GET", "/whep/{name}", 0, 0, handle_head, NULL, "What it takes"},
    {"OPTIONS", "/whip/{name}", 0, 0, handle_options, NULL, "What it takes"},
    {"OPTIONS", "/whep/{name}", 0, 0, handle_options, NULL, "What it takes"},
    {"PATCH", "/whip/{name}/{id}", 0, RTC_HTTP_MAX_BODY, handle_patch, NULL, "Trickle, restart"},
    {"PATCH", "/whep/{name}/{id}", 0, RTC_HTTP_MAX_BODY, handle_patch, NULL, "Answer, restart"},
    {"OPTIONS", "/whip/{name}/{id}", 0, 0, handle_session_options, NULL, "What it takes"},
    {"OPTIONS", "/whep/{name}/{id}", 0, 0, handle_session_options, NULL, "What it takes"},
    {"DELETE", "/whip/{name}/{id}", 0, 0, handle_leave, NULL, "Leave"},
    {"DELETE", "/whep/{name}/{id}", 0, 0, handle_leave, NULL, "Leave"},
    {"POST", "/rooms/{name}/publish", 0, RTC_HTTP_MAX_BODY, handle_publish, NULL, "Publish"},
    {"POST", "/rooms/{name}/view", 0, RTC_HTTP_MAX_BODY, handle_view, NULL, "View"},
    {"PUT", "/rooms/{name}/{id}/show", 0, 4096, handle_show, NULL, "Show"},
    {"PUT", "/rooms/{name}/{id}/hold", 0, 0, handle_hold, NULL, "Hold"},
    {"DELETE", "/rooms/{name}/{id}", 0, 0, handle_leave, NULL, "Leave"},
    {"GET", "/rooms/{name}/news", 0, 0, handle_news, NULL, "News"},
    {"GET", "/rooms/{name}/figures", 0, 0, handle_figures, NULL, "Figures"},
    {NULL},
};

static void authenticate(ApiRequest *request, void *user) {
    const ApiIdentity nobody = {.account_id = ""};
    api_request_set_identity(request, &nobody);
}

static bool adopt(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    return api_server_adopt(user, take_fd, peer, error);
}

static GateUpstream upstream;

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    answer->action = GATE_HAND_OVER;
    answer->upstream = &upstream;
}

static Gate *open_gate(const char *address, GError **error) {
    const char *const listen[] = {address, NULL};
    const GateRoute routes[] = {{"/", {.on_request = on_request}, GATE_BODIES_GATHERED},
                                {NULL, {NULL}}};
    const GateOptions options = {.listen = listen,
                                 .n_workers = 1,
                                 .max_connections = 20000,
                                 .max_connections_per_address = 20000,
                                 .header_timeout_us = 10000000,
                                 .idle_timeout_us = 60000000,
                                 .write_timeout_us = 10000000,
                                 .relay_timeout_us = 20000000,
                                 .routes = routes};
    return gate_start(&options, error);
}

static void await_end_of_input(void) {
    char piece[256];
    while (read(STDIN_FILENO, piece, sizeof piece) > 0) {
    }
}

int main(int argc, char **argv) {
    g_autofree char *listen = g_strdup("127.0.0.1:0"), *media = g_strdup("127.0.0.1:0");
    g_auto(GStrv) announced = NULL;
    int n_workers = 1;
    const GOptionEntry entries[] = {
        {"listen", 0, 0, G_OPTION_ARG_STRING, &listen, NULL, NULL},
        {"rtc", 0, 0, G_OPTION_ARG_STRING, &media, NULL, NULL},
        {"announced", 0, 0, G_OPTION_ARG_STRING_ARRAY, &announced, NULL, NULL},
        {"workers", 0, 0, G_OPTION_ARG_INT, &n_workers, NULL, NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        g_error("%s", error->message);
    const RtcOptions options = {.listen = media,
                                .announced = (const char *const *)announced,
                                .n_workers = (unsigned)n_workers,
                                .events = &RTC_NEWS_EVENTS,
                                .events_user = news = rtc_news_new()};
    g_autoptr(Rtc) rtc = rtc_start(&options, &error);
    const ApiServerOptions api_options = {.routes = ROUTES,
                                          .authenticate = authenticate,
                                          .proof_field = "X-Tongping",
                                          .max_requests = 4096,
                                          .mailbox_posts = 65536};
    g_autoptr(ApiServer) api = rtc ? api_server_start(&api_options, &error) : NULL;
    if (!api)
        g_error("%s", error->message);
    http = (RtcHttp){rtc, api_server_worker(api)};
    rtc_news_set_reader(news, http.api);
    upstream = (GateUpstream){GATE_UPSTREAM_HTTP, adopt, api};
    g_autoptr(Gate) gate = open_gate(listen, &error);
    if (!gate)
        g_error("%s", error->message);
    printf("READY http=127.0.0.1:%u rtc=%u\n", gate_port(gate, 0), rtc_port(rtc, 0));
    fflush(stdout);
    await_end_of_input();
    gate_stop(gate, 0);
    rtc_stop(rtc);
    api_server_stop(api);
    rtc_news_free(news);
    return 0;
}
