#include "server/cert_paths.h"

CertPaths *cert_paths_new(const char *data_directory) {
    CertPaths *paths = g_new0(CertPaths, 1);
    paths->directory = g_build_filename(data_directory, "tls", NULL);
    paths->ca_certificate = g_build_filename(paths->directory, "ca.crt", NULL);
    paths->ca_key = g_build_filename(paths->directory, "ca.key", NULL);
    paths->certificate = g_build_filename(paths->directory, "server.crt", NULL);
    paths->key = g_build_filename(paths->directory, "server.key", NULL);
    return paths;
}

void cert_paths_free(CertPaths *paths) {
    if (!paths)
        return;
    g_free(paths->directory);
    g_free(paths->ca_certificate);
    g_free(paths->ca_key);
    g_free(paths->certificate);
    g_free(paths->key);
    g_free(paths);
}
