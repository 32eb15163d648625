/* Peers that come by UDP, by TCP, and go from one to the other; what a connection costs that proves
 * nothing or reads nothing. */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/rtc/net/tcp_port.h"
#include "media/rtc/wire/ice_candidate.h"
#include "tests/unit/rtc/rtc_client.h"

/* The system's clock, turned on by tests. */
static int64_t turned_us;

static int64_t monotonic_us(void) {
    return g_get_monotonic_time() + __atomic_load_n(&turned_us, __ATOMIC_SEQ_CST);
}

static void turn_clock(int64_t us) {
    __atomic_add_fetch(&turned_us, us, __ATOMIC_SEQ_CST);
}

static Rtc *start(const char *const *announced) {
    const RtcOptions options = {.listen = "127.0.0.1:0", .announced = announced, .n_workers = 1};
    g_autoptr(GError) error = NULL;
    Rtc *rtc = rtc_start(&options, &error);
    g_assert_no_error(error);
    return rtc;
}

static void assert_heard(RtcClient *client, const char *expected, RtcClientWay expected_way) {
    RtcClientWay way;
    g_autofree char *heard = rtc_client_hear(client, &way);
    g_assert_cmpstr(heard, ==, expected);
    g_assert_cmpint(way, ==, expected_way);
}

/* ---- candidates ---- */

static void test_candidates(void) {
    const char *const announced[] = {"10.8.0.5", "203.0.113.7", "2001:db8::5", NULL};
    g_autoptr(Rtc) rtc = start(announced);
    g_autoptr(RtcClient) client = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_auto(GStrv) lines = g_strsplit(rtc_client_answer(client), "\r\n", 0);
    unsigned n = 0, last = UINT_MAX;
    for (unsigned i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], "a=candidate:"))
            continue;
        g_auto(GStrv) words = g_strsplit(lines[i], " ", 0);
        g_assert_cmpstr(words[2], ==, n < 3 ? "udp" : "tcp");
        g_assert_cmpstr(words[4], ==, announced[n % 3]);
        g_assert_cmpuint(strtoul(words[5], NULL, 10), ==, rtc_port(rtc, 0));
        g_assert_true(n < 3 || g_str_has_suffix(lines[i], "typ host tcptype passive"));
        g_assert_cmpuint(strtoul(words[3], NULL, 10), <, last);
        last = (unsigned)strtoul(words[3], NULL, 10);
        n++;
    }
    g_assert_cmpuint(n, ==, 6);
}

/* ---- ways ---- */

static void test_by_tcp(void) {
    g_autoptr(Rtc) rtc = start(NULL);
    for (unsigned row = 0; row < 4; row++) {
        RtcClientWay in = row & 1 ? RTC_CLIENT_TCP : RTC_CLIENT_UDP;
        RtcClientWay out = row & 2 ? RTC_CLIENT_TCP : RTC_CLIENT_UDP;
        g_autofree char *channel = g_strdup_printf("room %u", row);
        g_autoptr(RtcClient) publisher = rtc_client_join(rtc, channel, RTC_PUBLISH, NULL);
        g_autoptr(RtcClient) viewer = rtc_client_join(rtc, channel, RTC_VIEW, NULL);
        rtc_client_connect(viewer, out);
        rtc_client_connect(publisher, in);
        rtc_client_say(publisher, "one");
        assert_heard(viewer, "one", out);
        rtc_client_say(publisher, "two");
        assert_heard(viewer, "two", out);
    }
}

static void test_moves(void) {
    g_autoptr(Rtc) rtc = start(NULL);
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "by UDP");
    assert_heard(viewer, "by UDP", RTC_CLIENT_UDP);
    rtc_client_nominate(viewer, RTC_CLIENT_TCP);
    rtc_client_nominate(publisher, RTC_CLIENT_TCP);
    rtc_client_say(publisher, "by TCP");
    assert_heard(viewer, "by TCP", RTC_CLIENT_TCP);
    /* Its connection breaks: what is said meanwhile is lost, the next check brings it back. */
    rtc_client_hang_up(viewer, RTC_CLIENT_TCP);
    rtc_client_say(publisher, "lost");
    rtc_client_nominate(viewer, RTC_CLIENT_TCP);
    rtc_client_say(publisher, "by another connection");
    g_autofree char *heard = rtc_client_hear(viewer, NULL);
    if (strcmp(heard, "lost") != 0) /* it may have been faster than the end */
        g_assert_cmpstr(heard, ==, "by another connection");
    rtc_client_nominate(viewer, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "by UDP again");
    RtcClientWay way = RTC_CLIENT_TCP;
    while (way == RTC_CLIENT_TCP) {
        g_free(heard);
        heard = rtc_client_hear(viewer, &way);
    }
    g_assert_cmpstr(heard, ==, "by UDP again");
}

