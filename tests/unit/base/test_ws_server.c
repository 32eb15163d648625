/* The WebSocket server from outside: socket pairs, a small client, one server per test. */
#include "base/ws_server.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "tests/support/ws_client.h"

#define DEADLINE_US (60 * CLOCK_US_PER_S)

/* ---- a clock that tests can push forward ---- */

static _Atomic int64_t pushed_us;

static int64_t pushed_monotonic_us(void) {
    return g_get_monotonic_time() + pushed_us;
}

static const ClockSource PUSHED_CLOCK = {pushed_monotonic_us, g_get_real_time};

/* ---- fixture: what the callbacks saw ---- */

typedef struct Fixture {
    WsServer *server;
    bool must_echo;
    pthread_mutex_t mutex; /* guards the rest */
    GArray *open;          /* WsId in order of opening */
    unsigned n_closed, n_texts, last_code;
    char last_text[64], last_peer[64];
    void *last_identity;
    size_t last_length;
} Fixture;

static void on_open(WsId id, void *take_identity, const char *peer, void *user) {
    Fixture *f = user;
    pthread_mutex_lock(&f->mutex);
    g_array_append_val(f->open, id);
    g_strlcpy(f->last_peer, peer, sizeof f->last_peer);
    f->last_identity = take_identity;
    pthread_mutex_unlock(&f->mutex);
}

static void on_text(WsId id, const char *text, size_t length, int64_t received_at_us, void *user) {
    Fixture *f = user;
    pthread_mutex_lock(&f->mutex);
    f->n_texts++;
    f->last_length = length;
    memset(f->last_text, 0, sizeof f->last_text);
    memcpy(f->last_text, text, MIN(length, sizeof f->last_text - 1));
    pthread_mutex_unlock(&f->mutex);
    if (f->must_echo) {
        g_autoptr(WsText) echo = ws_text_new(text, length);
        g_assert_true(ws_server_send(f->server, id, echo, NULL));
    }
}

static void on_close(WsId id, unsigned code, void *user) {
    Fixture *f = user;
    pthread_mutex_lock(&f->mutex);
    f->n_closed++;
    f->last_code = code;
    pthread_mutex_unlock(&f->mutex);
}

