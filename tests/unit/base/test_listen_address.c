/* Numeric addresses to listen on, and the sockets there. */
#include "base/listen_address.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>

#include "base/error.h"

static ListenAddress parse(const char *text) {
    ListenAddress address;
    g_autoptr(GError) error = NULL;
    g_assert_true(listen_address_parse(text, &address, &error));
    g_assert_no_error(error);
    return address;
}

static void test_parse(void) {
    ListenAddress v4 = parse("127.0.0.1:8080"), v6 = parse("[::1]:1935");
    g_assert_cmpint(v4.storage.ss_family, ==, AF_INET);
    g_assert_cmpuint(listen_address_port(&v4), ==, 8080);
    g_assert_cmpint(v6.storage.ss_family, ==, AF_INET6);
    g_assert_cmpuint(listen_address_port(&v6), ==, 1935);
    listen_address_set_port(&v6, 65535);
    g_assert_cmpuint(listen_address_port(&v6), ==, 65535);
}

static void test_bad(void) {
    static const char *const texts[] = {"",           "8080",           ":8080",
                                        "127.0.0.1",  "localhost:8080", "127.0.0.1:70000",
                                        "127.0.0.1:", "127.0.0.1:0x50", "[::1:80"};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        ListenAddress address;
        g_autoptr(GError) error = NULL;
        g_autofree char *message = g_strdup_printf(
            "cannot listen on '%s': write a numeric ADDR:PORT or [ADDR]:PORT", texts[i]);
        g_assert_false(listen_address_parse(texts[i], &address, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        g_assert_cmpstr(error->message, ==, message);
    }
}

static void expect_busy(const ListenAddress *address, ListenSharing sharing) {
    g_assert_cmpint(listen_address_open(address, sharing, 8), ==, -1);
    g_assert_cmpint(errno, ==, EADDRINUSE);
    g_assert_cmpstr(listen_address_reason(errno), ==, "the address is in use by another program");
}

static void test_sockets(void) {
    ListenAddress address = parse("127.0.0.1:0");
    int alone = listen_address_open(&address, LISTEN_ALONE, 8);
    g_assert_cmpint(alone, >=, 0);
    g_assert_true(fcntl(alone, F_GETFL) & O_NONBLOCK);
    g_assert_true(fcntl(alone, F_GETFD) & FD_CLOEXEC);
    listen_address_set_port(&address, listen_address_bound_port(alone));
    g_assert_cmpuint(listen_address_port(&address), >, 0);
    expect_busy(&address, LISTEN_ALONE);
    expect_busy(&address, LISTEN_SHARED);
    close(alone);
}

static void test_sharing(void) {
    ListenAddress address = parse("127.0.0.1:0");
    int one = listen_address_open(&address, LISTEN_SHARED, 8);
    g_assert_cmpint(one, >=, 0);
    listen_address_set_port(&address, listen_address_bound_port(one));
    int two = listen_address_open(&address, LISTEN_SHARED, 8);
    g_assert_cmpint(two, >=, 0);
    expect_busy(&address, LISTEN_ALONE);
    close(one);
    close(two);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/listen_address/parse", test_parse);
    g_test_add_func("/listen_address/bad", test_bad);
    g_test_add_func("/listen_address/sockets", test_sockets);
    g_test_add_func("/listen_address/sharing", test_sharing);
    return g_test_run();
}
