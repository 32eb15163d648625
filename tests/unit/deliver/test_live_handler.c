/* /live/ behind a real gate: what is held and told, what is refused, what is sent, what is noted.
 */
#include "media/deliver/live_handler.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define MEETING "0190a0b0-0000-7000-8000-000000000001"
#define VIEWING "01900000-89ab-7cde-8f01-23456789abcd"
#define END     " HTTP/1.1\r\nHost: x\r\n\r\n"

/* One meeting: a picture and a sound, parts of 100 and 10 bytes, segments from 20 on. */
typedef struct Scene {
    Gate *gate;
    unsigned port;
    TokenKeys *keys;
    Shelf *shelf;
    Delivered *delivered;
    LiveHandler *handler;
    ShelfMeeting *meeting;
    uint64_t gate_keys[N_PLAYLIST_PROFILES];
    GateFile *files[2];
    uint64_t msn; /* of the newest part */
    unsigned part;
    bool is_ended;
    uint64_t shown_from, shown_end; /* 0: all */
    unsigned n_wanted;              /* atomic */
    bool is_wanted;                 /* answer of `want` */
    uint64_t want_key;
} Scene;

static Scene scene;

static GateBuffer *text_of(const char *what) {
    g_autofree char *text = g_strdup_printf("%s %" G_GUINT64_FORMAT ".%u ended=%d", what, scene.msn,
                                            scene.part, scene.is_ended);
    return gate_buffer_new(text, strlen(text));
}

static GateBuffer *gzip_of(const GateBuffer *plain) {
    uint8_t bytes[512];
    z_stream stream = {.next_in = (Bytef *)plain->bytes,
                       .avail_in = (uInt)plain->length,
                       .next_out = bytes,
                       .avail_out = sizeof bytes};
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    deflateEnd(&stream);
    return gate_buffer_new(bytes, stream.total_out);
}

static void put_text(PlaylistText *text, const char *what) {
    text->plain = text_of(what);
    text->gzip = gzip_of(text->plain);
}

static void publish(void) {
    static const char *const NAMES[] = {"v720", "a-zh"};
    ShelfView *view = shelf_view_new(2, 3, 2);
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++) {
        unsigned per = profile == PLAYLIST_PHONE ? PLAYLIST_PHONE_PARTS : 1;
        view->edge[profile] = (HlsEdge){.msn = scene.msn,
                                        .part = (scene.part + 1) / per - 1,
                                        .parts_per_segment = MEDIA_PARTS_PER_SEGMENT / per,
                                        .advance_parts = profile == PLAYLIST_PHONE ? 4 : 10,
                                        .is_ended = scene.is_ended};
        view->shown_from = scene.shown_from;
        view->shown_end = scene.shown_end ? scene.shown_end : UINT64_MAX;
        put_text(&view->master[profile], profile == PLAYLIST_PHONE ? "phone master" : "master");
    }
    for (unsigned i = 0; i < 2; i++) {
        ShelfTrack *track = &view->tracks[i];
        track->info.kind = i == 0 ? MEDIA_VIDEO : MEDIA_AUDIO;
        g_strlcpy(track->info.name, NAMES[i], sizeof track->info.name);
        put_text(&track->media[PLAYLIST_LIVE].full, NAMES[i]);
        put_text(&track->media[PLAYLIST_LIVE].delta, "delta");
        put_text(&track->media[PLAYLIST_PHONE].full, "phone");
        track->file = gate_file_ref(scene.files[i]);
        track->inits[1] = gate_buffer_new("init4", 5); /* generation 3 has none */
    }
    shelf_meeting_publish(scene.shelf, scene.meeting, view);
}

static void fire_all(void) {
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        gate_fire(scene.gate, scene.gate_keys[profile]);
}

static void add_span(uint64_t msn, unsigned part) {
    uint64_t at = (msn - 20) * MEDIA_PARTS_PER_SEGMENT + part;
    GridSpan spans[2] = {{at * 100, 100, 0}, {at * 10, 10, 0}};
    if (msn == 21 && part == 3)
        spans[0] = (GridSpan){.flags = GRID_GAP};
    span_table_add(shelf_meeting_spans(scene.meeting), msn, part, spans);
    scene.msn = msn;
    scene.part = part;
}

static void add_row(void) {
    bool is_next = scene.part + 1 == MEDIA_PARTS_PER_SEGMENT;
    add_span(scene.msn + is_next, is_next ? 0 : scene.part + 1);
    publish();
    fire_all();
}