#define FLOOD_PACKETS 4000u
#define FLOOD_BYTES   1200u

/* A viewer that does not read loses packets, whole ones; the SFU keeps none, and another viewer
 * misses nothing of what UDP carries. */
static void test_slow_reader(void) {
    g_autoptr(Rtc) rtc = start(NULL);
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) slow = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    g_autoptr(RtcClient) quick = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    char text[FLOOD_BYTES + 1];
    rtc_client_connect(slow, RTC_CLIENT_TCP);
    rtc_client_connect(quick, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    memset(text, '.', sizeof text);
    text[FLOOD_BYTES] = '\0';
    for (unsigned i = 0; i < FLOOD_PACKETS; i++) {
        g_snprintf(text, sizeof text, "%u", i);
        text[strlen(text)] = '.';
        rtc_client_say(publisher, text);
        g_free(rtc_client_hear(quick, NULL));
    }
    unsigned n = 0;
    for (uint64_t last = 0, number = 0; number < FLOOD_PACKETS; last = number) {
        /* The connection has room again when it is read: the last one comes. */
        rtc_client_say(publisher, "4000");
        g_autofree char *heard = rtc_client_hear(slow, NULL);
        number = g_ascii_strtoull(heard, NULL, 10);
        g_assert_cmpuint(number, >=, last);
        g_assert_cmpuint(strlen(heard), ==, number < FLOOD_PACKETS ? FLOOD_BYTES : 4);
        n++;
    }
    g_test_message("%u of %u packets reached a viewer that did not read", n, FLOOD_PACKETS);
    g_assert_cmpuint(n, <, FLOOD_PACKETS);
}

/* ---- connections that prove nothing ---- */

static int dial(const Rtc *rtc) {
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)rtc_port(rtc, 0)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (const struct sockaddr *)&to, sizeof to), ==, 0);
    return fd;
}

static bool is_closed(int fd, int wait_ms) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char byte;
    return poll(&wait, 1, wait_ms) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

static void test_garbage(void) {
    static const uint8_t too_long[] = {0xff, 0xff};
    uint8_t frames[2 * TCP_PORT_UNPROVED_BYTES] = {0};
    g_autoptr(Rtc) rtc = start(NULL);
    int bad = dial(rtc), much = dial(rtc);
    g_assert_cmpint(send(bad, too_long, sizeof too_long, MSG_NOSIGNAL), ==, sizeof too_long);
    g_assert_true(is_closed(bad, 60000));
    (void)send(much, frames, sizeof frames, MSG_NOSIGNAL); /* empty frames */
    g_assert_true(is_closed(much, 60000));
    close(bad);
    close(much);
}

static void test_limits(void) {
    g_autoptr(Rtc) rtc = start(NULL);
    int idle[TCP_PORT_HOST_UNPROVED];
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    for (unsigned i = 0; i < TCP_PORT_HOST_UNPROVED; i++)
        idle[i] = dial(rtc);
    int beyond = dial(rtc);
    g_assert_true(is_closed(beyond, 60000));
    close(beyond);
    /* Whoever hangs up makes room. */
    close(idle[0]);
    for (bool is_in = false; !is_in;) {
        idle[0] = dial(rtc);
        is_in = !is_closed(idle[0], 20);
        if (!is_in)
            close(idle[0]);
    }
    /* They are closed after some seconds, somebody who has proved himself is not. */
    close(idle[0]);
    for (bool is_in = false; !is_in;) {
        int fd = dial(rtc);
        is_in = !is_closed(fd, 20);
        close(fd);
    }
    rtc_client_connect(viewer, RTC_CLIENT_TCP);
    turn_clock(TCP_PORT_PROOF_US + CLOCK_US_PER_S);
    for (unsigned i = 1; i < TCP_PORT_HOST_UNPROVED; i++) {
        g_assert_true(is_closed(idle[i], 60000));
        close(idle[i]);
    }
    rtc_client_nominate(viewer, RTC_CLIENT_TCP);
}

int main(int argc, char **argv) {
    const ClockSource turned = {monotonic_us, g_get_real_time};
    g_test_init(&argc, &argv, NULL);
    clock_replace(&turned);
    g_test_add_func("/rtc/lines/candidates", test_candidates);
    g_test_add_func("/rtc/lines/by-tcp", test_by_tcp);
    g_test_add_func("/rtc/lines/moves", test_moves);
    g_test_add_func("/rtc/lines/slow-reader", test_slow_reader);
    g_test_add_func("/rtc/lines/garbage", test_garbage);
    g_test_add_func("/rtc/lines/limits", test_limits);
    return g_test_run();
}
