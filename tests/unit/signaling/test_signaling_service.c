/* The whole of signalling with its threads: real sockets, real clock. */
#include "signaling/signaling_service.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "signaling/protocol/message.h"
#include "tests/support/ws_client.h"

#define ACCOUNT_A  "01890a5d-ac96-774b-bcce-b302099a8057"
#define ACCOUNT_B  "01890a5d-ac96-774b-bcce-b302099a8058"
#define DEADLINE_S 60
#define HELLO      "{\"type\":\"hello\",\"id\":1,\"client\":\"pc\",\"locale\":\"zh-CN\"}"
#define SUBSCRIBE  "{\"type\":\"presence.subscribe\",\"id\":2}"

typedef struct Fixture {
    Worker *control;
    SignalingService *service;
} Fixture;

static void start(Fixture *f, unsigned mailbox_posts) {
    g_autoptr(GError) error = NULL;
    f->control = worker_start(&(WorkerOptions){.name = "control",
                                               .mailbox_posts = mailbox_posts,
                                               .loop = &WORKER_LOOP_GLIB},
                              &error);
    g_assert_no_error(error);
    f->service = signaling_service_start(
        &(SignalingOptions){.control = f->control, .max_connections = 5000}, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *f, const void *data) {
    start(f, 16384);
}

static void tear_down(Fixture *f, const void *data) {
    signaling_service_stop(f->service);
    worker_stop(f->control);
    signaling_service_free(f->service);
    worker_free(f->control);
}

static SeatIdentity identity_of(const char *account_id) {
    SeatIdentity identity = {
        .session_id = "s", .name = "wang", .display_name = "王芳", .roles = IDENTITY_MEMBER};
    g_strlcpy(identity.account_id, account_id, sizeof identity.account_id);
    return identity;
}

static int connect_as(Fixture *f, const char *account_id) {
    int ends[2];
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    struct timeval deadline = {.tv_sec = DEADLINE_S};
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    SeatIdentity identity = identity_of(account_id);
    g_autoptr(GError) error = NULL;
    WsArrival arrival = {.take_fd = ends[1], .peer = "192.0.2.7"};
    signaling_service_adopt(f->service, &arrival, &identity, &error);
    g_assert_no_error(error);
    ws_client_upgrade(ends[0], MESSAGE_SUBPROTOCOL);
    ws_client_expect_status(ends[0], 101);
    return ends[0];
}

/* The next text, which must contain `part`. Caller frees. */
static char *read_text(int fd, const char *part) {
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_true(ws_client_read(fd, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_TEXT);
    char *text = g_strndup((const char *)frame->payload, frame->length);
    if (!strstr(text, part))
        g_error("no %s in %s", part, text);
    return text;
}

static void expect_text(int fd, const char *part) {
    g_free(read_text(fd, part));
}

static int sit_down(Fixture *f, const char *account_id) {
    int fd = connect_as(f, account_id);
    ws_client_send_text(fd, HELLO);
    expect_text(fd, "{\"type\":\"welcome\",\"re\":1,");
    return fd;
}

static SignalingStats stats_of(Fixture *f) {
    SignalingStats stats;
    signaling_service_get_stats(f->service, &stats);
    return stats;
}

static void wait_for_links(Fixture *f, unsigned wanted) {
    int64_t until_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    while (stats_of(f).links != wanted && g_get_monotonic_time() < until_us)
        g_usleep(200);
    g_assert_cmpuint(stats_of(f).links, ==, wanted);
}

/* The story of the issue: two see each other within a second. */
static void test_two_see_each_other(Fixture *f, const void *data) {
    int a = sit_down(f, ACCOUNT_A);
    ws_client_send_text(a, SUBSCRIBE);
    expect_text(a, "\"total\":1");
    int64_t from_us = g_get_monotonic_time();
    int b = sit_down(f, ACCOUNT_B);
    for (bool is_seen = false; !is_seen;) { /* a may first be told of its own coming */
        g_autofree char *changed = read_text(a, "{\"type\":\"presence.changed\"");
        is_seen = strstr(changed, ACCOUNT_B) != NULL;
    }
    g_test_message("seen after %d ms", (int)((g_get_monotonic_time() - from_us) / 1000));
    ws_client_send_text(b, "{\"type\":\"bye\",\"id\":9}");
    expect_text(b, "{\"type\":\"ok\",\"re\":9}");
    ws_client_expect_close(b, WS_CLOSE_NORMAL);
    expect_text(a, "\"left\":[\"");
    close(a);
    close(b);
    wait_for_links(f, 0);
    g_assert_cmpuint(stats_of(f).sessions, ==, 1); /* a's seat is kept */
}

static void test_drop(Fixture *f, const void *data) {
    int a = sit_down(f, ACCOUNT_A), b = sit_down(f, ACCOUNT_B);
    g_assert_true(signaling_service_drop_session(f->service, ACCOUNT_A, "another", NULL));
    g_assert_true(signaling_service_drop_account(f->service, ACCOUNT_A, NULL));
    ws_client_expect_close(a, CLOSE_SIGN_IN_NEEDED);
    ws_client_send_text(b, "{\"type\":\"ping\",\"id\":3}");
    expect_text(b, "pong");
    close(a);
    close(b);
}

static void test_move(Fixture *f, const void *data) {
    int a = sit_down(f, ACCOUNT_A);
    g_assert_true(signaling_service_move(f->service, "wss://b.example/ws", NULL));
    expect_text(a, "{\"type\":\"moved\",\"url\":\"wss://b.example/ws\"}");
    close(a);
}

static void test_notify(Fixture *f, const void *data) {
    int a = sit_down(f, ACCOUNT_A), b = sit_down(f, ACCOUNT_B);
    const char *const both[] = {ACCOUNT_A, ACCOUNT_B, NULL};
    g_autoptr(GError) error = NULL;
    g_assert_true(signaling_service_notify(f->service, both, "export.asked", ACCOUNT_B, &error));
    expect_text(a, "{\"type\":\"notice\",\"kind\":\"export.asked\",\"subject\":\"" ACCOUNT_B "\"}");
    expect_text(b, "export.asked");
    g_assert_false(signaling_service_notify(f->service, both, "gossip", NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    const char *many[SIGNALING_NOTICE_MAX_ACCOUNTS + 2] = {NULL};
    for (unsigned i = 0; i <= SIGNALING_NOTICE_MAX_ACCOUNTS; i++)
        many[i] = ACCOUNT_A;
    g_assert_false(signaling_service_notify(f->service, many, "export.asked", NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    close(a);
    close(b);
}

static void test_stop(Fixture *f, const void *data) {
    int a = sit_down(f, ACCOUNT_A);
    int before_hello = connect_as(f, ACCOUNT_A);
    ws_client_send_close(before_hello, 1000);
    signaling_service_stop(f->service);
    expect_text(a, "{\"type\":\"stopping\"}");
    ws_client_read_close(a, WS_CLOSE_GOING_AWAY);
    SeatIdentity identity = identity_of(ACCOUNT_A);
    g_autoptr(GError) error = NULL;
    WsArrival late = {.take_fd = -1, .peer = "192.0.2.7"};
    g_assert_false(signaling_service_adopt(f->service, &late, &identity, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    close(a);
    close(before_hello);
}

static void test_many(Fixture *f, const void *data) {
    enum { N = 1000 };
    g_autofree int *fds = g_new(int, N);
    for (unsigned i = 0; i < N; i++)
        fds[i] = sit_down(f, ACCOUNT_A);
    for (unsigned i = 0; i < N; i++)
        ws_client_send_text(fds[i], "{\"type\":\"clock\",\"id\":7,\"t0\":1}");
    for (unsigned i = 0; i < N; i++) {
        expect_text(fds[i], "{\"type\":\"clock\",\"re\":7,\"t0\":1,\"t1\":");
        close(fds[i]);
    }
    g_assert_cmpuint(stats_of(f).sessions, ==, N);
    wait_for_links(f, 0);
}

/* ---- the control thread does not keep up ---- */

static void stand_still(void *data) {
    atomic_bool *may_go_on = data;
    while (!atomic_load(may_go_on))
        g_usleep(100);
}

/* As clients do that are told to: the closes of those who were sent away may still fill the
 * mailbox. */
static int come_again(Fixture *f, const char *account_id) {
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    for (int64_t until_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;;) {
        int fd = connect_as(f, account_id);
        ws_client_send_text(fd, HELLO);
        g_assert_true(ws_client_read(fd, frame));
        if (frame->opcode == WS_TEXT)
            return fd;
        g_assert_cmpuint(frame->opcode, ==, WS_CLOSE);
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        close(fd);
    }
}

static void test_control_is_stuck(Fixture *f, const void *data) {
    tear_down(f, NULL);
    start(f, 16);
    int a = sit_down(f, ACCOUNT_A);
    atomic_bool may_go_on = false;
    g_assert_true(worker_post(f->control, stand_still, &may_go_on, NULL, NULL));
    enum { N = 60 };
    int fds[N];
    for (unsigned i = 0; i < N; i++)
        fds[i] = connect_as(f, ACCOUNT_B);
    close(fds[0]); /* its close finds the mailbox full */
    /* Those whose coming could not be told are sent away. */
    ws_client_expect_close(fds[N - 1], WS_CLOSE_TRY_AGAIN);
    g_assert_cmpuint(stats_of(f).refused_events, >, 0);
    for (unsigned i = 1; i < N; i++)
        close(fds[i]);
    atomic_store(&may_go_on, true);
    close(a);
    wait_for_links(f, 0); /* no close was lost */
    close(come_again(f, ACCOUNT_A));
    wait_for_links(f, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(Fixture *, const void *);
    } TESTS[] = {
        {"/signaling_service/two_see_each_other", test_two_see_each_other},
        {"/signaling_service/drop", test_drop},
        {"/signaling_service/move", test_move},
        {"/signaling_service/notify", test_notify},
        {"/signaling_service/stop", test_stop},
        {"/signaling_service/many", test_many},
        {"/signaling_service/control_is_stuck", test_control_is_stuck},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, Fixture, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