static void set_up_limit(Fixture *f, unsigned max_connections) {
    pthread_mutex_init(&f->mutex, NULL);
    f->open = g_array_new(FALSE, FALSE, sizeof(WsId));
    g_autoptr(GError) error = NULL;
    const WsServerOptions options = {
        .subprotocol = "tongping.v1",
        .events = {on_open, on_text, on_close, f},
        .max_connections = max_connections,
        .mailbox_posts = 16384,
    };
    f->server = ws_server_start(&options, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *f, const void *data) {
    f->must_echo = true;
    set_up_limit(f, 20000);
}

static void tear_down(Fixture *f, const void *data) {
    ws_server_free(f->server);
    g_array_unref(f->open);
    pthread_mutex_destroy(&f->mutex);
}

static unsigned n_opened(Fixture *f) {
    pthread_mutex_lock(&f->mutex);
    unsigned n = f->open->len;
    pthread_mutex_unlock(&f->mutex);
    return n;
}

static unsigned n_closed(Fixture *f) {
    pthread_mutex_lock(&f->mutex);
    unsigned n = f->n_closed;
    pthread_mutex_unlock(&f->mutex);
    return n;
}

static unsigned n_texts(Fixture *f) {
    pthread_mutex_lock(&f->mutex);
    unsigned n = f->n_texts;
    pthread_mutex_unlock(&f->mutex);
    return n;
}

static void wait_for(Fixture *f, unsigned (*count)(Fixture *), unsigned wanted) {
    int64_t until_us = g_get_monotonic_time() + DEADLINE_US;
    while (count(f) < wanted && g_get_monotonic_time() < until_us)
        g_usleep(200);
    g_assert_cmpuint(count(f), ==, wanted);
}

static WsId id_of(Fixture *f, unsigned index) {
    wait_for(f, n_opened, index + 1);
    pthread_mutex_lock(&f->mutex);
    WsId id = g_array_index(f->open, WsId, index);
    pthread_mutex_unlock(&f->mutex);
    return id;
}

static void expect_closed(Fixture *f, unsigned n, unsigned code) {
    wait_for(f, n_closed, n);
    g_assert_cmpuint(f->last_code, ==, code);
}

/* Moves the server's clock; the empty mail wakes its loop, which then looks at the clock. */
static void push_clock(Fixture *f, int64_t by_s) {
    pushed_us += by_s * CLOCK_US_PER_S;
    g_assert_true(ws_server_close(f->server, 0, 1000, NULL, NULL));
}

/* ---- messages ---- */

static unsigned n_sent(Fixture *f) {
    WsStats stats;
    ws_server_get_stats(f->server, &stats);
    return (unsigned)stats.messages_out;
}

static void test_echo(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    ws_client_send_text(fd, "hello");
    ws_client_expect_text(fd, "hello");
    ws_client_send_text(fd, "");
    ws_client_expect_text(fd, "");
    ws_client_send_text(fd, "同屏 😀");
    ws_client_expect_text(fd, "同屏 😀");
    g_autofree char *longest = g_strnfill(WS_MESSAGE_MAX_BYTES, 'x');
    ws_client_send_text(fd, longest);
    ws_client_expect_text(fd, longest);
    g_assert_cmpstr(f->last_peer, ==, "192.0.2.7");
    wait_for(f, n_sent, 4);
    WsStats stats;
    ws_server_get_stats(f->server, &stats);
    g_assert_cmpuint(stats.open, ==, 1);
    g_assert_cmpuint(stats.messages_in, ==, 4);
    g_assert_cmpuint(stats.bytes_in, ==, 5 + 11 + WS_MESSAGE_MAX_BYTES);
    close(fd);
    expect_closed(f, 1, WS_CLOSE_ABNORMAL);
}

/* The gate may have read frames behind the upgrade request. */
static void test_early_frames(Fixture *f, const void *data) {
    int fd = ws_client_adopt(f->server, NULL, NULL);
    ws_client_upgrade(fd, "tongping.v1");
    ws_client_send_text(fd, "one");
    ws_client_send_text(fd, "two");
    ws_client_expect_status(fd, 101);
    ws_client_expect_text(fd, "one");
    ws_client_expect_text(fd, "two");
    close(fd);
}

/* A pong and a text, in the order in which they come: RFC 6455 §5.5.2 wants no other. */
static void expect_pong_and_text(int fd, const char *pong, const char *text) {
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    for (unsigned seen = 0; seen != (1u << WS_PONG | 1u << WS_TEXT);) {
        g_assert_true(ws_client_read(fd, frame));
        const char *wanted = frame->opcode == WS_PONG ? pong : text;
        g_assert_cmpmem(frame->payload, frame->length, wanted, strlen(wanted));
        g_assert_cmpuint(seen & 1u << frame->opcode, ==, 0);
        seen |= 1u << frame->opcode;
    }
}

static void test_fragments(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    ws_client_send_frame(fd, WS_TEXT, "\xe5\x90", 2); /* breaks inside a character */
    ws_client_send_frame(fd, 0x80 | WS_PING, "are you there", 13);
    ws_client_send_frame(fd, WS_CONTINUE, "\x8c\xe5\xb1", 3);
    ws_client_send_frame(fd, WS_CONTINUE, "", 0);
    ws_client_send_frame(fd, 0x80 | WS_CONTINUE, "\x8f", 1);
    expect_pong_and_text(fd, "are you there", "同屏");
    ws_client_send_frame(fd, WS_TEXT, "", 0);
    ws_client_send_frame(fd, 0x80 | WS_CONTINUE, "", 0);
    ws_client_expect_text(fd, "");
    close(fd);
}

static void test_many_writes_one_frame(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    const char frame[] = "\x81\x85\x01\x02\x03\x04\x69\x67\x6f\x68\x6e"; /* "hello", masked */
    for (unsigned i = 0; i < sizeof frame - 1; i++)
        ws_client_send_raw(fd, frame + i, 1);
    ws_client_expect_text(fd, "hello");
    close(fd);
}

/* ---- refusals of messages ---- */

typedef struct BadMessage {
    const char *name;
    unsigned first_byte;
    const char *payload;
    size_t length;
    unsigned code;
} BadMessage;

static const BadMessage BAD_MESSAGES[] = {
    {"binary", 0x80 | WS_BINARY, "x", 1, 1003},
    {"binary, first fragment", WS_BINARY, "x", 1, 1003},
    {"overlong encoding", 0x80 | WS_TEXT, "\xc0\xaf", 2, 1007},
    {"surrogate", 0x80 | WS_TEXT, "\xed\xa0\x80", 3, 1007},
    {"cut character", 0x80 | WS_TEXT, "\xe5\x90", 2, 1007},
    {"NUL", 0x80 | WS_TEXT, "a\0b", 3, 1007},
    {"reserved opcode", 0x83, "x", 1, 1002},
    {"reserved bit", 0xc1, "x", 1, 1002},
    {"continuation of nothing", 0x80 | WS_CONTINUE, "x", 1, 1002},
    {"fragmented ping", WS_PING, "x", 1, 1002},
};

static void test_bad_messages(Fixture *f, const void *data) {
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD_MESSAGES); i++) {
        const BadMessage *bad = &BAD_MESSAGES[i];
        g_test_message("%s", bad->name);
        int fd = ws_client_open(f->server);
        ws_client_send_frame(fd, bad->first_byte, bad->payload, bad->length);
        ws_client_read_close(fd, bad->code);
        ws_client_send_close(fd, bad->code); /* after some bad frames no frame is understood */
        push_clock(f, WS_CLOSE_TIMEOUT_S + 1);
        expect_closed(f, i + 1, bad->code);
        close(fd);
    }
    g_assert_cmpuint(n_texts(f), ==, 0);
}

