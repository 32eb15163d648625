#include "server/media_places.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "server/addresses.h"

#define RTMP_PORT     1935u
#define SRT_PORT      9000u
#define RTC_PORT      7000u
#define OFF           "off"
#define FILES_FOLDER  "files"
#define CACHE_FOLDER  "cache"
#define REGISTRY_NAME "gstreamer-registry.bin"
#define REGISTRY      "GST_REGISTRY"

/* ---- ports ---- */

static char *listen_address(const char *setting, const char *http_listen, unsigned port) {
    g_autofree char *host = NULL;
    unsigned http_port = 0;
    if (g_strcmp0(setting, OFF) == 0)
        return NULL;
    if (setting)
        return g_strdup(setting);
    if (!addresses_split_listen(http_listen, &host, &http_port))
        return NULL;
    return g_strdup_printf(strchr(host, ':') ? "[%s]:%u" : "%s:%u", host,
                           http_port == 0 ? 0 : port);
}

char *media_places_rtmp(const Settings *settings, const char *http_listen) {
    return listen_address(settings->live_rtmp_listen, http_listen, RTMP_PORT);
}

char *media_places_srt(const Settings *settings, const char *http_listen) {
    return listen_address(settings->live_srt_listen, http_listen, SRT_PORT);
}

char *media_places_rtc(const Settings *settings, const char *http_listen) {
    const char *setting = settings->rtc_listen;
    return listen_address(setting && !*setting ? OFF : setting, http_listen, RTC_PORT);
}

/* ---- the programme ---- */

char *media_places_program(const Settings *settings) {
    static const char *const PLACES[] = {
        "tongping-program",                  /* PREFIX/bin */
        "../media/program/tongping-program", /* BUILD/server/tongping */
    };
    if (settings->live_program)
        return g_strdup(settings->live_program);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
    for (unsigned i = 0; folder && i < G_N_ELEMENTS(PLACES); i++) {
        g_autofree char *place = g_build_filename(folder, PLACES[i], NULL);
        if (g_file_test(place, G_FILE_TEST_IS_EXECUTABLE))
            return g_canonicalize_filename(place, "/");
    }
    return g_strdup(PLACES[0]);
}

/* ---- files to play ---- */

char *media_places_files(const Settings *settings) {
    if (settings->live_files_directory)
        return g_canonicalize_filename(settings->live_files_directory, NULL);
    g_autofree char *folder = g_build_filename(settings->data_directory, FILES_FOLDER, NULL);
    g_mkdir_with_parents(folder, 0700); /* where it cannot be made no file will be found */
    return g_canonicalize_filename(folder, NULL);
}

char *media_places_file(const char *folder, const char *name) {
    g_autofree char *inside = g_strconcat(folder, "/", NULL);
    g_autofree char *path = g_canonicalize_filename(name, folder);
    return g_str_has_prefix(path, inside) ? g_steal_pointer(&path) : NULL;
}

/* ---- the cache ---- */

bool media_places_prepare_cache(const Settings *settings, GError **error) {
    g_autofree char *folder = g_build_filename(settings->data_directory, CACHE_FOLDER, NULL);
    g_autofree char *file = g_build_filename(folder, REGISTRY_NAME, NULL);
    g_autofree char *registry = g_canonicalize_filename(file, NULL);
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make the folder '%s': %s", folder,
                    g_strerror(errno));
        return false;
    }
    g_setenv(REGISTRY, registry, FALSE);
    return true;
}
