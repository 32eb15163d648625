/* Which ports people's media have, and which addresses are told. */
#include "server/rtc_places.h"

#include <string.h>

#include "base/error.h"

static void test_listen(void) {
    static const struct {
        const char *setting, *http, *listen;
    } CASES[] = {
        {NULL, "10.3.0.5:80", "10.3.0.5:7000"},
        {NULL, "[::]:8080", "[::]:7000"},
        {NULL, "127.0.0.1:0", "127.0.0.1:0"},
        {"192.0.2.1:40000", "127.0.0.1:0", "192.0.2.1:40000"},
        {"off", "127.0.0.1:0", NULL},
        {"", "127.0.0.1:0", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Settings settings = {.rtc_listen = (char *)CASES[i].setting};
        g_autofree char *listen = rtc_places_listen(&settings, CASES[i].http);
        g_assert_cmpstr(listen, ==, CASES[i].listen);
    }
}

static void test_announced(void) {
    static const struct {
        const char *listen, *local, *announced; /* words divided by spaces */
    } CASES[] = {
        {"10.3.0.5:7000", "10.3.0.5 192.0.2.1", "10.3.0.5"},
        {"[2001:db8::1]:7000", "10.3.0.5", "2001:db8::1"},
        {"0.0.0.0:7000", "10.3.0.5 192.0.2.1 2001:db8::1", "10.3.0.5 192.0.2.1"},
        {"[::]:7000", "10.3.0.5 2001:db8::1", "10.3.0.5 2001:db8::1"},
        {"0.0.0.0:7000", "2001:db8::1", "127.0.0.1"},
        {"[::]:7000", "", "127.0.0.1"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Settings settings = {0};
        g_auto(GStrv) local =
            *CASES[i].local ? g_strsplit(CASES[i].local, " ", 0) : g_new0(char *, 1);
        g_auto(GStrv) announced = rtc_places_announced(&settings, CASES[i].listen, local);
        g_autofree char *words = g_strjoinv(" ", announced);
        g_assert_cmpstr(words, ==, CASES[i].announced);
    }
}

/* Behind a router with a leased line: what the operator says stands for all that was found. */
static void test_announced_by_operator(void) {
    char *wanted[] = {(char *)"10.3.0.5", (char *)"203.0.113.7", NULL}, *local[] = {NULL};
    const Settings settings = {.rtc_announced = wanted};
    g_auto(GStrv) announced = rtc_places_announced(&settings, "0.0.0.0:7000", local);
    g_autofree char *words = g_strjoinv(" ", announced);
    g_assert_cmpstr(words, ==, "10.3.0.5 203.0.113.7");
}

static void test_check(void) {
    char *names[] = {(char *)"10.3.0.5", (char *)"meet.example.cn", NULL};
    const struct {
        Settings settings;
        const char *complaint; /* NULL: good */
    } CASES[] = {
        {{.rtc_workers = 2}, NULL},
        {{.rtc_listen = (char *)"off"}, NULL},
        {{.rtc_listen = (char *)"10.0.0.1:65535", .rtc_workers = 1}, NULL},
        {{.rtc_listen = (char *)"10.0.0.1:65535", .rtc_workers = 2}, "no room for the ports of 2"},
        {{.rtc_listen = (char *)"7000"}, "rtc.listen: "},
        {{.rtc_listen = (char *)"meet.example.cn:7000"}, "rtc.listen: "},
        {{.rtc_announced = names}, "rtc.announced: 'meet.example.cn'"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        Settings settings = CASES[i].settings;
        g_autoptr(GError) error = NULL;
        settings.http_listen = (char *)"127.0.0.1:8080";
        bool is_good = rtc_places_check(&settings, &error);
        g_assert_true(is_good == (CASES[i].complaint == NULL));
        if (is_good)
            continue;
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, CASES[i].complaint));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc_places/listen", test_listen);
    g_test_add_func("/rtc_places/announced", test_announced);
    g_test_add_func("/rtc_places/announced-by-operator", test_announced_by_operator);
    g_test_add_func("/rtc_places/check", test_check);
    return g_test_run();
}
