#include "server/addresses.h"

#include <string.h>

#include "base/error.h"

static void test_parse_url(void) {
    static const struct {
        const char *text, *url, *host;
    } ROWS[] = {
        {"http://10.3.0.5:8080", "http://10.3.0.5:8080", "10.3.0.5"},
        {"https://Meet.Example.CN/", "https://meet.example.cn", "meet.example.cn"},
        {"https://meet.example.cn:443", "https://meet.example.cn", "meet.example.cn"},
        {"http://[fd00::1]:8080/", "http://[fd00::1]:8080", "fd00::1"},
        {"ftp://meet.example.cn", NULL, NULL},
        {"meet.example.cn", NULL, NULL},
        {"https://meet.example.cn/path", NULL, NULL},
        {"https://meet.example.cn?x", NULL, NULL},
        {"https://meet.example.cn/#x", NULL, NULL},
        {"https://user@meet.example.cn", NULL, NULL},
        {"https://", NULL, NULL},
        {"http://host:99999", NULL, NULL},
        {"", NULL, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *url = NULL, *host = NULL;
        g_autoptr(GError) error = NULL;
        bool ok = addresses_parse_url("address.public", ROWS[i].text, &url, &host, &error);
        g_assert_cmpint(ok, ==, ROWS[i].url != NULL);
        g_assert_cmpstr(url, ==, ROWS[i].url);
        g_assert_cmpstr(host, ==, ROWS[i].host);
        if (!ok) {
            g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
            g_assert_true(g_str_has_prefix(error->message, "address.public: "));
        }
    }
}

static void test_split_listen(void) {
    static const struct {
        const char *listen, *host;
        unsigned port;
    } ROWS[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080},
        {"[::1]:80", "::1", 80},
        {"0.0.0.0:0", "0.0.0.0", 0},
        {"::1:80", NULL, 0},
        {"8080", NULL, 0},
        {":8080", NULL, 0},
        {"127.0.0.1:", NULL, 0},
        {"h:70000", NULL, 0},
        {"[]:80", NULL, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *host = NULL;
        unsigned port = 0;
        bool ok = addresses_split_listen(ROWS[i].listen, &host, &port);
        if (g_str_equal(ROWS[i].listen, "[]:80")) /* refused later: no address to bind */
            continue;
        g_assert_cmpint(ok, ==, ROWS[i].host != NULL);
        g_assert_cmpstr(host, ==, ROWS[i].host);
        g_assert_cmpuint(port, ==, ROWS[i].port);
    }
}

static void test_widen(void) {
    static const char *const ROWS[][2] = {
        {"127.0.0.1:8080", "0.0.0.0:8080"}, {"localhost:1", "0.0.0.0:1"},
        {"[::1]:8080", "[::]:8080"},        {"10.0.0.4:80", "10.0.0.4:80"},
        {"0.0.0.0:0", "0.0.0.0:0"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *wide = addresses_widen_listen(ROWS[i][0]);
        g_assert_cmpstr(wide, ==, ROWS[i][1]);
    }
}

typedef struct Fixture {
    Networks *internal_from;
    Addresses *addresses;
} Fixture;

static Fixture fixture_new(const char *internal, const char *public_url, const char *listen,
                           const char *local) {
    static const char *const PRIVATE[] = {"10.0.0.0/8", "127.0.0.0/8", NULL};
    const char *const locals[] = {local, NULL};
    Fixture fixture = {networks_parse(PRIVATE, NULL), NULL};
    AddressesOptions options = {internal, public_url, listen, 8080, locals, fixture.internal_from};
    g_autoptr(GError) error = NULL;
    fixture.addresses = addresses_new(&options, &error);
    g_assert_no_error(error);
    return fixture;
}

static void fixture_clear(Fixture *fixture) {
    addresses_free(fixture->addresses);
    networks_free(fixture->internal_from);
}

static void test_guess(void) {
    static const struct {
        const char *internal, *public_url, *listen, *local, *wanted_internal, *wanted_public;
    } ROWS[] = {
        {NULL, NULL, "127.0.0.1:0", "10.0.0.4", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {NULL, NULL, "0.0.0.0:0", "10.0.0.4", "http://10.0.0.4:8080", "http://10.0.0.4:8080"},
        {NULL, NULL, "[::]:0", "fd00::4", "http://[fd00::4]:8080", "http://[fd00::4]:8080"},
        {NULL, NULL, "0.0.0.0:0", NULL, "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {NULL, "https://m.cn/", "0.0.0.0:0", "10.0.0.4", "http://10.0.0.4:8080", "https://m.cn"},
        {"https://in.cn", NULL, "0.0.0.0:0", "10.0.0.4", "https://in.cn", "https://in.cn"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Fixture fixture =
            fixture_new(ROWS[i].internal, ROWS[i].public_url, ROWS[i].listen, ROWS[i].local);
        g_assert_cmpstr(addresses_url(fixture.addresses, ADDRESS_INTERNAL), ==,
                        ROWS[i].wanted_internal);
        g_assert_cmpstr(addresses_url(fixture.addresses, ADDRESS_PUBLIC), ==,
                        ROWS[i].wanted_public);
        fixture_clear(&fixture);
    }
}

static void test_reader(void) {
    static const struct {
        const char *host, *peer;
        AddressReader wanted;
    } ROWS[] = {
        {"10.3.0.5:8080", "114.1.2.3", ADDRESS_INTERNAL}, /* by a router in front */
        {"Meet.Example.cn", "10.9.9.9", ADDRESS_PUBLIC},
        {"meet.example.cn:443", "10.9.9.9", ADDRESS_PUBLIC},
        {"other.example.cn", "10.9.9.9", ADDRESS_INTERNAL},
        {"other.example.cn", "114.1.2.3", ADDRESS_PUBLIC},
        {NULL, "127.0.0.1", ADDRESS_INTERNAL},
        {"[::1", "114.1.2.3", ADDRESS_PUBLIC}, /* malformed: the network decides */
        {"", "10.9.9.9", ADDRESS_INTERNAL},
    };
    Fixture fixture =
        fixture_new("http://10.3.0.5:8080", "https://meet.example.cn", "0.0.0.0:0", NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *host = ROWS[i].host;
        g_test_message("row %u", i);
        g_assert_cmpint(
            addresses_reader(fixture.addresses, host, host ? strlen(host) : 0, ROWS[i].peer), ==,
            ROWS[i].wanted);
    }
    fixture_clear(&fixture);
}

static void test_bad_setting(void) {
    AddressesOptions options = {.public_url = "meet", .listen = "127.0.0.1:0", .port = 1};
    g_autoptr(GError) error = NULL;
    g_assert_null(addresses_new(&options, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
}

static void test_list_local(void) {
    g_auto(GStrv) list = addresses_list_local();
    g_assert_nonnull(list);
    for (unsigned i = 0; list[i]; i++) {
        g_assert_true(g_hostname_is_ip_address(list[i]));
        g_assert_false(addresses_is_loopback(list[i]));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/addresses/parse-url", test_parse_url);
    g_test_add_func("/addresses/split-listen", test_split_listen);
    g_test_add_func("/addresses/widen", test_widen);
    g_test_add_func("/addresses/guess", test_guess);
    g_test_add_func("/addresses/reader", test_reader);
    g_test_add_func("/addresses/bad-setting", test_bad_setting);
    g_test_add_func("/addresses/list-local", test_list_local);
    return g_test_run();
}
