/* Which certificate and key the server uses, and whether they changed on disk. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/settings.h"

typedef enum TlsSource {
    TLS_NONE,       /* plain only */
    TLS_CONFIGURED, /* tls.certificate and tls.key */
    TLS_COUNTY,     /* made by `tongping cert` */
} TlsSource;

typedef struct TlsFiles {
    TlsSource source;
    char *certificate, *key; /* NULL with TLS_NONE */
    char *authority;         /* the county's CA certificate, when there is one */
} TlsFiles;

/* ERROR_CONFIG when only one of tls.certificate and tls.key is set. */
TlsFiles *tls_files_find(const Settings *settings, GError **error);
void tls_files_free(TlsFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlsFiles, tls_files_free)

/* Readable, and a pair. True with TLS_NONE. An expired certificate passes: plain clients still need
 * the server, and `doctor` tells. */
bool tls_files_check(const TlsFiles *files, GError **error);

/* A number that changes when either file is replaced or written. */
uint64_t tls_files_stamp(const TlsFiles *files);
