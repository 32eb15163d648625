/* The walking skeleton: one port in front of libsoup and libwebsockets, driven over TCP from
 * outside. TONGPING_UPLOAD_BYTES sets the size of the large upload (default 256 MiB). */
#include "base/api_server.h"
#include "base/gate/gate.h"
#include "base/ws_server.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"

#define DEADLINE_US (60 * CLOCK_US_PER_S)
#define N_SOCKETS   3000u
/* An upload is never gathered in memory; AddressSanitizer keeps 256 MiB of freed memory aside. */
#ifdef __SANITIZE_ADDRESS__
#define RSS_GROWTH_MAX_KIB (512 * 1024)
#else
#define RSS_GROWTH_MAX_KIB (48 * 1024)
#endif

/* ---- the server ---- */

typedef struct Skeleton {
    ApiServer *api;
    WsServer *ws;
    Gate *gate;
    uint64_t uploaded;             /* atomic; bytes of the last upload */
    unsigned n_aborted, n_ws_open; /* atomic */
    WsId last_ws;                  /* atomic; the last that was opened */
} Skeleton;

static Skeleton skeleton;

static void handle_hello(ApiRequest *request, void *user) {
    api_reply_json(request, 200, g_strdup("{\"hello\":true}"));
}

static void handle_echo(ApiRequest *request, void *user) {
    GBytes *body = api_request_body(request);
    api_reply_bytes(request, 200, "application/octet-stream", g_bytes_ref(body));
}

static bool on_chunk(ApiRequest *request, const uint8_t *bytes, size_t length, void *user) {
    __atomic_add_fetch(&skeleton.uploaded, length, __ATOMIC_SEQ_CST);
    return true;
}

static void on_upload_end(ApiRequest *request, void *user) {
    if (!api_request_is_open(request)) {
        __atomic_add_fetch(&skeleton.n_aborted, 1, __ATOMIC_SEQ_CST);
        return;
    }
    uint64_t n = __atomic_load_n(&skeleton.uploaded, __ATOMIC_SEQ_CST);
    api_reply_json(request, 200, g_strdup_printf("{\"bytes\":%" G_GUINT64_FORMAT "}", n));
}

static void handle_upload(ApiRequest *request, void *user) {
    __atomic_store_n(&skeleton.uploaded, 0, __ATOMIC_SEQ_CST);
    api_request_on_body_end(request, on_upload_end, NULL);
}

static void authenticate(ApiRequest *request, void *user) {
    api_request_set_identity(request, &(ApiIdentity){.account_id = ""});
}

static const ApiRoute ROUTES[] = {
    {"GET", "/api/hello", 0, 0, handle_hello, NULL, "hello"},
    {"POST", "/api/echo", 0, 1 << 20, handle_echo, NULL, "echo"},
    {"POST", "/api/upload", 0, UINT64_C(1) << 40, handle_upload, on_chunk, "upload"},
    {NULL},
};

static void on_ws_open(WsId id, void *take_identity, const char *peer, void *user) {
    g_free(take_identity);
    __atomic_store_n(&skeleton.last_ws, id, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&skeleton.n_ws_open, 1, __ATOMIC_SEQ_CST);
}

static void on_ws_text(WsId id, const char *text, size_t length, int64_t received_at_us,
                       void *user) {
    g_autoptr(WsText) echo = ws_text_new(text, length);
    g_assert_true(ws_server_send(skeleton.ws, id, echo, NULL));
}

static void on_ws_close(WsId id, unsigned code, void *user) {
    __atomic_sub_fetch(&skeleton.n_ws_open, 1, __ATOMIC_SEQ_CST);
}

static bool adopt_api(int take_fd, void *take_context, const char *peer, void *user,
                      GError **error) {
    return api_server_adopt(skeleton.api, take_fd, peer, error);
}

static bool adopt_ws(int take_fd, void *take_context, const char *peer, void *user,
                     GError **error) {
    WsArrival arrival = {
        .take_fd = take_fd, .peer = peer, .take_identity = take_context, .free_identity = g_free};
    return ws_server_adopt(skeleton.ws, &arrival, error);
}

