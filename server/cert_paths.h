/* Where the county's certificates lie in a data directory. Pure. */
#pragma once

#include <glib.h>

typedef struct CertPaths {
    char *directory; /* DATA/tls */
    char *ca_certificate, *ca_key;
    char *certificate, *key;
} CertPaths;

CertPaths *cert_paths_new(const char *data_directory);
void cert_paths_free(CertPaths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CertPaths, cert_paths_free)
