#include "server/doctor_checks.h"

#include <string.h>

#include <openssl/crypto.h>

#include "base/clock.h"
#include "server/command.h"
#include "server/web_directory.h"

#define QUERY_TIMEOUT_US (10 * CLOCK_US_PER_S)

/* ---- versions ---- */

/* "libsoup-3.0-0 3.2.3-0+deb12u2, …" of Debian's package list; NULL elsewhere. */
static char *package_versions(void) {
    static const char *const QUERY[] = {"dpkg-query",
                                        "-W",
                                        "-f",
                                        "${Package} ${Version}, ",
                                        "libsoup-3.0-0",
                                        "libwebsockets1*",
                                        "libsqlite3-0",
                                        "libnghttp2-14",
                                        NULL};
    char *list = NULL;
    CommandOutcome outcome = command_run(QUERY, QUERY_TIMEOUT_US, &list);
    if (outcome == COMMAND_MISSING || outcome == COMMAND_LATE || !list || !*list) {
        g_free(list);
        return NULL;
    }
    return list;
}

DoctorFinding doctor_software_libraries(const Settings *settings) {
    g_autofree char *packages = package_versions();
    return doctor_ok("tongping %s, %s%s, GLib %u.%u.%u.", TONGPING_VERSION,
                     packages ? packages : "", OpenSSL_version(OPENSSL_VERSION), glib_major_version,
                     glib_minor_version, glib_micro_version);
}

/* ---- the libev loop of libwebsockets ---- */

/* The folder that libwebsockets was loaded from; NULL when it is linked in. Caller frees. */
static char *library_folder(void) {
    g_autofree char *maps = NULL;
    if (!g_file_get_contents("/proc/self/maps", &maps, NULL, NULL))
        return NULL;
    char *name = strstr(maps, "/libwebsockets.so");
    if (!name)
        return NULL;
    *name = '\0';
    const char *space = strrchr(maps, ' ');
    return space ? g_strdup(space + 1) : NULL;
}

/* A missing plug-in fails only when the loop starts (warmcat/libwebsockets#2322). */
DoctorFinding doctor_software_websocket_loop(const Settings *settings) {
    g_autofree char *path = library_folder();
    if (!path)
        return doctor_ok("libwebsockets is part of the program.");
    g_autofree char *plugin = g_build_filename(path, "libwebsockets-evlib_ev.so", NULL);
    if (g_file_test(plugin, G_FILE_TEST_EXISTS))
        return doctor_ok("libwebsockets has its libev loop.");
    return doctor_problem("Run: apt install libwebsockets-evlib-ev.",
                          "'%s' is missing: WebSockets cannot start.", plugin);
}

/* ---- pages ---- */

DoctorFinding doctor_software_pages(const Settings *settings) {
    g_autoptr(GError) problem = NULL;
    g_autofree char *directory = NULL;
    if (!web_directory_find(settings->web_directory, &directory, &problem))
        return doctor_problem("Correct web.directory, or leave it out.", "%s.", problem->message);
    if (directory)
        return doctor_ok("The pages lie in '%s'.", directory);
    return doctor_problem("Build with -Dweb=true and install, or set web.directory.",
                          "The pages are not built: browsers get nothing.");
}