static bool adopt_client(const GateGift *gift, void *user, GError **error) {
    WsArrival arrival = {.take_fd = gift->take_fd,
                         .peer = gift->peer,
                         .bytes = gift->bytes,
                         .n_bytes = gift->n_bytes,
                         .take_identity = gift->take_context,
                         .free_identity = g_free,
                         .take_place = gift->take_place,
                         .leave_place = gift->leave_place};
    return ws_server_adopt(skeleton.ws, &arrival, error);
}

static const GateUpstream API = {GATE_UPSTREAM_HTTP, adopt_api, NULL};
static const GateUpstream WS = {GATE_UPSTREAM_TUNNEL, adopt_ws, NULL, adopt_client};

static void hand_over_api(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    answer->action = GATE_HAND_OVER;
    answer->upstream = &API;
}

static void hand_over_ws(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    answer->action = GATE_HAND_OVER;
    answer->upstream = &WS;
    answer->protocol = "tongping.v1";
    answer->take_context = g_strdup("identity");
    answer->free_context = g_free;
}

static int64_t header_timeout_us = 20 * CLOCK_US_PER_S;

#define NO_LIMIT 10000u
static unsigned max_sockets = NO_LIMIT, max_per_address = NO_LIMIT;

static void start_skeleton(void) {
    static const char *const listen_texts[] = {"127.0.0.1:0", NULL};
    static const GateRoute routes[] = {
        {"/api/", {.on_request = hand_over_api}, GATE_BODIES_GATHERED},
        {"/ws", {.on_request = hand_over_ws}},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    skeleton = (Skeleton){0};
    skeleton.api =
        api_server_start(&(ApiServerOptions){ROUTES, authenticate, NULL, .max_requests = 512,
                                             .mailbox_posts = 4096, .proof_field = "X-Proof"},
                         &error);
    g_assert_no_error(error);
    skeleton.ws = ws_server_start(
        &(WsServerOptions){
            .subprotocol = "tongping.v1",
            .events = {on_ws_open, on_ws_text, on_ws_close, NULL},
            .max_connections = max_sockets,
            .mailbox_posts = 16384,
        },
        &error);
    g_assert_no_error(error);
    skeleton.gate = gate_start(
        &(GateOptions){
            .listen = listen_texts,
            .n_workers = 2,
            .max_connections = NO_LIMIT,
            .max_connections_per_address = max_per_address,
            .header_timeout_us = header_timeout_us,
            .idle_timeout_us = 60 * CLOCK_US_PER_S,
            .write_timeout_us = 60 * CLOCK_US_PER_S,
            .relay_timeout_us = 60 * CLOCK_US_PER_S,
            .routes = routes,
        },
        &error);
    g_assert_no_error(error);
}

static void stop_skeleton(void) {
    ws_server_stop(skeleton.ws);
    api_server_stop(skeleton.api);
    gate_stop(skeleton.gate, CLOCK_US_PER_S);
    gate_free(skeleton.gate);
    api_server_free(skeleton.api);
    ws_server_free(skeleton.ws);
}

static GateClient *dial(void) {
    return gate_client_open(gate_port(skeleton.gate, 0));
}

/* ---- what is left ---- */

static unsigned count_descriptors(void) {
    unsigned n = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static void wait_for_descriptors(unsigned wanted) {
    int64_t until_us = g_get_monotonic_time() + DEADLINE_US;
    while (count_descriptors() > wanted) {
        if (g_get_monotonic_time() > until_us)
            g_error("%u descriptors are still open, %u were before", count_descriptors(), wanted);
        g_usleep(5000);
    }
}

static void wait_for_count(const unsigned *counter, unsigned wanted) {
    int64_t until_us = g_get_monotonic_time() + DEADLINE_US;
    while (__atomic_load_n(counter, __ATOMIC_SEQ_CST) != wanted) {
        if (g_get_monotonic_time() > until_us)
            g_error("%u instead of %u", __atomic_load_n(counter, __ATOMIC_SEQ_CST), wanted);
        g_usleep(5000);
    }
}

static long rss_kib(void) {
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    g_assert_cmpint(fscanf(file, "%ld %ld", &size, &resident), ==, 2);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* ---- tests ---- */

static void test_many_calls_on_one_connection(void) {
    start_skeleton();
    g_autoptr(GateClient) client = dial();
    for (unsigned i = 0; i < 300; i++) {
        gate_client_send(client, "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
        g_autofree char *answer = gate_client_read_until(client, "{\"hello\":true}");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200 "));
        g_assert_null(strcasestr(answer, "connection: close"));
    }
    gate_client_send(client,
                     "POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
                     "GET /api/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    g_autofree char *answer = gate_client_read_until(client, "{\"hello\":true}");
    g_assert_nonnull(strstr(answer, "hello world"));
    stop_skeleton();
}

static uint64_t upload_bytes(void) {
    const char *text = g_getenv("TONGPING_UPLOAD_BYTES");
    return text ? g_ascii_strtoull(text, NULL, 10) : UINT64_C(256) << 20;
}

static void check_upload(const char *framing_fields, bool is_chunked, uint64_t total) {
    g_autofree uint8_t *piece = g_malloc0(1 << 20);
    g_autoptr(GateClient) client = dial();
    g_autofree char *head =
        g_strdup_printf("POST /api/upload HTTP/1.1\r\nHost: x\r\n%s\r\n", framing_fields);
    gate_client_send(client, head);
    long before = rss_kib();
    for (uint64_t sent = 0; sent < total;) {
        size_t n = (size_t)MIN(total - sent, 1 << 20);
        g_autofree char *size = g_strdup_printf("%zx\r\n", n);
        if (is_chunked)
            gate_client_send(client, size);
        gate_client_send_bytes(client, piece, n);
        if (is_chunked)
            gate_client_send(client, "\r\n");
        sent += n;
    }
    if (is_chunked)
        gate_client_send(client, "0\r\n\r\n");
    g_autofree char *answer = gate_client_read_until(client, "}");
    g_autofree char *expected = g_strdup_printf("{\"bytes\":%" G_GUINT64_FORMAT "}", total);
    g_assert_nonnull(strstr(answer, expected));
    g_test_message("upload of %" G_GUINT64_FORMAT " bytes: resident set grew by %ld KiB", total,
                   rss_kib() - before);
    g_assert_cmpint(rss_kib() - before, <, RSS_GROWTH_MAX_KIB);
}

static void test_large_uploads(void) {
    start_skeleton();
    uint64_t total = upload_bytes();
    g_autofree char *length = g_strdup_printf("Content-Length: %" G_GUINT64_FORMAT "\r\n", total);
    check_upload(length, false, total);
    check_upload("Transfer-Encoding: chunked\r\n", true, total / 4);
    stop_skeleton();
}

static void abort_once(unsigned i) {
    GateClient *client = dial();
    switch (i % 4) {
    case 0:
        gate_client_send(client, "POST /api/upload HTTP/1.1\r\nHo");
        break;
    case 1:
        gate_client_send(
            client, "POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc");
        break;
    case 2:
        gate_client_send(client, "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
        break;
    default:
        gate_client_send(
            client,
            "POST /api/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        break;
    }
    if (i % 2)
        gate_client_reset(client);
    else
        gate_client_free(client);
}

static void test_aborted_requests(void) {
    start_skeleton();
    GateClient *client = dial();
    gate_client_send(client, "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    g_free(gate_client_read_until(client, "}"));
    gate_client_free(client);
    wait_for_descriptors(count_descriptors());
    unsigned before = count_descriptors();
    for (unsigned i = 0; i < 800; i++)
        abort_once(i);
    wait_for_descriptors(before);
    stop_skeleton();
}

static const char UPGRADE[] = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n"
                              "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                              "Sec-WebSocket-Protocol: tongping.v1\r\n\r\n";

static void upgrade(GateClient *client) {
    gate_client_send(client, UPGRADE);
}

/* RFC 6455 §5.2, mask 0: the payload goes as it is. */
static void append_frame(GByteArray *out, const char *text) {
    uint8_t head[6] = {0x81, (uint8_t)(0x80 | strlen(text))};
    g_assert_cmpuint(strlen(text), <, 126);
    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static void send_frame(GateClient *client, const char *text) {
    g_autoptr(GByteArray) frame = g_byte_array_new();
    append_frame(frame, text);
    gate_client_send_bytes(client, frame->data, frame->len);
}

static void test_many_sockets(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    start_skeleton();
    unsigned before = count_descriptors();
    static GateClient *clients[N_SOCKETS];
    for (unsigned i = 0; i < N_SOCKETS; i++) {
        clients[i] = dial();
        upgrade(clients[i]);
    }
    for (unsigned i = 0; i < N_SOCKETS; i++) {
        g_autofree char *answer = gate_client_read_until(clients[i], "\r\n\r\n");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 101 "));
        g_assert_nonnull(strcasestr(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }
    wait_for_count(&skeleton.n_ws_open, N_SOCKETS);
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < N_SOCKETS; i++)
            send_frame(clients[i], "same screen");
        for (unsigned i = 0; i < N_SOCKETS; i++)
            g_free(gate_client_read_until(clients[i], "same screen"));
    }
    GateStats stats;
    gate_get_stats(skeleton.gate, &stats);
    g_assert_cmpuint(stats.given, ==, N_SOCKETS);
    g_assert_cmpuint(stats.connections, ==, N_SOCKETS);
    g_assert_cmpuint(stats.relaying, ==, 0);
    g_assert_cmpuint(count_descriptors(), <=, before + 2 * N_SOCKETS); /* the clients' are ours */
    for (unsigned i = 0; i < N_SOCKETS; i++)
        gate_client_free(clients[i]);
    wait_for_count(&skeleton.n_ws_open, 0);
    wait_for_descriptors(before);
    stop_skeleton();
}

/* ---- sockets that the gate gives away ---- */

static void check_status(const char *request, const char *status) {
    g_autoptr(GateClient) client = dial();
    gate_client_send(client, request);
    g_autofree char *answer = gate_client_read_until(client, "\r\n\r\n");
    if (!g_str_has_prefix(answer, status))
        g_error("'%s' was answered: %s", request, answer);
}

static GateStats gate_stats(void) {
    GateStats stats;
    gate_get_stats(skeleton.gate, &stats);
    return stats;
}

/* All that are connected have been given away, and so many there are. */
static void wait_for_given(unsigned wanted) {
    int64_t until_us = g_get_monotonic_time() + DEADLINE_US;
    for (GateStats stats = gate_stats(); stats.given != wanted || stats.connections != wanted;
         stats = gate_stats()) {
        if (g_get_monotonic_time() > until_us)
            g_error("%u sockets and %u connections instead of %u", stats.given, stats.connections,
                    wanted);
        g_usleep(5000);
    }
}

static GateClient *open_socket(void) {
    GateClient *client = dial();
    upgrade(client);
    g_autofree char *answer = gate_client_read_until(client, "\r\n\r\n");
    g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 101 "));
    return client;
}

/* A request before the upgrade, words behind it: in two pieces, cut anywhere. */
static void test_words_behind_the_upgrade(void) {
    static const char hello[] = "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n";
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)hello, strlen(hello));
    g_byte_array_append(bytes, (const guint8 *)UPGRADE, strlen(UPGRADE));
    append_frame(bytes, "first words");
    append_frame(bytes, "second words");
    start_skeleton();
    for (guint cut = 1; cut <= bytes->len; cut += 3) {
        g_autoptr(GateClient) client = dial();
        gate_client_send_bytes(client, bytes->data, MIN(cut, bytes->len));
        if (cut < bytes->len)
            gate_client_send_bytes(client, bytes->data + cut, bytes->len - cut);
        g_free(gate_client_read_until(client, "{\"hello\":true}"));
        g_autofree char *answer = gate_client_read_until(client, "\x0csecond words");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 101 "));
        g_assert_nonnull(strstr(answer, "\r\n\r\n\x81\x0b"
                                        "first words"));
        send_frame(client, "later words");
        g_free(gate_client_read_until(client, "later words"));
    }
    wait_for_given(0);
    stop_skeleton();
}

/* They count against the limits until they are closed. */
static void test_limits_of_sockets(void) {
    max_per_address = 3;
    start_skeleton();
    GateClient *clients[3];
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++)
        clients[i] = open_socket();
    wait_for_given(3);
    g_autoptr(GateClient) fourth = dial();
    gate_client_expect_end(fourth);
    gate_client_free(clients[0]);
    wait_for_given(2);
    g_autoptr(GateClient) later = open_socket();
    gate_client_reset(clients[1]);
    gate_client_free(clients[2]);
    wait_for_given(1);
    stop_skeleton();
    max_per_address = NO_LIMIT;
}

/* A server that takes no more leaves the client with the gate, which says so. */
static void test_refused_sockets(void) {
    max_sockets = 2;
    start_skeleton();
    g_autoptr(GateClient) first = open_socket(), second = open_socket();
    for (unsigned i = 0; i < 3; i++) {
        g_autoptr(GateClient) third = dial();
        upgrade(third);
        g_autofree char *answer = gate_client_read_until(third, "try again soon");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 503 "));
        g_assert_nonnull(strcasestr(answer, "retry-after"));
    }
    wait_for_given(2);
    send_frame(second, "still here");
    g_free(gate_client_read_until(second, "still here"));
    stop_skeleton();
    max_sockets = NO_LIMIT;
}

/* Whoever does not read is closed; nobody else waits for him. */
static void test_slow_socket(void) {
    start_skeleton();
    unsigned before = count_descriptors();
    GateClient *slow = open_socket();
    wait_for_count(&skeleton.n_ws_open, 1);
    WsId id = __atomic_load_n(&skeleton.last_ws, __ATOMIC_SEQ_CST);
    g_autoptr(GateClient) other = open_socket();
    g_autofree char *much = g_strnfill(16384, 'y');
    g_autoptr(WsText) text = ws_text_new(much, 16384);
    WsStats stats = {0};
    for (unsigned i = 0; i < 100000 && stats.closed_slow == 0; i++) {
        while (!ws_server_send(skeleton.ws, id, text, NULL)) /* its mailbox is full */
            g_usleep(100);
        ws_server_get_stats(skeleton.ws, &stats);
    }
    send_frame(other, "meanwhile");
    g_free(gate_client_read_until(other, "meanwhile"));
    ws_server_get_stats(skeleton.ws, &stats);
    g_assert_cmpuint(stats.closed_slow, ==, 1);
    gate_client_free(slow);
    wait_for_given(1);
    wait_for_descriptors(before + 2);
    stop_skeleton();
}

static void test_aborted_sockets(void) {
    start_skeleton();
    gate_client_free(open_socket());
    wait_for_given(0);
    unsigned before = count_descriptors();
    for (unsigned i = 0; i < 400; i++) {
        GateClient *client = i % 4 < 2 ? dial() : open_socket();
        if (i % 4 < 2)
            upgrade(client);
        if (i % 2)
            gate_client_reset(client);
        else
            gate_client_free(client);
    }
    wait_for_given(0);
    wait_for_count(&skeleton.n_ws_open, 0);
    wait_for_descriptors(before);
    stop_skeleton();
}

/* The gate waits for none of them: they are closed when it stops. */
static void test_stop_with_sockets(void) {
    start_skeleton();
    GateClient *clients[50];
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++)
        clients[i] = open_socket();
    wait_for_given(G_N_ELEMENTS(clients));
    ws_server_stop(skeleton.ws);
    wait_for_given(0);
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++) {
        g_free(gate_client_read_until(clients[i], "\x88\x0a\x03\xe9stopping")); /* 1001 */
        gate_client_free(clients[i]);
    }
    check_status(UPGRADE, "HTTP/1.1 503 ");
    stop_skeleton();
}

/* ---- refusals and bodies ---- */

static void test_refusals(void) {
    start_skeleton();
    check_status("GET /api/hello HTTP/1.0\r\n\r\n", "HTTP/1.1 200 ");
    check_status("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 426 ");
    check_status("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n",
                 "HTTP/1.1 400 ");
    check_status("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ");
    check_status("GET /api/nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ");
    check_status("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n",
                 "HTTP/1.1 413 ");
    check_status("POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                 "HTTP/1.1 400 ");
    stop_skeleton();
}

static uint64_t n_handed_over(void) {
    GateStats stats;
    gate_get_stats(skeleton.gate, &stats);
    return stats.handed_over;
}

/* A small body that is still on its way takes no place in the API. */
static void test_gathered_bodies(void) {
    static const char *const framings[] = {"Content-Length: 11", "Transfer-Encoding: chunked"};
    static const char *const bodies[][2] = {{"hello ", "world"},
                                            {"6\r\nhello \r\n", "5\r\nworld\r\n0\r\n\r\n"}};
    start_skeleton();
    g_autoptr(GateClient) client = dial();
    for (unsigned i = 0; i < G_N_ELEMENTS(framings); i++) {
        g_autofree char *head = g_strdup_printf("POST /api/echo HTTP/1.1\r\nHost: x\r\n%s\r\n"
                                                "Expect: 100-continue\r\n\r\n",
                                                framings[i]);
        gate_client_send(client, head);
        g_autofree char *interim = gate_client_read_until(client, "\r\n\r\n");
        g_assert_cmpstr(interim, ==, "HTTP/1.1 100 Continue\r\n\r\n");
        gate_client_send(client, bodies[i][0]);
        g_assert_cmpuint(n_handed_over(), ==, i);
        gate_client_send(client, bodies[i][1]);
        g_autofree char *answer = gate_client_read_until(client, "hello world");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200 "));
        g_assert_null(strcasestr(answer, "connection: close"));
    }
    g_assert_cmpuint(n_handed_over(), ==, 2);
    stop_skeleton();
}

static void test_dripping_bodies(void) {
    header_timeout_us = 300 * CLOCK_US_PER_MS;
    start_skeleton();
    g_autoptr(GateClient) counted = dial(), chunked = dial(), second = dial();
    gate_client_send(counted, "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhe");
    gate_client_send(chunked, "POST /api/echo HTTP/1.1\r\nHost: x\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n5\r\nhe");
    gate_client_send(second, "GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    g_free(gate_client_read_until(second, "{\"hello\":true}"));
    gate_client_send(second, "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhe");
    GateClient *const clients[] = {counted, chunked, second};
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++) {
        g_autofree char *answer = gate_client_read_until(clients[i], "\r\n\r\n");
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 408 "));
    }
    g_assert_cmpuint(n_handed_over(), ==, 1);
    stop_skeleton();
    header_timeout_us = 20 * CLOCK_US_PER_S;
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/handover/many-calls-on-one-connection", test_many_calls_on_one_connection);
    g_test_add_func("/handover/large-uploads", test_large_uploads);
    g_test_add_func("/handover/aborted-requests", test_aborted_requests);
    g_test_add_func("/handover/many-sockets", test_many_sockets);
    g_test_add_func("/handover/words-behind-the-upgrade", test_words_behind_the_upgrade);
    g_test_add_func("/handover/limits-of-sockets", test_limits_of_sockets);
    g_test_add_func("/handover/refused-sockets", test_refused_sockets);
    g_test_add_func("/handover/slow-socket", test_slow_socket);
    g_test_add_func("/handover/aborted-sockets", test_aborted_sockets);
    g_test_add_func("/handover/stop-with-sockets", test_stop_with_sockets);
    g_test_add_func("/handover/refusals", test_refusals);
    g_test_add_func("/handover/gathered-bodies", test_gathered_bodies);
    g_test_add_func("/handover/dripping-bodies", test_dripping_bodies);
    return g_test_run();
}
