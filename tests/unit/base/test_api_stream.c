/* Streams, slow readers, clients that break off, and that nothing is left behind. */
#include "base/api_server.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/api_client.h"

#define UPLOAD_BYTES    (200 * 1024 * 1024)
#define BIG_BYTES       (8 * 1024 * 1024)
#define RSS_GROWTH_MAX  (16 * 1024 * 1024)
#define PAUSED_MAX      (1024 * 1024) /* what two socket buffers take: net.core.wmem_max and some */
#define SEQUENTIAL_MANY 20000

/* AddressSanitizer keeps freed memory (256 MB by default), which would hide what is measured. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "quarantine_size_mb=2";
}

static ApiServer *server;
static atomic_uint n_pieces, n_ends, n_lost_ends;
static atomic_uint_fast64_t n_bytes;
static ApiRequest *paused; /* api thread */

static bool on_piece(ApiRequest *request, const uint8_t *bytes, size_t length, void *user) {
    atomic_fetch_add(&n_bytes, length);
    if (atomic_fetch_add(&n_pieces, 1) == 0 && g_str_equal(api_request_path(request), "/slow")) {
        api_request_pause(request);
        paused = api_request_ref(request);
    }
    return true;
}

static void on_end(ApiRequest *request, void *user) {
    if (!api_request_is_open(request))
        atomic_fetch_add(&n_lost_ends, 1);
    atomic_fetch_add(&n_ends, 1);
    api_reply_empty(request, 204);
}

static void post_upload(ApiRequest *request, void *user) {
    api_request_on_body_end(request, on_end, NULL);
}

static void get_small(ApiRequest *request, void *user) {
    api_reply_json(request, 200, g_strdup("{\"ok\":true}"));
}

static void get_big(ApiRequest *request, void *user) {
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_malloc0(BIG_BYTES), BIG_BYTES);
    api_reply_bytes(request, 200, "application/octet-stream", bytes);
}

static const ApiRoute ROUTES[] = {
    {"GET", "/small", 0, 0, get_small, NULL, ""},
    {"POST", "/small", 0, 1 << 20, get_small, NULL, ""},
    {"GET", "/big", 0, 0, get_big, NULL, ""},
    {"PUT", "/upload", 0, UINT64_C(8) << 30, post_upload, on_piece, ""},
    {"PUT", "/slow", 0, UINT64_C(8) << 30, post_upload, on_piece, ""},
    {NULL},
};

static void authenticate(ApiRequest *request, void *user) {
    g_assert_not_reached(); /* all routes are open */
}

static void set_up(void) {
    g_autoptr(GError) error = NULL;
    n_pieces = n_ends = n_lost_ends = 0;
    n_bytes = 0;
    ApiServerOptions options = {.routes = ROUTES,
                                .authenticate = authenticate,
                                .proof_field = "X-Proof",
                                .max_requests = 64,
                                .mailbox_posts = 64};
    server = api_server_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(void) {
    api_server_stop(server);
    g_clear_pointer(&server, api_server_free);
}

static size_t rss_bytes(void) {
    size_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    g_assert_nonnull(file);
    g_assert_cmpint(fscanf(file, "%*s %zu", &pages), ==, 1);
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static unsigned count_fds(void) {
    unsigned n_fds = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder))
        n_fds++;
    closedir(folder);
    return n_fds;
}

static bool is_idle(void) {
    ApiStats stats;
    api_server_get_stats(server, &stats);
    return stats.open == 0;
}

static void wait_idle(void) {
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (!is_idle() && g_get_monotonic_time() < deadline)
        g_usleep(200);
    g_assert_true(is_idle());
}

static int begin_upload(const char *path, uint64_t n) {
    int fd = api_client_open(server, NULL);
    g_autofree char *head = g_strdup_printf("PUT %s HTTP/1.1\r\nHost: a\r\nContent-Length: "
                                            "%" G_GUINT64_FORMAT "\r\n\r\n",
                                            path, n);
    g_assert_true(api_client_send(fd, head, strlen(head)));
    return fd;
}

static void test_upload_memory(void) {
    set_up();
    g_autofree char *piece = g_malloc0(1 << 20);
    size_t before = rss_bytes();
    size_t most = before;
    int fd = begin_upload("/upload", UPLOAD_BYTES);
    for (unsigned i = 0; i < UPLOAD_BYTES >> 20; i++) {
        g_assert_true(api_client_send(fd, piece, 1 << 20));
        most = MAX(most, rss_bytes());
    }
    g_autoptr(ApiAnswer) answer = api_client_read(fd);
    g_assert_cmpuint(answer->status, ==, 204);
    g_assert_cmpuint(atomic_load(&n_bytes), ==, UPLOAD_BYTES);
    g_test_message("200 MiB upload: RSS grew by %zu KiB", (most - before) / 1024);
    g_assert_cmpuint(most - before, <, RSS_GROWTH_MAX);
    tear_down();
}

static void resume(void *data) {
    api_request_resume(paused);
    g_clear_pointer(&paused, api_request_unref);
}

/* Writes until the kernel takes no more for a while; returns how much. */
static size_t fill(int fd, const char *piece, size_t length) {
    size_t total = 0;
    gint64 last_progress = g_get_monotonic_time();
    while (g_get_monotonic_time() - last_progress < 200 * G_TIME_SPAN_MILLISECOND) {
        ssize_t n = send(fd, piece, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n > 0) {
            total += (size_t)n;
            last_progress = g_get_monotonic_time();
        } else {
            g_assert_cmpint(errno, ==, EAGAIN);
            g_usleep(1000);
        }
    }
    return total;
}

