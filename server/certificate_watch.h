/* Keeps the certificate of a running server fresh: renews the county's own in time, and takes up
 * files that changed on disk. Main thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "server/settings.h"
#include "server/tls_files.h"

typedef struct CertificateWatch CertificateWatch;

/* All are borrowed until the end. */
CertificateWatch *certificate_watch_new(const Settings *settings, const TlsFiles *tls, Gate *gate);
void certificate_watch_free(CertificateWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CertificateWatch, certificate_watch_free)

/* Some seconds apart. */
void certificate_watch_tick(CertificateWatch *watch, int64_t now_us);

/* Takes the files up now, changed or not (SIGHUP). */
void certificate_watch_reload(CertificateWatch *watch);