static GateFile *new_file(size_t length) {
    char path[] = "/tmp/live_handler_XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    g_assert_cmpint(fd, >=, 0);
    unlink(path);
    g_autofree uint8_t *bytes = g_malloc(length);
    gate_fixture_fill(bytes, 0, length);
    g_assert_cmpint(write(fd, bytes, length), ==, (ssize_t)length);
    return gate_file_new(fd, length);
}

static bool want(GateText name, uint64_t *ret_key, void *user) {
    __atomic_add_fetch(&scene.n_wanted, 1, __ATOMIC_SEQ_CST);
    *ret_key = scene.want_key;
    return scene.is_wanted;
}

static TokenKeys *open_keys(void) {
    g_autofree char *folder = g_dir_make_tmp("live_handler_XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    TokenKeys *keys = token_keys_open(folder, &error);
    g_assert_no_error(error);
    return keys;
}

/* Stands at 22.2. */
static void set_up(ShelfAccess access) {
    scene = (Scene){.keys = open_keys(), .shelf = shelf_new(), .delivered = delivered_new()};
    scene.files[0] = new_file(10000);
    scene.files[1] = new_file(1000);
    LiveHandlerOptions options = {.keys = scene.keys,
                                  .shelf = scene.shelf,
                                  .delivered = scene.delivered,
                                  .missing = {want, NULL}};
    scene.handler = live_handler_new(&options);
    GateRoute routes[] = {{"/live/", live_handler_gate(scene.handler)}, {NULL}};
    GateOptions gate = gate_fixture_options();
    g_autoptr(GError) error = NULL;
    gate.routes = routes;
    scene.gate = gate_start(&gate, &error);
    g_assert_no_error(error);
    scene.port = gate_port(scene.gate, 0);
    scene.want_key = gate_new_key(scene.gate);
    for (unsigned i = 0; i < N_PLAYLIST_PROFILES; i++)
        scene.gate_keys[i] = gate_new_key(scene.gate);
    scene.meeting = shelf_add(scene.shelf, MEETING, "demo", 2, scene.gate_keys);
    for (unsigned at = 0; at < 15; at++)
        add_span(20 + at / MEDIA_PARTS_PER_SEGMENT, at % MEDIA_PARTS_PER_SEGMENT);
    publish();
    shelf_meeting_set_access(scene.meeting, access);
}

static void tear_down(void) {
    gate_stop(scene.gate, 0);
    gate_free(scene.gate);
    live_handler_free(scene.handler);
    shelf_free(scene.shelf);
    delivered_free(scene.delivered);
    gate_file_unref(scene.files[0]);
    gate_file_unref(scene.files[1]);
    token_keys_free(scene.keys);
}

static GateReply *get(const char *name, unsigned status) {
    g_autofree char *request = g_strdup_printf("GET /live/%s" END, name);
    g_test_message("%s", name);
    return gate_client_ask_once(scene.port, request, status);
}

static void expect(const char *name, unsigned status) {
    g_autoptr(GateReply) reply = get(name, status);
}

static void expect_body(const char *name, const char *body) {
    g_autoptr(GateReply) reply = get(name, 200);
    g_assert_cmpstr(reply->body->str, ==, body);
}

static void await_holding(unsigned n) {
    int64_t until_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
    for (;;) {
        GateStats stats;
        gate_get_stats(scene.gate, &stats);
        if (stats.holding == n)
            return;
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
}

static GateClient *open_held(const char *name) {
    GateClient *client = gate_client_open(scene.port);
    g_autofree char *request = g_strdup_printf("GET /live/%s" END, name);
    gate_client_send(client, request);
    await_holding(1);
    return client;
}

static char *token_of(const char *subject, int64_t after_s) {
    g_autoptr(TokenSigner) signer = token_signer_new(scene.keys, "live", MEETING);
    TokenClaims claims = {.expires_at_us = clock_wall_us() + after_s * CLOCK_US_PER_S};
    char text[TOKEN_TEXT_MAX_BYTES];
    g_strlcpy(claims.subject, subject, sizeof claims.subject);
    g_assert_true(token_sign(signer, &claims, text));
    return g_strdup(text);
}

/* ---- playlists ---- */

static void test_playlists(void) {
    set_up(SHELF_PUBLIC);
    expect_body("demo/master.m3u8", "master 22.2 ended=0");
    expect_body(MEETING "/master.m3u8", "master 22.2 ended=0");
    expect_body("demo/phone.m3u8", "phone master 22.2 ended=0");
    expect_body("demo/v720/live.m3u8", "v720 22.2 ended=0");
    expect_body("demo/a-zh/live.m3u8?_HLS_msn=22&_HLS_part=1", "a-zh 22.2 ended=0");
    expect_body("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=1&_HLS_skip=YES", "delta 22.2 ended=0");
    expect_body("demo/a-zh/phone.m3u8", "phone 22.2 ended=0");
    expect_body("demo/a-zh/phone.m3u8?_HLS_skip=YES", "phone 22.2 ended=0"); /* has no delta */
    g_autoptr(GateReply) plain = get("demo/v720/live.m3u8", 200);
    g_assert_true(gate_reply_has(plain, "content-type", "application/vnd.apple.mpegurl"));
    g_assert_true(gate_reply_has(plain, "cache-control", "max-age=1"));
    g_assert_true(gate_reply_has(plain, "vary", "accept-encoding"));
    g_assert_true(gate_reply_has(plain, "x-content-type-options", "nosniff"));
    g_autoptr(GateReply) waited = get("demo/v720/live.m3u8?_HLS_msn=21", 200);
    g_assert_true(gate_reply_has(waited, "cache-control", "max-age=12"));
    tear_down();
}

static void test_gzip(void) {
    set_up(SHELF_PUBLIC);
    static const struct {
        const char *accepted;
        bool is_gzip;
    } ROWS[] = {{"gzip", true},      {"br, gzip;q=0.5", true}, {"*", true},
                {"gzip;q=0", false}, {"identity", false},      {"br", false}};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *request =
            g_strdup_printf("GET /live/demo/master.m3u8 HTTP/1.1\r\nHost: x\r\n"
                            "Accept-Encoding: %s\r\n\r\n",
                            ROWS[i].accepted);
        g_autoptr(GateReply) reply = gate_client_ask_once(scene.port, request, 200);
        g_test_message("%s", ROWS[i].accepted);
        g_assert_cmpint(gate_reply_has(reply, "content-encoding", "gzip"), ==, ROWS[i].is_gzip);
        g_assert_cmpint((uint8_t)reply->body->str[0] == 0x1f, ==, ROWS[i].is_gzip);
        g_assert_true(gate_reply_has(reply, "vary", "accept-encoding"));
    }
    tear_down();
}

static void test_head(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = gate_client_open(scene.port);
    gate_client_send(client, "HEAD /live/demo/master.m3u8" END);
    g_autoptr(GateReply) text = gate_client_read_head(client);
    g_assert_cmpuint(text->status, ==, 200);
    g_assert_true(gate_reply_has(text, "content-length", "19"));
    gate_client_send(client, "HEAD /live/demo/v720/s20.m4s" END);
    g_autoptr(GateReply) media = gate_client_read_head(client);
    g_assert_cmpuint(media->status, ==, 200);
    g_assert_true(gate_reply_has(media, "content-length", "600"));
    g_autoptr(GateReply) next = gate_client_ask(client, "GET /live/demo/master.m3u8" END);
    g_assert_cmpstr(next->body->str, ==, "master 22.2 ended=0");
    tear_down();
}

/* ---- waiting ---- */

static void test_held_playlist(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=4");
    add_row(); /* 22.3: not yet */
    await_holding(1);
    add_row();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpstr(reply->body->str, ==, "v720 22.4 ended=0");
    LiveStats stats;
    live_handler_get_stats(scene.handler, &stats);
    g_assert_cmpuint(stats.held, ==, 1);
    g_assert_cmpuint(stats.playlists, ==, 1);
    tear_down();
}

static void test_held_for_a_segment(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/a-zh/phone.m3u8?_HLS_msn=22");
    for (unsigned i = 0; i < 3; i++)
        add_row();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpstr(reply->body->str, ==, "phone 22.5 ended=0");
    tear_down();
}

/* The end lets everybody go. */
static void test_held_until_the_end(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=23&_HLS_part=0");
    scene.is_ended = true;
    publish();
    fire_all();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpstr(reply->body->str, ==, "v720 22.2 ended=1");
    expect("demo/v720/p22.3.m4s", 404); /* no hint any more */
    tear_down();
}

static void test_held_until_removed(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=3");
    shelf_remove(scene.shelf, scene.meeting);
    fire_all();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 404);
    tear_down();
}