static void test_too_big(Fixture *f, const void *data) {
    g_autofree char *text = g_strnfill(WS_MESSAGE_MAX_BYTES + 1, 'x');
    int fd = ws_client_open(f->server);
    ws_client_send_text(fd, text);
    ws_client_expect_close(fd, WS_CLOSE_TOO_BIG);
    expect_closed(f, 1, WS_CLOSE_TOO_BIG);
    close(fd);

    fd = ws_client_open(f->server);
    ws_client_send_frame(fd, WS_TEXT, text, WS_MESSAGE_MAX_BYTES);
    ws_client_send_frame(fd, 0x80 | WS_CONTINUE, "x", 1);
    ws_client_expect_close(fd, WS_CLOSE_TOO_BIG);
    expect_closed(f, 2, WS_CLOSE_TOO_BIG);
    close(fd);

    /* A frame that announces 2^40 bytes is refused before they come. */
    fd = ws_client_open(f->server);
    const uint8_t head[] = {0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    ws_client_send_raw(fd, head, sizeof head);
    ws_client_send_raw(fd, text, WS_MESSAGE_MAX_BYTES + 1);
    ws_client_read_close(fd, WS_CLOSE_TOO_BIG);
    push_clock(f, WS_CLOSE_TIMEOUT_S + 1); /* an answer would be part of the frame */
    expect_closed(f, 3, WS_CLOSE_TOO_BIG);
    close(fd);
    g_assert_cmpuint(n_texts(f), ==, 0);
}

static void test_flood(Fixture *f, const void *data) {
    f->must_echo = false;
    int fd = ws_client_open(f->server);
    for (unsigned i = 0; i < 20 * WS_INBOUND_BURST; i++)
        ws_client_send_text(fd, "x");
    ws_client_expect_close(fd, WS_CLOSE_POLICY);
    expect_closed(f, 1, WS_CLOSE_POLICY);
    g_assert_cmpuint(n_texts(f), >=, WS_INBOUND_BURST);
    close(fd);
}

/* ---- closing ---- */

static void test_client_closes(Fixture *f, const void *data) {
    static const struct {
        unsigned sent, answered, reported;
    } ROWS[] = {
        {1000, 1000, 1000},
        {1001, 1001, 1001},
        {4321, 4321, 4321},
        {0, 1005, 1005},
        {1005, 1002, 1005 /* must not be sent: RFC 6455 §7.4.1 */},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int fd = ws_client_open(f->server);
        ws_client_send_close(fd, ROWS[i].sent);
        ws_client_expect_close(fd, ROWS[i].answered);
        wait_for(f, n_closed, i + 1);
        close(fd);
        if (ROWS[i].sent != 1005)
            g_assert_cmpuint(f->last_code, ==, ROWS[i].reported);
    }
}

static void test_server_closes(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    WsId id = id_of(f, 0);
    g_autoptr(WsText) text = ws_text_new("last words", 10);
    g_assert_true(ws_server_send(f->server, id, text, NULL));
    g_assert_true(ws_server_close(f->server, id, 4401, "sign-in needed", NULL));
    g_assert_true(ws_server_close(f->server, id, 4000, "too late", NULL));
    g_assert_true(ws_server_send(f->server, id, text, NULL)); /* ignored */
    ws_client_expect_text(fd, "last words");
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_true(ws_client_read(fd, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_CLOSE);
    g_assert_cmpmem(frame->payload, frame->length, "\x11\x31sign-in needed", 16);
    ws_client_send_text(fd, "no longer heard");
    ws_client_send_close(fd, 4401);
    g_assert_false(ws_client_read(fd, frame));
    expect_closed(f, 1, 4401);
    g_assert_cmpuint(n_texts(f), ==, 0);
    close(fd);
    g_assert_true(ws_server_send(f->server, id, text, NULL)); /* gone: ignored */
}

/* A client that never answers our close frame is cut off by our clock. */
static void test_close_is_not_answered(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    g_assert_true(ws_server_close(f->server, id_of(f, 0), 4401, NULL, NULL));
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_true(ws_client_read(fd, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_CLOSE);
    g_assert_cmpuint(n_closed(f), ==, 0);
    push_clock(f, WS_CLOSE_TIMEOUT_S + 1);
    expect_closed(f, 1, 4401);
    close(fd);
}

/* ---- slow readers ---- */

static unsigned n_slow(Fixture *f) {
    WsStats stats;
    ws_server_get_stats(f->server, &stats);
    return (unsigned)stats.closed_slow;
}

static void overfill(Fixture *f, size_t message_bytes) {
    g_autofree char *bytes = g_strnfill(message_bytes, 'y');
    g_autoptr(WsText) text = ws_text_new(bytes, message_bytes);
    WsId id = id_of(f, 0);
    for (unsigned i = 0; i < 100000 && n_slow(f) == 0; i++)
        while (!ws_server_send(f->server, id, text, NULL)) /* mailbox full: its thread works */
            g_usleep(100);
    wait_for(f, n_slow, 1);
}

static void test_slow_reader(Fixture *f, const void *data) {
    size_t message_bytes = *(const size_t *)data;
    int fd = ws_client_open(f->server);
    overfill(f, message_bytes);
    /* Awake again in time, it reads the rest of what was under way and then why. */
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    size_t bytes = 0;
    unsigned n = 0;
    for (;;) {
        g_assert_true(ws_client_read(fd, frame));
        if (frame->opcode == WS_CLOSE)
            break;
        g_assert_cmpuint(frame->length, ==, message_bytes);
        bytes += frame->length;
        n++;
    }
    g_assert_cmpmem(frame->payload, frame->length, "\x03\xf5too slow", 10); /* 1013 */
    ws_client_send_close(fd, 1013);
    expect_closed(f, 1, WS_CLOSE_TRY_AGAIN);
    /* The socket's own buffer and one message in libwebsockets: the queue itself was dropped. */
    g_assert_cmpuint(bytes, <, 2 * 1024 * 1024);
    g_test_message("%u messages, %zu bytes under way", n, bytes);
    close(fd);
}

/* One turn of the loop with far more messages than the queue holds, to a client that reads. */
static void test_burst(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    WsId ids[512];
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        ids[i] = id_of(f, 0);
    g_autoptr(WsText) text = ws_text_new("tick", 4);
    int quarter_mebibyte = 256 * 1024;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &quarter_mebibyte, sizeof quarter_mebibyte);
    g_assert_true(ws_server_send_many(f->server, ids, G_N_ELEMENTS(ids), text, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        ws_client_expect_text(fd, "tick");
    g_assert_cmpuint(n_slow(f), ==, 0);
    close(fd);
}

static void test_dead_reader(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    overfill(f, 1024);
    g_assert_cmpuint(n_closed(f), ==, 0);
    push_clock(f, WS_CLOSE_TIMEOUT_S + 1);
    expect_closed(f, 1, WS_CLOSE_TRY_AGAIN);
    close(fd);
}

/* ---- handshakes ---- */

static atomic_int n_freed;

static void count_free(void *identity) {
    n_freed++;
}

static unsigned n_identities_freed(Fixture *f) {
    return (unsigned)n_freed;
}

static void test_refused_handshakes(Fixture *f, const void *data) {
    static const char *const OFFERS[] = {NULL, "", "tongping.v2", "xtongping.v1", "/", "a, b"};
    n_freed = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(OFFERS); i++) {
        int fd = ws_client_adopt(f->server, &n_freed, count_free);
        ws_client_upgrade(fd, OFFERS[i]);
        ws_client_expect_status(fd, 400);
        close(fd);
        wait_for(f, n_identities_freed, i + 1);
    }
    static const char *const HEADS[] = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
         "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"),
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "\x16\x03\x01\x02garbage\r\n\r\n",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(HEADS); i++) {
        int fd = ws_client_adopt(f->server, &n_freed, count_free);
        ws_client_send_raw(fd, HEADS[i], strlen(HEADS[i]));
        close(fd);
        wait_for(f, n_identities_freed, G_N_ELEMENTS(OFFERS) + i + 1);
    }
    g_assert_cmpuint(n_opened(f), ==, 0);
    g_assert_cmpuint(n_closed(f), ==, 0);
}

static void test_offer_among_others(Fixture *f, const void *data) {
    int fd = ws_client_adopt(f->server, &n_freed, count_free);
    ws_client_upgrade(fd, "chat, tongping.v1");
    ws_client_expect_status(fd, 101);
    wait_for(f, n_opened, 1);
    g_assert_true(f->last_identity == &n_freed);
    close(fd);
}

static void test_silent_handshakes(Fixture *f, const void *data) {
    n_freed = 0;
    int fds[3];
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++)
        fds[i] = ws_client_adopt(f->server, &n_freed, count_free);
    ws_client_send_raw(fds[1], "GET /ws HT", 10);
    close(ws_client_open(f->server)); /* the three were adopted before it */
    push_clock(f, WS_HANDSHAKE_TIMEOUT_S - 1);
    close(ws_client_open(f->server));
    g_assert_cmpint(n_freed, ==, 0);
    push_clock(f, 2);
    wait_for(f, n_identities_freed, G_N_ELEMENTS(fds));
    char byte;
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++) {
        g_assert_cmpint(read(fds[i], &byte, 1), <=, 0);
        close(fds[i]);
    }
}

