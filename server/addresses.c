#include "server/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

#define N_READERS 2

struct Addresses {
    char *urls[N_READERS];  /* by AddressReader */
    char *hosts[N_READERS]; /* bare, lower case */
    const Networks *internal_from;
};

static bool is_base_url(GUri *uri) {
    const char *scheme = g_uri_get_scheme(uri), *path = g_uri_get_path(uri);
    const char *host = g_uri_get_host(uri);
    return (g_str_equal(scheme, "http") || g_str_equal(scheme, "https")) && host && *host &&
           (g_str_equal(path, "") || g_str_equal(path, "/")) && !g_uri_get_query(uri) &&
           !g_uri_get_fragment(uri) && !g_uri_get_userinfo(uri);
}

static char *write_url(const char *scheme, const char *host, int port) {
    const char *open = strchr(host, ':') ? "[" : "", *close = *open ? "]" : "";
    bool is_default = port < 0 || port == (g_str_equal(scheme, "https") ? 443 : 80);
    if (is_default)
        return g_strdup_printf("%s://%s%s%s", scheme, open, host, close);
    return g_strdup_printf("%s://%s%s%s:%d", scheme, open, host, close, port);
}

bool addresses_parse_url(const char *setting, const char *text, char **ret_url, char **ret_host,
                         GError **error) {
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    if (!uri || !is_base_url(uri)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "%s: '%s' is not an address such as http://10.3.0.5:8080 or "
                    "https://meet.example.cn",
                    setting, text);
        return false;
    }
    g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
    if (ret_url)
        *ret_url = write_url(g_uri_get_scheme(uri), host, g_uri_get_port(uri));
    if (ret_host)
        *ret_host = g_steal_pointer(&host);
    return true;
}

