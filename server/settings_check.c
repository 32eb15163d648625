#include "server/settings_check.h"

#include "base/error.h"
#include "server/addresses.h"
#include "server/ice_servers.h"
#include "server/rtc_places.h"
#include "server/tls_files.h"
#include "server/web_directory.h"

/* ---- checks, each one aspect ---- */

typedef bool (*CheckFn)(const Settings *settings, GError **error);

static bool check_data_directory(const Settings *settings, GError **error) {
    const char *path = settings->data_directory;
    if (!g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_DIR))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "data.directory: '%s' is no folder", path);
    return false;
}

static bool check_demo(const Settings *settings, GError **error) {
    g_autofree char *host = NULL;
    unsigned port = 0;
    if (!addresses_split_listen(settings->http_listen, &host, &port)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "http.listen: '%s' is not ADDR:PORT",
                    settings->http_listen);
        return false;
    }
    if (!settings->server_demo || settings->server_lan || addresses_is_loopback(host))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "--demo opens accounts with known passwords and may not listen on '%s': use "
                "127.0.0.1, or --lan for random passwords",
                settings->http_listen);
    return false;
}

static bool check_address(const char *name, const char *text, GError **error) {
    return !text || addresses_parse_url(name, text, NULL, NULL, error);
}

static bool check_addresses(const Settings *settings, GError **error) {
    return check_address("address.internal", settings->address_internal, error) &&
           check_address("address.public", settings->address_public, error);
}

static bool check_list(const char *name, char *const *list, GError **error) {
    g_autoptr(Networks) networks = networks_parse((const char *const *)list, error);
    if (!networks)
        g_prefix_error(error, "%s: ", name);
    return networks != NULL;
}

static bool check_networks(const Settings *settings, GError **error) {
    return check_list("gate.trusted_proxies", settings->gate_trusted_proxies, error) &&
           check_list("address.internal_networks", settings->address_internal_networks, error) &&
           check_list("metrics.allow", settings->metrics_allow, error);
}

static bool check_tls(const Settings *settings, GError **error) {
    g_autoptr(TlsFiles) files = tls_files_find(settings, error);
    return files && tls_files_check(files, error);
}

static bool check_https(const Settings *settings, GError **error) {
    const char *internal = settings->address_internal;
    g_autoptr(TlsFiles) files = tls_files_find(settings, error);
    if (!files)
        return false;
    bool behind_proxy = settings->gate_trusted_proxies && settings->gate_trusted_proxies[0];
    if (!internal || !g_str_has_prefix(internal, "https:") || files->source != TLS_NONE ||
        behind_proxy)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "address.internal: '%s' needs a certificate; run 'tongping cert', or set "
                "tls.certificate and tls.key",
                internal);
    return false;
}

static bool check_web(const Settings *settings, GError **error) {
    g_autofree char *directory = NULL;
    return web_directory_find(settings->web_directory, &directory, error);
}

static const CheckFn CHECKS[] = {
    check_data_directory, check_demo, check_addresses,  check_networks,    check_tls,
    check_https,          check_web,  rtc_places_check, ice_servers_check,
};

bool settings_check(const Settings *settings, GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CHECKS); i++) {
        if (!CHECKS[i](settings, error)) {
            if (settings->source_file)
                g_prefix_error(error, "%s: ", settings->source_file);
            return false;
        }
    }
    return true;
}