/* ---- signs of life ---- */

static void exchange(int fd) {
    ws_client_send_text(fd, "still here");
    ws_client_expect_text(fd, "still here");
}

static void test_ping(Fixture *f, const void *data) {
    int fd = ws_client_open(f->server);
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    id_of(f, 0);
    for (unsigned i = 0; i < 4; i++) {
        push_clock(f, WS_PING_INTERVAL_S + 1);
        g_assert_true(ws_client_read(fd, frame));
        g_assert_cmpuint(frame->opcode, ==, WS_PING);
        ws_client_send_frame(fd, 0x80 | WS_PONG, frame->payload, frame->length);
        exchange(fd); /* the pong has been seen */
        push_clock(f, WS_PONG_TIMEOUT_S + 1);
        exchange(fd); /* and now the push */
    }
    push_clock(f, WS_PING_INTERVAL_S + 1);
    g_assert_true(ws_client_read(fd, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_PING);
    push_clock(f, WS_PONG_TIMEOUT_S + 1);
    ws_client_expect_close(fd, WS_CLOSE_IDLE);
    expect_closed(f, 1, WS_CLOSE_IDLE);
    close(fd);
}

/* ---- many ---- */

static unsigned n_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    unsigned n = 0;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static size_t resident_bytes(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long total, resident;
    g_assert_cmpint(fscanf(file, "%lu %lu", &total, &resident), ==, 2);
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static unsigned affordable(unsigned n_wanted) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (unsigned)MIN((rlim_t)n_wanted, (limit.rlim_cur - 100) / 2);
}

static void test_broadcast(Fixture *f, const void *data) {
    unsigned n = affordable(3000);
    g_autofree int *fds = g_new(int, n);
    size_t before = resident_bytes();
    for (unsigned i = 0; i < n; i++)
        fds[i] = ws_client_open(f->server);
    wait_for(f, n_opened, n);
    g_test_message("%u connections, %.1f KiB each", n,
                   (double)(resident_bytes() - before) / 1024 / n);
    g_autofree char *bytes = g_strnfill(300, 'b');
    g_autoptr(WsText) text = ws_text_new(bytes, 300);
    for (unsigned round = 0; round < 3; round++)
        g_assert_true(ws_server_send_many(f->server, (WsId *)(void *)f->open->data, n, text, NULL));
    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < n; i++)
            ws_client_expect_text(fds[i], bytes);
    for (unsigned i = 0; i < n; i++)
        ws_client_send_text(fds[i], "up");
    for (unsigned i = 0; i < n; i++)
        ws_client_expect_text(fds[i], "up");
    for (unsigned i = 0; i < n; i++)
        close(fds[i]);
    wait_for(f, n_closed, n);
}

