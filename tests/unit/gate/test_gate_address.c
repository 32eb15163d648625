#include "base/gate/gate_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/error.h"

static GateAddress address(const char *text) {
    GateAddress result;
    g_assert_true(gate_address_parse(text, strlen(text), &result));
    return result;
}

static void test_text(void) {
    static const char *const same[] = {"127.0.0.1",    "::1",     "2001:db8::5",
                                       "255.10.9.100", "0.0.0.0", "10.1.2.3"};
    static const char *const bad[] = {"", "1.2.3", "1.2.3.4.5", "::g", "localhost", "1.2.3.4 "};
    for (unsigned i = 0; i < G_N_ELEMENTS(same); i++) {
        char text[64];
        GateAddress parsed = address(same[i]);
        gate_address_format(&parsed, text, sizeof text);
        g_assert_cmpstr(text, ==, same[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        GateAddress ignored;
        g_assert_false(gate_address_parse(bad[i], strlen(bad[i]), &ignored));
    }
}

typedef struct RangeCase {
    const char *range, *address;
    bool is_in;
} RangeCase;

static void test_ranges(void) {
    static const RangeCase cases[] = {
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"192.168.1.128/25", "192.168.1.200", true},
        {"192.168.1.128/25", "192.168.1.1", false},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
    };
    static const char *const bad[] = {"10.0.0.0/33", "10.0.0.0/", "x", "::/129", "10.0.0.0/-1"};
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        GateAddressRange range;
        g_assert_true(gate_address_range_parse(cases[i].range, &range, NULL));
        GateAddress one = address(cases[i].address);
        if (gate_address_in(&one, &range, 1) != cases[i].is_in)
            g_error("%s in %s", cases[i].address, cases[i].range);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        GateAddressRange range;
        g_assert_false(gate_address_range_parse(bad[i], &range, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, bad[i]));
    }
}

typedef struct ProxyCase {
    const char *peer, *forwarded_for, *client;
} ProxyCase;

/* Only what trusted proxies appended is believed. */
static void test_behind_proxies(void) {
    static const ProxyCase cases[] = {
        {"10.0.0.1", "203.0.113.7", "203.0.113.7"},
        {"10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"},
        {"10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"},
        {"10.0.0.1", "1.1.1.1,10.0.0.3 , 10.0.0.2", "1.1.1.1"},
        {"10.0.0.1", "nonsense", "10.0.0.1"},
        {"10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"},
        {"10.0.0.1", "", "10.0.0.1"},
        {"203.0.113.9", "1.1.1.1", "203.0.113.9"},
    };
    GateAddressRange trusted;
    g_assert_true(gate_address_range_parse("10.0.0.0/8", &trusted, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        char text[64];
        GateAddress peer = address(cases[i].peer);
        GateText list = {cases[i].forwarded_for, strlen(cases[i].forwarded_for)};
        GateAddress client = gate_address_behind_proxies(&peer, list, &trusted, 1);
        gate_address_format(&client, text, sizeof text);
        g_assert_cmpstr(text, ==, cases[i].client);
    }
}

static void test_peer(void) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(5000)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(443)};
    char text[INET6_ADDRSTRLEN + 8];
    inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr);
    gate_address_format_peer((struct sockaddr *)&v4, text, sizeof text);
    g_assert_cmpstr(text, ==, "192.0.2.1:5000");
    inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr);
    gate_address_format_peer((struct sockaddr *)&v6, text, sizeof text);
    g_assert_cmpstr(text, ==, "[2001:db8::1]:443");
}

static void test_counts(void) {
    GateAddressCounts *counts = gate_address_counts_new();
    GateAddress one = address("192.0.2.1"), other = address("192.0.2.2");
    GateAddress v6 = address("2001:db8::1"), same_net = address("2001:db8::ffff");
    for (unsigned i = 0; i < 5; i++)
        g_assert_true(gate_address_counts_enter(counts, &one, 5));
    g_assert_false(gate_address_counts_enter(counts, &one, 5));
    g_assert_true(gate_address_counts_enter(counts, &other, 5));
    gate_address_counts_leave(counts, &one);
    g_assert_true(gate_address_counts_enter(counts, &one, 5));
    g_assert_true(gate_address_counts_enter(counts, &v6, 1));
    g_assert_false(gate_address_counts_enter(counts, &same_net, 1));
    gate_address_counts_free(counts);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_address/text", test_text);
    g_test_add_func("/gate_address/ranges", test_ranges);
    g_test_add_func("/gate_address/behind-proxies", test_behind_proxies);
    g_test_add_func("/gate_address/peer", test_peer);
    g_test_add_func("/gate_address/counts", test_counts);
    return g_test_run();
}