/* A request that was let in as a viewer's is not answered after the doors were closed. */
static void test_held_until_closed(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=3");
    shelf_meeting_set_access(scene.meeting, SHELF_CLOSED);
    add_row();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 403);
    tear_down();
}

static void test_hint(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/p22.3.m4s");
    add_row();
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpuint(reply->body->len, ==, 100);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 1500, 100));
    expect("demo/v720/p22.5.m4s", 404); /* nobody hinted at it */
    g_autoptr(GateClient) half = open_held("demo/a-zh/q22.1.m4s");
    add_row();
    await_holding(1);
    add_row();
    g_autoptr(GateReply) whole = gate_client_read_reply(half);
    g_assert_cmpuint(whole->body->len, ==, 30);
    expect("demo/v720/s23.m4s", 404); /* segments are not waited for */
    tear_down();
}

/* Nothing comes: 503 after three target durations. */
static void test_waited_in_vain(void) {
    set_up(SHELF_PUBLIC);
    int64_t began_us = clock_monotonic_us();
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=3");
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 503);
    g_assert_cmpint(clock_monotonic_us() - began_us, >=, LIVE_HANDLER_HOLD_US - 1000);
    LiveStats stats;
    live_handler_get_stats(scene.handler, &stats);
    g_assert_cmpuint(stats.timed_out, ==, 1);
    tear_down();
}

