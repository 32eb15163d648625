#include "server/tls_files.h"

#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "server/cert_paths.h"
#include "server/certificate.h"

static void use(TlsFiles *files, TlsSource source, const char *certificate, const char *key) {
    files->source = source;
    files->certificate = g_strdup(certificate);
    files->key = g_strdup(key);
}

TlsFiles *tls_files_find(const Settings *settings, GError **error) {
    if (!settings->tls_certificate != !settings->tls_key) {
        g_set_error(
            error, BASE_ERROR, ERROR_CONFIG, "tls.%s is set, but not tls.%s: both belong together",
            settings->tls_key ? "key" : "certificate", settings->tls_key ? "certificate" : "key");
        return NULL;
    }
    g_autoptr(CertPaths) paths = cert_paths_new(settings->data_directory);
    TlsFiles *files = g_new0(TlsFiles, 1);
    if (g_file_test(paths->ca_certificate, G_FILE_TEST_EXISTS))
        files->authority = g_strdup(paths->ca_certificate);
    if (settings->tls_certificate)
        use(files, TLS_CONFIGURED, settings->tls_certificate, settings->tls_key);
    else if (g_file_test(paths->certificate, G_FILE_TEST_EXISTS))
        use(files, TLS_COUNTY, paths->certificate, paths->key);
    return files;
}

void tls_files_free(TlsFiles *files) {
    if (!files)
        return;
    g_free(files->certificate);
    g_free(files->key);
    g_free(files->authority);
    g_free(files);
}

bool tls_files_check(const TlsFiles *files, GError **error) {
    return files->source == TLS_NONE ||
           certificate_check_key(files->certificate, files->key, error);
}

static uint64_t mix(uint64_t stamp, uint64_t value) {
    return (stamp ^ value) * UINT64_C(1099511628211); /* FNV-1a prime */
}

uint64_t tls_files_stamp(const TlsFiles *files) {
    const char *const paths[] = {files->certificate, files->key};
    uint64_t stamp = UINT64_C(14695981039346656037);
    for (unsigned i = 0; i < G_N_ELEMENTS(paths); i++) {
        GStatBuf info;
        if (!paths[i] || g_stat(paths[i], &info) != 0)
            continue;
        stamp = mix(stamp, (uint64_t)info.st_ino);
        stamp = mix(stamp, (uint64_t)info.st_size);
        stamp = mix(stamp, (uint64_t)info.st_mtim.tv_sec);
        stamp = mix(stamp, (uint64_t)info.st_mtim.tv_nsec);
    }
    return stamp;
}
