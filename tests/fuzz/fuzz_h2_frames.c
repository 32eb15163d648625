/* h2_frames: a gate that listens, and a client that says whatever comes behind a proper preface.
 * The gate lets go of the connection, ends each answer exactly once, and still serves the next
 * client. A byte 0xfe 0xff in the input begins a new write. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate.h"

#define BIG_BYTES  300000
#define ANSWER_MS  2 /* what a client waits for an answer before it goes on */
#define PATIENCE_S 20
#define CLIENTS    0x7f010001u /* 127.1.0.1 and those behind it */
#define N_CLIENTS  10000u

static Gate *gate;
static GateBuffer *big;
static _Atomic uint64_t n_begun, n_done;

/* ---- the server's side ---- */

static bool adopt(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    send(take_fd, answer, strlen(answer), MSG_NOSIGNAL);
    close(take_fd);
    return true;
}

static const GateUpstream UPSTREAM = {GATE_UPSTREAM_HTTP, adopt, NULL};

static bool begins(const GateHead *head, const char *prefix) {
    GateText path = gate_head_path(head);
    return path.length >= strlen(prefix) && memcmp(path.at, prefix, strlen(prefix)) == 0;
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    if (begins(head, "/up")) {
        answer->action = GATE_HAND_OVER;
        answer->upstream = &UPSTREAM;
        return;
    }
    answer->tag = 1;
    if (turn == GATE_TURN_FIRST)
        atomic_fetch_add(&n_begun, 1);
    if (turn == GATE_TURN_FIRST && begins(head, "/hold")) {
        answer->action = GATE_HOLD;
        answer->hold_key = 7;
        answer->hold_until_us = clock_monotonic_us() + CLOCK_US_PER_MS;
        return;
    }
    answer->status = 200;
    answer->etag = "\"big\"";
    answer->accept_ranges = true;
    if (begins(head, "/big"))
        answer->take_body = gate_buffer_ref(big);
    else
        answer->take_body = gate_buffer_new("hello", 5);
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    atomic_fetch_add(&n_done, 1);
}

static void start(void) {
    static const char *const LISTEN[] = {"127.0.0.1:0", NULL};
    static const GateRoute ROUTES[] = {{"/", {on_request, on_done, NULL}, GATE_BODIES_COME_LATER},
                                       {NULL}};
    g_autoptr(GError) error = NULL;
    GateOptions options = {.listen = LISTEN,
                           .n_workers = 1,
                           .max_connections = 16,
                           .max_connections_per_address = 16,
                           .header_timeout_us = 5 * CLOCK_US_PER_S,
                           .idle_timeout_us = 5 * CLOCK_US_PER_S,
                           .write_timeout_us = 5 * CLOCK_US_PER_S,
                           .relay_timeout_us = 5 * CLOCK_US_PER_S,
                           .routes = ROUTES};
    big = gate_buffer_new_take(g_malloc0(BIG_BYTES), BIG_BYTES, g_free);
    gate = gate_start(&options, &error);
    g_assert_no_error(error);
}

/* ---- the client's side ---- */

static int connect_gate(void) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)gate_port(gate, 0)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    /* From many addresses, so that connections that wait in the kernel do not use up one's ports.
     */
    static uint32_t n_clients;
    struct sockaddr_in own = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(CLIENTS + n_clients++ % N_CLIENTS)};
    struct linger at_once = {.l_onoff = 1};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    /* The fuzzer's clock interrupts; Linux goes on with a connection that is under way. */
    if (bind(fd, (struct sockaddr *)&own, sizeof own) != 0 ||
        TEMP_FAILURE_RETRY(connect(fd, (struct sockaddr *)&address, sizeof address)) != 0)
        g_error("the gate takes no connection: %s", g_strerror(errno));
    return fd;
}

/* What has come within the time; false at the end. */
static bool take_answers(int fd, int wait_ms) {
    static uint8_t bytes[65536];
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    while (poll(&ready, 1, wait_ms) > 0) {
        if (recv(fd, bytes, sizeof bytes, 0) <= 0)
            return false;
        wait_ms = 0;
    }
    return true;
}

static void say(int fd, const uint8_t *data, size_t size) {
    bool is_open = true;
    while (size > 0 && is_open) {
        const uint8_t *mark = memmem(data, size, "\xfe\xff", 2);
        size_t n = mark ? (size_t)(mark - data) : size;
        if (n > 0 && send(fd, data, n, MSG_NOSIGNAL) != (ssize_t)n)
            return;
        is_open = take_answers(fd, ANSWER_MS);
        size_t gone = mark ? n + 2 : n;
        data += gone;
        size -= gone;
    }
}

static void assert_let_go(void) {
    int64_t until_us = clock_monotonic_us() + PATIENCE_S * CLOCK_US_PER_S;
    GateStats stats;
    do {
        gate_get_stats(gate, &stats);
        bool is_over = stats.connections == 0 && atomic_load(&n_begun) == atomic_load(&n_done);
        if (is_over)
            return;
        g_usleep(20);
    } while (clock_monotonic_us() < until_us);
    g_error("%u connections are left, %u hold, %u relay; of %" G_GUINT64_FORMAT
            " answers %" G_GUINT64_FORMAT " have ended",
            stats.connections, stats.holding, stats.relaying, (guint64)n_begun, (guint64)n_done);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t PREFACE[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0";
    if (!gate)
        start();
    int fd = connect_gate();
    say(fd, PREFACE, sizeof PREFACE); /* its NUL ends the empty SETTINGS */
    say(fd, data, size);
    if (size % 2) { /* an orderly end; otherwise a reset */
        shutdown(fd, SHUT_WR);
        take_answers(fd, ANSWER_MS);
    }
    close(fd);
    assert_let_go();
    return 0;
}