bool addresses_split_listen(const char *listen, char **ret_host, unsigned *ret_port) {
    const char *colon = strrchr(listen, ':');
    guint64 port = 0;
    if (!colon || colon == listen ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return false;
    g_autofree char *host = g_strndup(listen, (gsize)(colon - listen));
    size_t length = strlen(host);
    if (host[0] == '[' && length > 2 && host[length - 1] == ']') {
        host[length - 1] = '\0';
        memmove(host, host + 1, length - 1);
    } else if (strchr(host, ':')) {
        return false;
    }
    *ret_host = g_steal_pointer(&host);
    *ret_port = (unsigned)port;
    return true;
}

bool addresses_is_loopback(const char *host) {
    return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
           (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

char *addresses_widen_listen(const char *listen) {
    g_autofree char *host = NULL;
    unsigned port = 0;
    if (!addresses_split_listen(listen, &host, &port) || !addresses_is_loopback(host))
        return g_strdup(listen);
    return g_strdup_printf("%s:%u", g_str_equal(host, "::1") ? "[::]" : "0.0.0.0", port);
}

/* ---- the two addresses ---- */

static bool is_any(const char *host) {
    return g_str_equal(host, "0.0.0.0") || g_str_equal(host, "::") || g_str_equal(host, "*");
}

/* Nothing configured: what the listener and the machine say. */
static char *guess_url(const AddressesOptions *options) {
    g_autofree char *host = NULL;
    unsigned port = 0;
    if (!addresses_split_listen(options->listen, &host, &port))
        host = g_strdup("127.0.0.1");
    const char *reachable = host;
    if (is_any(host))
        reachable = options->local && options->local[0] ? options->local[0] : "127.0.0.1";
    return write_url("http", reachable, (int)options->port);
}

static bool set_url(Addresses *addresses, AddressReader reader, const char *setting,
                    const char *text, GError **error) {
    return addresses_parse_url(setting, text, &addresses->urls[reader], &addresses->hosts[reader],
                               error);
}

Addresses *addresses_new(const AddressesOptions *options, GError **error) {
    g_autoptr(Addresses) addresses = g_new0(Addresses, 1);
    addresses->internal_from = options->internal_from;
    g_autofree char *guessed = guess_url(options);
    const char *internal = options->internal ? options->internal : guessed;
    const char *public_url = options->public_url ? options->public_url : internal;
    if (!set_url(addresses, ADDRESS_INTERNAL, "address.internal", internal, error) ||
        !set_url(addresses, ADDRESS_PUBLIC, "address.public", public_url, error))
        return NULL;
    return g_steal_pointer(&addresses);
}

void addresses_free(Addresses *addresses) {
    if (!addresses)
        return;
    for (unsigned i = 0; i < N_READERS; i++) {
        g_free(addresses->urls[i]);
        g_free(addresses->hosts[i]);
    }
    g_free(addresses);
}

const char *addresses_url(const Addresses *addresses, AddressReader reader) {
    return addresses->urls[reader];
}

/* Compares a Host field without its port and brackets (RFC 9110 §7.2). */
static bool names_host(const char *field, size_t length, const char *wanted) {
    const char *end = field + length;
    if (length > 0 && *field == '[') {
        field++;
        const char *close = memchr(field, ']', (size_t)(end - field));
        end = close ? close : end;
    } else {
        const char *colon = memchr(field, ':', length);
        end = colon ? colon : end;
    }
    size_t n = (size_t)(end - field);
    return n == strlen(wanted) && g_ascii_strncasecmp(field, wanted, n) == 0;
}

AddressReader addresses_reader(const Addresses *addresses, const char *host, size_t host_length,
                               const char *peer) {
    bool is_internal = host && names_host(host, host_length, addresses->hosts[ADDRESS_INTERNAL]);
    bool is_public = host && names_host(host, host_length, addresses->hosts[ADDRESS_PUBLIC]);
    if (is_internal != is_public)
        return is_internal ? ADDRESS_INTERNAL : ADDRESS_PUBLIC;
    return networks_contains(addresses->internal_from, peer) ? ADDRESS_INTERNAL : ADDRESS_PUBLIC;
}

/* ---- this machine ---- */

typedef enum LocalRank { LOCAL_PRIVATE_V4, LOCAL_OTHER_V4, LOCAL_V6, LOCAL_SKIP } LocalRank;

static LocalRank rank_v4(const struct sockaddr_in *in) {
    uint32_t ip = ntohl(in->sin_addr.s_addr);
    if (ip >> 24 == 127 || ip >> 16 == 0xa9fe) /* loopback, link-local 169.254/16 */
        return LOCAL_SKIP;
    bool is_private = ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8; /* RFC 1918 §3 */
    return is_private ? LOCAL_PRIVATE_V4 : LOCAL_OTHER_V4;
}

static LocalRank describe_interface(const struct ifaddrs *entry, char ret_text[INET6_ADDRSTRLEN]) {
    if (!entry->ifa_addr || !(entry->ifa_flags & IFF_UP) || (entry->ifa_flags & IFF_LOOPBACK))
        return LOCAL_SKIP;
    if (entry->ifa_addr->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)entry->ifa_addr;
        inet_ntop(AF_INET, &in->sin_addr, ret_text, INET6_ADDRSTRLEN);
        return rank_v4(in);
    }
    if (entry->ifa_addr->sa_family != AF_INET6)
        return LOCAL_SKIP;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)entry->ifa_addr;
    if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) || IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr))
        return LOCAL_SKIP;
    inet_ntop(AF_INET6, &in6->sin6_addr, ret_text, INET6_ADDRSTRLEN);
    return LOCAL_V6;
}

char **addresses_list_local(void) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    struct ifaddrs *list = NULL;
    if (getifaddrs(&list) != 0)
        list = NULL;
    for (LocalRank rank = LOCAL_PRIVATE_V4; rank < LOCAL_SKIP; rank++) {
        for (const struct ifaddrs *entry = list; entry; entry = entry->ifa_next) {
            char text[INET6_ADDRSTRLEN];
            if (describe_interface(entry, text) == rank)
                g_strv_builder_add(builder, text);
        }
    }
    if (list)
        freeifaddrs(list);
    return g_strv_builder_end(builder);
}
