#include "tests/support/gate_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define DEADLINE_MS (60 * 1000)
#define PIPE_BYTES  (1 << 20) /* the gate's threads must not wait for the test */

/* ---- the pattern: a body that was cut or shifted anywhere is seen ---- */

void gate_fixture_fill(uint8_t *bytes, uint64_t at, size_t length) {
    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)(((at + i) * UINT64_C(0x9e3779b97f4a7c15)) >> 40);
}

bool gate_fixture_is_pattern(const void *bytes, uint64_t at, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (((const uint8_t *)bytes)[i] !=
            (uint8_t)(((at + i) * UINT64_C(0x9e3779b97f4a7c15)) >> 40))
            return false;
    return true;
}

static GateBuffer *new_pattern(uint64_t length) {
    uint8_t *bytes = g_malloc(length + 1);
    gate_fixture_fill(bytes, 0, length);
    return gate_buffer_new_take(bytes, length, g_free);
}

/* Made once, as large as anybody asked for, without a name. */
static GateFile *new_file(uint64_t length) {
    char path[] = "/tmp/gate_fixture_XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    g_assert_cmpint(fd, >=, 0);
    unlink(path);
    g_autofree uint8_t *piece = g_malloc(1 << 20);
    for (uint64_t at = 0; at < length; at += 1 << 20) {
        size_t n = (size_t)MIN(length - at, 1 << 20);
        gate_fixture_fill(piece, at, n);
        g_assert_cmpint(write(fd, piece, n), ==, (ssize_t)n);
    }
    return gate_file_new(fd, length);
}

/* ---- the handler ---- */

/* `name` with its "=": "n=". */
static uint64_t number(const GateHead *head, const char *name, uint64_t preset) {
    GateText query = gate_head_query(head);
    g_autofree char *text = g_strdup_printf("&%.*s", (int)query.length, query.at);
    g_autofree char *wanted = g_strconcat("&", name, NULL);
    const char *found = strstr(text, wanted);
    return found ? g_ascii_strtoull(found + strlen(wanted), NULL, 10) : preset;
}

static bool is_path(const GateHead *head, const char *path) {
    GateText text = gate_head_path(head);
    return text.length == strlen(path) && memcmp(text.at, path, text.length) == 0;
}

static void answer_text(GateAnswer *answer, const char *text) {
    answer->status = 200;
    answer->content_type = "text/plain";
    answer->take_body = gate_buffer_new(text, strlen(text));
}

static void answer_bytes(const GateHead *head, GateAnswer *answer) {
    answer->status = 200;
    answer->etag = "\"pattern\"";
    answer->accept_ranges = true;
    answer->take_body = new_pattern(number(head, "n=", 1000));
}

static void answer_file(GateFixture *fixture, const GateHead *head, GateAnswer *answer) {
    uint64_t length = number(head, "n=", 1000);
    if (!fixture->file || fixture->file->length < length) { /* one worker: no race */
        gate_file_unref(fixture->file);
        fixture->file = new_file(length);
    }
    answer->status = 200;
    answer->etag = "\"file\"";
    answer->accept_ranges = true;
    answer->take_file = gate_file_ref(fixture->file);
    answer->file_length = length;
}

static void answer_fields(const GateHead *head, GateAnswer *answer) {
    static const char value[] = "0123456789012345678901234567890123456789"
                                "01234567890123456789012345678901234567890123456789";
    static GateField fields[64];
    for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++)
        fields[i] = (GateField){"x-long", value};
    answer_text(answer, "hello\n");
    answer->fields = fields;
    answer->n_fields = (unsigned)MIN(number(head, "n=", 1), G_N_ELEMENTS(fields));
}

static void answer_who(const GateHead *head, GateAnswer *answer) {
    g_autofree char *text = g_strdup_printf("%s %s", gate_head_peer(head),
                                            gate_head_is_secure(head) ? "secure" : "plain");
    answer_text(answer, text);
}

static void answer_sent(GateFixture *fixture, GateAnswer *answer) {
    g_autofree char *text =
        g_strdup_printf("%" G_GUINT64_FORMAT, gate_fixture_stats(fixture).body_bytes);
    answer_text(answer, text);
}

static void read_pipe(int fd, void *ret_record, size_t length, const char *what);

static void stand_still(GateFixture *fixture, GateAnswer *answer) {
    char byte;
    read_pipe(fixture->block_pipe[0], &byte, 1, "release");
    answer_text(answer, "released");
}

