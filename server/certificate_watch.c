#include "server/certificate_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/cert_authority.h"
#include "server/certificate.h"

#define RENEW_CHECK_US (3600 * CLOCK_US_PER_S)

struct CertificateWatch {
    const Settings *settings; /* borrowed */
    const TlsFiles *tls;      /* borrowed */
    Gate *gate;               /* borrowed */
    uint64_t stamp;           /* of the files in use */
    uint64_t seen_stamp;      /* at the last tick: files are taken up when they stand still */
    int64_t next_renew_check_us;
};

CertificateWatch *certificate_watch_new(const Settings *settings, const TlsFiles *tls, Gate *gate) {
    CertificateWatch *watch = g_new0(CertificateWatch, 1);
    watch->settings = settings;
    watch->tls = tls;
    watch->gate = gate;
    watch->stamp = watch->seen_stamp = tls_files_stamp(tls);
    return watch;
}

void certificate_watch_free(CertificateWatch *watch) {
    g_free(watch);
}

void certificate_watch_reload(CertificateWatch *watch) {
    g_autoptr(GError) problem = NULL;
    watch->stamp = watch->seen_stamp = tls_files_stamp(watch->tls);
    if (watch->tls->source == TLS_NONE)
        return;
    if (gate_reload_tls(watch->gate, &problem))
        log_event(LOG_INFO, "server", "certificate read again",
                  LOG_FIELDS({"file", .text = watch->tls->certificate}));
    else
        log_error(LOG_ERROR, "server", "certificate not read again, the old one stays", problem);
}

/* The names of the certificate in use stay: whoever made it knew which. A careful county keeps the
 * authority's key elsewhere: then people renew. */
static void renew_if_due(const CertificateWatch *watch, int64_t now_us) {
    g_autoptr(CertPaths) paths = cert_paths_new(watch->settings->data_directory);
    if (!g_file_test(paths->ca_key, G_FILE_TEST_EXISTS))
        return;
    g_autofree char *reason = cert_authority_renewal_reason(paths, NULL, now_us);
    g_autoptr(GError) problem = NULL;
    g_autoptr(Certificate) old = reason ? certificate_read(paths->certificate, &problem) : NULL;
    if (!reason)
        return;
    if (old && cert_authority_issue(paths, (const char *const *)old->names, &problem))
        log_event(LOG_INFO, "server", "certificate renewed",
                  LOG_FIELDS({"reason", .text = reason}));
    else
        log_error(LOG_WARNING, "server", "certificate not renewed", problem);
}

void certificate_watch_tick(CertificateWatch *watch, int64_t now_us) {
    if (watch->tls->source == TLS_NONE)
        return;
    if (watch->tls->source == TLS_COUNTY && now_us >= watch->next_renew_check_us) {
        watch->next_renew_check_us = now_us + RENEW_CHECK_US;
        renew_if_due(watch, now_us);
    }
    uint64_t stamp = tls_files_stamp(watch->tls);
    if (stamp != watch->stamp && stamp == watch->seen_stamp)
        certificate_watch_reload(watch);
    else
        watch->seen_stamp = stamp;
}