static void connect_and_close(Fixture *f, unsigned i) {
    int fd = ws_client_open(f->server);
    if (i % 3 == 0) {
        ws_client_send_text(fd, "short visit");
        ws_client_expect_text(fd, "short visit");
    }
    if (i % 2 == 0) {
        ws_client_send_close(fd, 1000);
        ws_client_expect_close(fd, 1000);
    }
    close(fd);
}

static void test_cycles(Fixture *f, const void *data) {
    const unsigned n_warm = 2000, n_all = 10000;
    for (unsigned i = 0; i < n_warm; i++)
        connect_and_close(f, i);
    wait_for(f, n_closed, n_warm);
    unsigned descriptors = n_descriptors();
    size_t before = resident_bytes();
    for (unsigned i = n_warm; i < n_all; i++)
        connect_and_close(f, i);
    wait_for(f, n_closed, n_all);
    g_assert_cmpuint(n_descriptors(), ==, descriptors);
    size_t after = resident_bytes();
    g_test_message("resident: %zu KiB before, %zu KiB after", before / 1024, after / 1024);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    g_assert_cmpuint(after, <, before + 2 * 1024 * 1024);
#endif
}

/* ---- limits and the end ---- */

static void test_limit(Fixture *f, const void *data) {
    tear_down(f, NULL);
    set_up_limit(f, 2);
    int a = ws_client_open(f->server), b = ws_client_open(f->server);
    g_autoptr(GError) error = NULL;
    g_assert_false(ws_server_adopt(f->server, &(WsArrival){.take_fd = -1}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    close(a);
    wait_for(f, n_closed, 1);
    int c = ws_client_open(f->server);
    close(b);
    close(c);
}

static void test_stop(Fixture *f, const void *data) {
    int polite = ws_client_open(f->server);
    int deaf = ws_client_open(f->server);
    n_freed = 0;
    int unfinished = ws_client_adopt(f->server, &n_freed, count_free);
    wait_for(f, n_opened, 2);
    ws_client_send_close(polite, 1001); /* its answer to what comes; the server must not hang */
    ws_server_stop(f->server);
    ws_server_stop(f->server);
    g_assert_cmpuint(n_closed(f), ==, 2);
    g_assert_cmpint(n_freed, ==, 1);
    ws_client_expect_close(polite, 1001);
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_true(ws_client_read(deaf, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_CLOSE);
    g_assert_cmpmem(frame->payload, frame->length, "\x03\xe9stopping", 10);
    g_autoptr(GError) error = NULL;
    g_assert_false(ws_server_adopt(f->server, &(WsArrival){.take_fd = unfinished}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    close(polite);
    close(deaf);
    close(unfinished);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    clock_replace(&PUSHED_CLOCK);
    static const size_t small = 1024, large = WS_QUEUE_MAX_BYTES / 2;
    static const struct {
        const char *path;
        void (*run)(Fixture *, const void *);
        const void *data;
    } TESTS[] = {
        {"/ws_server/echo", test_echo, NULL},
        {"/ws_server/early_frames", test_early_frames, NULL},
        {"/ws_server/fragments", test_fragments, NULL},
        {"/ws_server/many_writes_one_frame", test_many_writes_one_frame, NULL},
        {"/ws_server/bad_messages", test_bad_messages, NULL},
        {"/ws_server/too_big", test_too_big, NULL},
        {"/ws_server/flood", test_flood, NULL},
        {"/ws_server/client_closes", test_client_closes, NULL},
        {"/ws_server/server_closes", test_server_closes, NULL},
        {"/ws_server/close_is_not_answered", test_close_is_not_answered, NULL},
        {"/ws_server/slow_reader/small", test_slow_reader, &small},
        {"/ws_server/slow_reader/large", test_slow_reader, &large},
        {"/ws_server/burst", test_burst, NULL},
        {"/ws_server/dead_reader", test_dead_reader, NULL},
        {"/ws_server/refused_handshakes", test_refused_handshakes, NULL},
        {"/ws_server/offer_among_others", test_offer_among_others, NULL},
        {"/ws_server/silent_handshakes", test_silent_handshakes, NULL},
        {"/ws_server/ping", test_ping, NULL},
        {"/ws_server/broadcast", test_broadcast, NULL},
        {"/ws_server/cycles", test_cycles, NULL},
        {"/ws_server/limit", test_limit, NULL},
        {"/ws_server/stop", test_stop, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, Fixture, TESTS[i].data, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