static void test_gate_stops(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateClient) client = open_held("demo/v720/live.m3u8?_HLS_msn=22&_HLS_part=3");
    gate_stop(scene.gate, 10 * CLOCK_US_PER_S);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 503);
    tear_down();
}

/* ---- refusing ---- */

static void test_refusals(void) {
    set_up(SHELF_PUBLIC);
    expect("demo/v720/live.m3u8?_HLS_part=1", 400);
    expect("demo/v720/live.m3u8?_HLS_msn=x", 400);
    expect("demo/v720/live.m3u8?_HLS_msn=25", 400);
    expect("demo/v720/live.m3u8?_HLS_msn=24&_HLS_part=1", 400);
    expect("demo/v360/live.m3u8", 404);
    expect("demo/v360/s20.m4s", 404);
    expect("demo/v720/s19.m4s", 404);
    expect("demo/v720/p20.6.m4s", 404);
    expect("demo/v720/q20.2.m4s", 404);
    expect("demo/v720/q20.1431655766.m4s", 404); /* 3 × it is 2 modulo 2^32 */
    expect("demo/v720/p21.3.m4s", 404);          /* a gap */
    expect("demo/v720/init2.mp4", 404);
    expect("demo/v720/init3.mp4", 404);
    expect("demo/v720/init5.mp4", 404);
    expect("demo/tv/zh.m3u8", 404); /* nobody answers for it here */
    expect("demo/nothing", 404);
    g_autoptr(GateReply) post = gate_client_ask_once(
        scene.port, "POST /live/demo/master.m3u8 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        405);
    g_assert_true(gate_reply_has(post, "allow", "GET, HEAD"));
    g_autoptr(GateReply) missing = get("demo/nothing", 404);
    g_assert_true(gate_reply_has(missing, "content-type", "application/problem+json"));
    g_assert_true(gate_reply_has(missing, "cache-control", "max-age=1"));
    tear_down();
}

static void test_withdrawn(void) {
    set_up(SHELF_PUBLIC);
    expect("demo/v720/s20.m4s", 200);
    span_table_withdraw(shelf_meeting_spans(scene.meeting), 20, true);
    expect("demo/v720/s20.m4s", 404);
    expect("demo/a-zh/p20.0.m4s", 404);
    tear_down();
}

static void test_trimmed(void) {
    set_up(SHELF_PUBLIC);
    scene.is_ended = true;
    scene.shown_from = 21;
    publish();
    expect("demo/v720/s20.m4s", 404);
    expect("demo/a-zh/p20.5.m4s", 404);
    expect("demo/v720/q20.1.m4s", 404);
    expect("demo/v720/s21.m4s", 200);
    expect("demo/v720/init4.mp4", 200);
    scene.shown_from = 20;
    scene.shown_end = 21;
    publish();
    expect("demo/v720/s20.m4s", 200);
    expect("demo/v720/s21.m4s", 404);
    expect("demo/v720/p21.0.m4s", 404);
    tear_down();
}

/* ---- media ---- */

static void test_media(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateReply) part = get("demo/v720/p21.2.m4s", 200);
    g_assert_cmpuint(part->body->len, ==, 100);
    g_assert_true(gate_fixture_is_pattern(part->body->str, 800, 100));
    g_assert_true(gate_reply_has(part, "content-type", "video/mp4"));
    g_assert_true(gate_reply_has(part, "cache-control", "max-age=3600"));
    g_assert_true(gate_reply_has(part, "accept-ranges", "bytes"));
    g_autoptr(GateReply) half = get("demo/a-zh/q20.1.m4s", 200);
    g_assert_cmpuint(half->body->len, ==, 30);
    g_assert_true(gate_fixture_is_pattern(half->body->str, 30, 30));
    g_assert_true(gate_reply_has(half, "content-type", "audio/mp4"));
    g_autoptr(GateReply) segment = get("demo/v720/s20.m4s", 200);
    g_assert_cmpuint(segment->body->len, ==, 600);
    g_assert_true(gate_fixture_is_pattern(segment->body->str, 0, 600));
    expect_body("demo/v720/init4.mp4", "init4");
    LiveStats stats;
    live_handler_get_stats(scene.handler, &stats);
    g_assert_cmpuint(stats.media, ==, 3);
    tear_down();
}

