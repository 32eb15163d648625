#include "server/rtc_places.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"
#include "base/listen_address.h"
#include "media/rtc/rtc.h"
#include "server/addresses.h"
#include "server/media_places.h"

#define MAX_PORT      65535u
#define ALL_IPV4      "0.0.0.0"
#define ALL           "::"
#define LOOPBACK_IPV4 "127.0.0.1"

char *rtc_places_listen(const Settings *settings, const char *http_listen) {
    return media_places_rtc(settings, http_listen);
}

static bool is_numeric(const char *text) {
    struct in6_addr bytes; /* room for both */
    return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1;
}

char **rtc_places_announced(const Settings *settings, const char *listen, char *const *local) {
    if (settings->rtc_announced && settings->rtc_announced[0])
        return g_strdupv(settings->rtc_announced);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autofree char *host = NULL;
    unsigned port, n = 0;
    bool is_address = addresses_split_listen(listen, &host, &port);
    bool is_v4 = is_address && g_str_equal(host, ALL_IPV4);
    bool is_all = is_v4 || (is_address && g_str_equal(host, ALL));
    for (unsigned i = 0; is_all && local[i]; i++) {
        if (is_v4 && strchr(local[i], ':'))
            continue;
        g_strv_builder_add(builder, local[i]);
        n++;
    }
    if (n == 0)
        g_strv_builder_add(builder, is_all || !is_address ? LOOPBACK_IPV4 : host);
    return g_strv_builder_end(builder);
}

unsigned rtc_places_n_workers(const Settings *settings) {
    unsigned wanted = (unsigned)settings->rtc_workers;
    return MIN(wanted ? wanted : g_get_num_processors(), RTC_MAX_WORKERS);
}

static bool check_ports(const char *listen, unsigned n_workers, GError **error) {
    g_autoptr(GError) bad = NULL;
    ListenAddress address;
    if (!listen_address_parse(listen, &address, &bad)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "rtc.listen: %s", bad->message);
        return false;
    }
    if (listen_address_port(&address) + n_workers - 1 <= MAX_PORT)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "rtc.listen: '%s' leaves no room for the ports of %u workers", listen, n_workers);
    return false;
}

bool rtc_places_check(const Settings *settings, GError **error) {
    g_autofree char *http = settings_listen(settings);
    g_autofree char *listen = rtc_places_listen(settings, http);
    if (listen && !check_ports(listen, rtc_places_n_workers(settings), error))
        return false;
    for (char **at = settings->rtc_announced; at && *at; at++) {
        if (is_numeric(*at))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "rtc.announced: '%s' is no numeric address",
                    *at);
        return false;
    }
    return true;
}
