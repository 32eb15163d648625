#include "server/port_holder.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char TABLE[] =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 "
    "111 1 0000000000000000 100 0 0 10 0\n"
    "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
    "4242 1 0000000000000000 100 0 0 10 0\n"
    "   2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 100 0 0 10 0\n";

static void test_parse(void) {
    g_assert_cmpuint(port_holder_parse(TABLE, 0x1f90), ==, 4242);
    g_assert_cmpuint(port_holder_parse(TABLE, 80), ==, 99);
    g_assert_cmpuint(port_holder_parse(TABLE, 81), ==, 0);
    g_assert_cmpuint(port_holder_parse("", 80), ==, 0);
    g_assert_cmpuint(port_holder_parse("one line", 80), ==, 0);
    g_assert_cmpuint(port_holder_parse("header\nnonsense\n\n 1: x", 80), ==, 0);
}

static void test_finds_itself(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
    g_assert_cmpint(listen(fd, 1), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
    unsigned port = ntohs(address.sin_port);
    int process = 0;
    g_autofree char *holder = port_holder_find(port, &process);
    g_autofree char *wanted = g_strdup_printf("(process %d)", (int)getpid());
    g_assert_nonnull(holder);
    g_assert_true(g_str_has_suffix(holder, wanted));
    g_assert_cmpint(process, ==, getpid());
    close(fd);
    g_assert_null(port_holder_find(port, NULL));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/port-holder/parse", test_parse);
    g_test_add_func("/port-holder/finds-itself", test_finds_itself);
    return g_test_run();
}