static void take_turn(GateFixture *fixture, const GateHead *head, GateTurn turn,
                      GateAnswer *answer);

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    GateFixture *fixture = user;
    answer->tag = number(head, "tag=", 0);
    answer->urgency = (uint8_t)number(head, "urgency=", 0);
    if (is_path(head, "/text")) {
        answer_text(answer, "hello\n");
        answer->etag = "\"hello\"";
    } else if (is_path(head, "/bytes")) {
        answer_bytes(head, answer);
    } else if (is_path(head, "/file")) {
        answer_file(fixture, head, answer);
    } else if (is_path(head, "/fields")) {
        answer_fields(head, answer);
    } else if (is_path(head, "/who")) {
        answer_who(head, answer);
    } else if (is_path(head, "/sent")) {
        answer_sent(fixture, answer);
    } else if (is_path(head, "/block")) {
        stand_still(fixture, answer);
    } else if (is_path(head, "/hold")) {
        take_turn(fixture, head, turn, answer);
    } else {
        answer->status = (unsigned)number(head, "s=", 404);
    }
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    GateFixture *fixture = user;
    GateDone done = {tag, body_bytes, outcome};
    g_assert_cmpint(write(fixture->done_pipe[1], &done, sizeof done), ==, sizeof done);
}

/* ---- upstreams ---- */

static void free_context(void *data) {
    unsigned *n_contexts = data;
    __atomic_sub_fetch(n_contexts, 1, __ATOMIC_SEQ_CST);
}

static bool adopt(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    GateFixture *fixture = user;
    g_assert_cmpint(write(fixture->adopted_pipe[1], &take_fd, sizeof take_fd), ==, sizeof take_fd);
    if (take_context)
        free_context(take_context);
    return true;
}

static bool refuse(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    return false;
}

static GateUpstream upstream_http = {GATE_UPSTREAM_HTTP, adopt, NULL};
static GateUpstream upstream_tunnel = {GATE_UPSTREAM_TUNNEL, adopt, NULL};
static const GateUpstream REFUSING_HTTP = {GATE_UPSTREAM_HTTP, refuse, NULL};
static const GateUpstream REFUSING_TUNNEL = {GATE_UPSTREAM_TUNNEL, refuse, NULL};

static void hand_over(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    GateFixture *fixture = user;
    bool is_tunnel = is_path(head, "/tunnel") || is_path(head, "/refused-tunnel");
    bool is_refused = is_path(head, "/refused") || is_path(head, "/refused-tunnel");
    answer->action = GATE_HAND_OVER;
    if (is_tunnel) {
        __atomic_add_fetch(&fixture->n_contexts, 1, __ATOMIC_SEQ_CST);
        answer->take_context = &fixture->n_contexts;
        answer->free_context = free_context;
        answer->protocol = "test.v1";
        answer->upstream = is_refused ? &REFUSING_TUNNEL : &upstream_tunnel;
    } else {
        answer->upstream = is_refused ? &REFUSING_HTTP : &upstream_http;
    }
}

static void take_turn(GateFixture *fixture, const GateHead *head, GateTurn turn,
                      GateAnswer *answer) {
    static const char *const words[] = {
        [GATE_TURN_FIRED] = "fired",
        [GATE_TURN_MISSED] = "perhaps fired",
        [GATE_TURN_TIMED_OUT] = "timed out",
        [GATE_TURN_STOPPING] = "stopping",
    };
    bool is_last_wish = turn == GATE_TURN_STOPPING && number(head, "stay=", 0) == 1;
    if (turn == GATE_TURN_FIRST || is_last_wish || answer->state[0] < number(head, "again=", 0)) {
        answer->state[0] += turn != GATE_TURN_FIRST;
        answer->action = GATE_HOLD;
        answer->hold_key = number(head, "key=", fixture->key);
        answer->hold_until_us =
            clock_monotonic_us() + (int64_t)number(head, "ms=", 60000) * CLOCK_US_PER_MS;
    } else if (number(head, "hand=", 0) == 1) {
        hand_over(head, turn, answer, fixture);
    } else if (number(head, "n=", 0) > 0) {
        answer_bytes(head, answer);
    } else {
        answer_text(answer, words[turn]);
    }
}

/* ---- life ---- */