static void test_pause_stops_reading(void) {
    set_up();
    const size_t length = 16 << 20;
    g_autofree char *piece = g_malloc0(length);
    int fd = begin_upload("/slow", length);
    size_t n_sent = fill(fd, piece, length);
    g_test_message("paused after one piece: %zu bytes taken by the kernel", n_sent);
    g_assert_cmpuint(n_sent, <, PAUSED_MAX);
    g_assert_cmpuint(atomic_load(&n_pieces), ==, 1);
    g_assert_cmpuint(atomic_load(&n_ends), ==, 0);

    g_assert_true(worker_post(api_server_worker(server), resume, NULL, NULL, NULL));
    g_assert_true(api_client_send(fd, piece, length - n_sent));
    g_autoptr(ApiAnswer) answer = api_client_read(fd);
    g_assert_cmpuint(answer->status, ==, 204);
    g_assert_cmpuint(atomic_load(&n_bytes), ==, length);
    tear_down();
}

/* A client that leaves while its upload is paused is noticed at the latest by resuming. */
static void test_abort_while_paused(void) {
    set_up();
    g_autofree char *piece = g_malloc0(1 << 20);
    int fd = begin_upload("/slow", 1 << 20);
    (void)fill(fd, piece, 1 << 18);
    close(fd);
    g_assert_true(worker_post(api_server_worker(server), resume, NULL, NULL, NULL));
    wait_idle();
    g_assert_cmpuint(atomic_load(&n_ends), ==, 1);
    g_assert_cmpuint(atomic_load(&n_lost_ends), ==, 1);
    tear_down();
}

static void test_stop_while_paused(void) {
    set_up();
    int fd = begin_upload("/slow", 1 << 20);
    g_assert_true(api_client_send(fd, "x", 1));
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (atomic_load(&n_pieces) == 0 && g_get_monotonic_time() < deadline)
        g_usleep(200);
    api_server_stop(server);
    g_clear_pointer(&paused, api_request_unref);
    g_autoptr(ApiAnswer) answer = api_client_read(fd);
    g_assert_cmpuint(answer->status, ==, 503);
    tear_down();
}

typedef struct AbortCase {
    const char *text;     /* sent before the client leaves */
    unsigned read_first;  /* 1: waits for the first bytes of the answer */
    unsigned n_ends_lost; /* calls of on_end that must see a closed request */
} AbortCase;

static const AbortCase ABORTS[] = {
    {"", 0, 0},
    {"GET /sm", 0, 0},
    {"GET /small HTTP/1.1\r\nHost: a\r\n", 0, 0},
    {"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf", 0, 0},
    {"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nhalf", 0, 0},
    {"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n", 0, 0},
    {"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf", 0, 1},
    {"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", 0, 1},
    {"GET /big HTTP/1.1\r\nHost: a\r\n\r\n", 1, 0},
    {"GET /big HTTP/1.1\r\nHost: a\r\n\r\n", 0, 0},
};

static void test_aborts_leave_nothing(void) {
    set_up();
    unsigned n_lost = 0;
    g_autoptr(ApiAnswer) first = api_client_call(server, &(ApiCall){"GET", "/small"});
    wait_idle();
    unsigned fds_before = count_fds();
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < G_N_ELEMENTS(ABORTS); i++) {
            int fd = api_client_open(server, NULL);
            (void)api_client_send(fd, ABORTS[i].text, strlen(ABORTS[i].text));
            char byte;
            if (ABORTS[i].read_first)
                g_assert_cmpint(recv(fd, &byte, 1, 0), ==, 1);
            close(fd);
            n_lost += ABORTS[i].n_ends_lost;
        }
        wait_idle();
    }
    g_assert_cmpuint(count_fds(), ==, fds_before);
    g_assert_cmpuint(atomic_load(&n_lost_ends), ==, n_lost);
    g_assert_cmpuint(atomic_load(&n_ends), ==, n_lost);
    tear_down();
}

static void test_many_leave_nothing(void) {
    set_up();
    size_t rss_before = 0;
    unsigned fds_before = 0;
    for (unsigned i = 0; i < SEQUENTIAL_MANY; i++) {
        g_autoptr(ApiAnswer) answer = api_client_call(server, &(ApiCall){"GET", "/small"});
        g_assert_cmpuint(answer->status, ==, 200);
        if (i == SEQUENTIAL_MANY / 10) { /* the allocator has its working set by now */
            wait_idle();
            rss_before = rss_bytes();
            fds_before = count_fds();
        }
    }
    wait_idle();
    g_assert_cmpuint(count_fds(), ==, fds_before);
    size_t rss_after = rss_bytes();
    g_test_message("%d requests: RSS %zu → %zu KiB", SEQUENTIAL_MANY, rss_before / 1024,
                   rss_after / 1024);
    g_assert_cmpuint(rss_after, <, rss_before + (4 << 20));
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api_stream/upload_memory", test_upload_memory);
    g_test_add_func("/api_stream/pause_stops_reading", test_pause_stops_reading);
    g_test_add_func("/api_stream/abort_while_paused", test_abort_while_paused);
    g_test_add_func("/api_stream/stop_while_paused", test_stop_while_paused);
    g_test_add_func("/api_stream/aborts_leave_nothing", test_aborts_leave_nothing);
    g_test_add_func("/api_stream/many_leave_nothing", test_many_leave_nothing);
    return g_test_run();
}