static void test_ranges(void) {
    set_up(SHELF_PUBLIC);
    g_autoptr(GateReply) piece = gate_client_ask_once(
        scene.port,
        "GET /live/demo/v720/p20.1.m4s HTTP/1.1\r\nHost: x\r\nRange: bytes=10-19\r\n\r\n", 206);
    g_assert_true(gate_reply_has(piece, "content-range", "bytes 10-19/100"));
    g_assert_cmpuint(piece->body->len, ==, 10);
    g_assert_true(gate_fixture_is_pattern(piece->body->str, 110, 10));
    g_autoptr(GateReply) beyond = gate_client_ask_once(
        scene.port,
        "GET /live/demo/v720/p20.1.m4s HTTP/1.1\r\nHost: x\r\nRange: bytes=100-\r\n\r\n", 416);
    g_assert_true(gate_reply_has(beyond, "content-range", "bytes */100"));
    tear_down();
}

/* ---- who may look ---- */

static void expect_with(const char *take_token, const char *name, unsigned status) {
    g_autofree const char *token = take_token;
    g_autofree char *path = g_strdup_printf("demo/~%s/%s", token, name);
    expect(path, status);
}

static void test_access(void) {
    static const struct {
        ShelfAccess access;
        unsigned without, viewing, studio;
    } ROWS[] = {
        {SHELF_CLOSED, 403, 403, 200}, {SHELF_TOKEN, 403, 200, 200}, {SHELF_PUBLIC, 200, 200, 200}};
    static const char *const NAMES[] = {"master.m3u8", "v720/live.m3u8", "v720/init4.mp4",
                                        "v720/p20.0.m4s", "v720/s20.m4s"};
    set_up(SHELF_CLOSED);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        shelf_meeting_set_access(scene.meeting, ROWS[i].access);
        for (unsigned j = 0; j < G_N_ELEMENTS(NAMES); j++) {
            g_autofree char *path = g_strconcat("demo/", NAMES[j], NULL);
            expect(path, ROWS[i].without);
            expect_with(token_of(VIEWING, 60), NAMES[j], ROWS[i].viewing);
            expect_with(token_of("studio." VIEWING, 60), NAMES[j], ROWS[i].studio);
            expect_with(token_of(VIEWING, -2), NAMES[j], 403);
            expect_with(g_strdup("forged.token"), NAMES[j], 403);
        }
    }
    tear_down();
}

static void keep(const DeliveredNote *note, void *user) {
    g_array_append_vals(user, note, 1);
}

static void ask_for_a_part(const char *method, const char *field, unsigned status) {
    g_autofree char *token = token_of(VIEWING, 60);
    g_autofree char *request = g_strdup_printf(
        "%s /live/demo/~%s/v720/p20.1.m4s HTTP/1.1\r\nHost: x\r\n%s\r\n", method, token, field);
    g_autoptr(GateClient) client = gate_client_open(scene.port);
    gate_client_send(client, request);
    g_autoptr(GateReply) reply = g_str_equal(method, "HEAD") ? gate_client_read_head(client)
                                                             : gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, status);
}

/* What was sent whole to a viewing is noted; without a viewing, to HEAD, in pieces, or refused:
 * nothing. */