GateOptions gate_fixture_options(void) {
    static const char *const listen[] = {"127.0.0.1:0", NULL};
    return (GateOptions){
        .listen = listen,
        .n_workers = 1,
        .max_connections = 10000,
        .max_connections_per_address = 10000,
        .header_timeout_us = 60 * CLOCK_US_PER_S,
        .idle_timeout_us = 60 * CLOCK_US_PER_S,
        .write_timeout_us = 60 * CLOCK_US_PER_S,
        .relay_timeout_us = 60 * CLOCK_US_PER_S,
    };
}

void gate_fixture_start(GateFixture *fixture, const GateOptions *options) {
    GateOptions preset = gate_fixture_options(), own = options ? *options : preset;
    g_autoptr(GError) error = NULL;
    *fixture = (GateFixture){0};
    g_assert_cmpint(pipe2(fixture->done_pipe, O_CLOEXEC), ==, 0);
    g_assert_cmpint(pipe2(fixture->adopted_pipe, O_CLOEXEC), ==, 0);
    g_assert_cmpint(pipe2(fixture->block_pipe, O_CLOEXEC), ==, 0);
    fcntl(fixture->done_pipe[1], F_SETPIPE_SZ, PIPE_BYTES);
    upstream_http.user = upstream_tunnel.user = fixture;
    const GateRoute routes[] = {
        {"/", {on_request, on_done, fixture}},
        {"/relay", {hand_over, NULL, fixture}},
        {"/tunnel", {hand_over, NULL, fixture}},
        {"/refused", {hand_over, NULL, fixture}},
        {"/refused-tunnel", {hand_over, NULL, fixture}},
        {"/gathered", {hand_over, NULL, fixture}, GATE_BODIES_GATHERED},
        {NULL},
    };
    own.routes = routes;
    Gate *gate = gate_start(&own, &error);
    g_assert_no_error(error);
    __atomic_store_n(&fixture->gate, gate, __ATOMIC_SEQ_CST);
    fixture->port = gate_port(fixture->gate, 0);
    fixture->key = gate_new_key(fixture->gate);
}

void gate_fixture_clear(GateFixture *fixture) {
    GateStats stats = gate_fixture_stats(fixture);
    g_assert_cmpuint(stats.connections, ==, 0);
    g_assert_cmpuint(stats.holding, ==, 0);
    g_assert_cmpuint(stats.relaying, ==, 0);
    g_assert_cmpuint(__atomic_load_n(&fixture->n_contexts, __ATOMIC_SEQ_CST), ==, 0);
    gate_free(fixture->gate);
    gate_file_unref(fixture->file);
    for (unsigned i = 0; i < 2; i++) {
        close(fixture->done_pipe[i]);
        close(fixture->adopted_pipe[i]);
        close(fixture->block_pipe[i]);
    }
    *fixture = (GateFixture){0};
}

void gate_fixture_stop(GateFixture *fixture) {
    gate_stop(fixture->gate, 60 * CLOCK_US_PER_S);
    gate_fixture_clear(fixture);
}

/* ---- what the test waits for ---- */

static void read_pipe(int fd, void *ret_record, size_t length, const char *what) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (poll(&wait, 1, DEADLINE_MS) != 1)
        g_error("no %s within a minute", what);
    g_assert_cmpint(read(fd, ret_record, length), ==, (ssize_t)length);
}

GateDone gate_fixture_await_done(GateFixture *fixture) {
    GateDone done;
    read_pipe(fixture->done_pipe[0], &done, sizeof done, "on_done");
    return done;
}

void gate_fixture_expect_done(GateFixture *fixture, uint64_t tag, uint64_t body_bytes,
                              GateOutcome outcome) {
    GateDone done = gate_fixture_await_done(fixture);
    g_assert_cmpuint(done.tag, ==, tag);
    g_assert_cmpuint(done.body_bytes, ==, body_bytes);
    g_assert_cmpint(done.outcome, ==, outcome);
}

int gate_fixture_await_upstream(GateFixture *fixture) {
    int fd = -1;
    read_pipe(fixture->adopted_pipe[0], &fd, sizeof fd, "hand-over");
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    struct timeval limit = {.tv_sec = DEADLINE_MS / 1000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    return fd;
}

void gate_fixture_release(GateFixture *fixture) {
    g_assert_cmpint(write(fixture->block_pipe[1], "", 1), ==, 1);
}

GateStats gate_fixture_stats(GateFixture *fixture) {
    GateStats stats;
    gate_get_stats(__atomic_load_n(&fixture->gate, __ATOMIC_SEQ_CST), &stats);
    return stats;
}

unsigned gate_fixture_count_fds(void) {
    unsigned n = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}
