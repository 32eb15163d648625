#include "server/doctor_checks.h"

#include "base/clock.h"
#include "server/addresses.h"
#include "server/cert_authority.h"
#include "server/certificate.h"
#include "server/tls_files.h"

#define DAY_US (86400 * CLOCK_US_PER_S)

static const char RENEW_OWN[] = "Run: tongping cert. The running server takes it up by itself.";
static const char RENEW_CONFIGURED[] = "Get a new certificate from its issuer and put it under "
                                       "tls.certificate and tls.key.";

static const char *renewal_remedy(const TlsFiles *files) {
    return files->source == TLS_COUNTY ? RENEW_OWN : RENEW_CONFIGURED;
}

/* Whether the host of an https address is named; `url` may be NULL. */
static bool names_address(const Certificate *certificate, const char *url) {
    g_autofree char *host = NULL;
    if (!url || !g_str_has_prefix(url, "https:") ||
        !addresses_parse_url("address", url, NULL, &host, NULL))
        return true;
    return certificate_covers(certificate, host);
}

static DoctorFinding judge_names(const Settings *settings, const Certificate *certificate) {
    const char *const urls[] = {settings->address_internal, settings->address_public};
    for (unsigned i = 0; i < G_N_ELEMENTS(urls); i++)
        if (!names_address(certificate, urls[i]))
            return doctor_problem("Run: tongping cert, or get a certificate with this name.",
                                  "The certificate does not name the host of %s.", urls[i]);
    g_autofree char *date = certificate_date(certificate->not_after_at_us);
    return doctor_ok("The certificate '%s' is good until %s.", certificate->subject, date);
}

static DoctorFinding judge_dates(const Settings *settings, const TlsFiles *files,
                                 const Certificate *certificate) {
    int64_t now_us = clock_wall_us();
    g_autofree char *start = certificate_date(certificate->not_before_at_us);
    g_autofree char *end = certificate_date(certificate->not_after_at_us);
    if (certificate->not_before_at_us > now_us)
        return doctor_problem("Set the clock, or wait.", "The certificate is good only from %s.",
                              start);
    if (certificate->not_after_at_us <= now_us)
        return doctor_problem(renewal_remedy(files), "The certificate ended on %s.", end);
    if (certificate->not_after_at_us - now_us < CERT_AUTHORITY_RENEW_DAYS * DAY_US)
        return doctor_warning(renewal_remedy(files), "The certificate ends on %s.", end);
    return judge_names(settings, certificate);
}

DoctorFinding doctor_certificate_check(const Settings *settings) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(TlsFiles) files = tls_files_find(settings, &problem);
    if (files && files->source == TLS_NONE)
        return doctor_warning("Run: tongping cert. Over plain http browsers keep camera, "
                              "microphone and offline use off.",
                              "There is no certificate: only plain http is spoken.");
    g_autoptr(Certificate) certificate = NULL;
    if (!files || !tls_files_check(files, &problem) ||
        !certificate_check_chain(files->certificate, files->authority, &problem) ||
        !(certificate = certificate_read(files->certificate, &problem)))
        return doctor_problem("Correct tls.certificate and tls.key, or run 'tongping cert'.", "%s.",
                              problem->message);
    return judge_dates(settings, files, certificate);
}