static void test_delivered(void) {
    set_up(SHELF_PUBLIC);
    ask_for_a_part("HEAD", "", 200);
    ask_for_a_part("GET", "Range: bytes=0-98\r\n", 206);
    ask_for_a_part("GET", "Range: bytes=1-\r\n", 206);
    ask_for_a_part("GET", "Range: bytes=100-\r\n", 416);
    expect("demo/v720/p20.0.m4s", 200);
    expect_with(token_of(VIEWING, 60), "v720/live.m3u8", 200);
    expect_with(token_of(VIEWING, 60), "v720/p19.0.m4s", 404);
    expect_with(token_of(VIEWING, 60), "v720/p20.4.m4s", 200);
    expect_with(token_of(VIEWING, 60), "a-zh/s21.m4s", 200);
    g_autoptr(GArray) notes = g_array_new(FALSE, FALSE, sizeof(DeliveredNote));
    int64_t until_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
    while (notes->len < 2) {
        delivered_gather(scene.delivered, keep, notes);
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
    g_assert_cmpuint(notes->len, ==, 2);
    const DeliveredNote *part = &g_array_index(notes, DeliveredNote, 0), *segment = part + 1;
    g_assert_cmpuint(part->viewing[0], ==, 0x01);
    g_assert_cmpuint(part->viewing[15], ==, 0xcd);
    g_assert_cmpint(part->kind, ==, MEDIA_VIDEO);
    g_assert_cmpuint(part->first, ==, 20 * MEDIA_PARTS_PER_SEGMENT + 4);
    g_assert_cmpuint(part->n_units, ==, 1);
    g_assert_cmpuint(part->bytes, ==, 100);
    g_assert_cmpint(segment->kind, ==, MEDIA_AUDIO);
    g_assert_cmpuint(segment->first, ==, 21 * MEDIA_PARTS_PER_SEGMENT);
    g_assert_cmpuint(segment->n_units, ==, MEDIA_PARTS_PER_SEGMENT);
    g_assert_cmpuint(segment->bytes, ==, 60);
    tear_down();
}

/* ---- what is not on the shelf ---- */

static void test_missing(void) {
    set_up(SHELF_PUBLIC);
    expect("other/master.m3u8", 404); /* nobody has it */
    g_assert_cmpuint(scene.n_wanted, ==, 1);
    scene.is_wanted = true;
    g_autoptr(GateClient) client = open_held("other/v720/p20.0.m4s");
    shelf_remove(scene.shelf, scene.meeting);
    scene.meeting = shelf_add(scene.shelf, "other", NULL, 2, scene.gate_keys);
    add_span(20, 0);
    publish();
    shelf_meeting_set_access(scene.meeting, SHELF_PUBLIC);
    gate_fire(scene.gate, scene.want_key);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 0, 100));
    g_autoptr(GateClient) in_vain = open_held("third/master.m3u8");
    gate_fire(scene.gate, scene.want_key); /* it could not be loaded: asked once only */
    g_autoptr(GateReply) none = gate_client_read_reply(in_vain);
    g_assert_cmpuint(none->status, ==, 404);
    g_assert_cmpuint(scene.n_wanted, ==, 3);
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_handler/playlists", test_playlists);
    g_test_add_func("/live_handler/gzip", test_gzip);
    g_test_add_func("/live_handler/head", test_head);
    g_test_add_func("/live_handler/held_playlist", test_held_playlist);
    g_test_add_func("/live_handler/held_for_a_segment", test_held_for_a_segment);
    g_test_add_func("/live_handler/held_until_the_end", test_held_until_the_end);
    g_test_add_func("/live_handler/held_until_removed", test_held_until_removed);
    g_test_add_func("/live_handler/held_until_closed", test_held_until_closed);
    g_test_add_func("/live_handler/hint", test_hint);
    g_test_add_func("/live_handler/waited_in_vain", test_waited_in_vain);
    g_test_add_func("/live_handler/gate_stops", test_gate_stops);
    g_test_add_func("/live_handler/refusals", test_refusals);
    g_test_add_func("/live_handler/withdrawn", test_withdrawn);
    g_test_add_func("/live_handler/trimmed", test_trimmed);
    g_test_add_func("/live_handler/media", test_media);
    g_test_add_func("/live_handler/ranges", test_ranges);
    g_test_add_func("/live_handler/access", test_access);
    g_test_add_func("/live_handler/delivered", test_delivered);
    g_test_add_func("/live_handler/missing", test_missing);
    return g_test_run();
}
