#include "server/verbs.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/addresses.h"
#include "server/cert_authority.h"
#include "server/cert_names.h"
#include "server/certificate.h"
#include "server/qr.h"
#include "server/run_as_owner.h"
#include "server/verb_line.h"

typedef struct CertOptions {
    Settings settings;
    char **names;
    bool renew, force;
} CertOptions;

static const ConfigSetting OPTIONS[] = {
    {"cert", "name", CONFIG_LIST, offsetof(CertOptions, names), NULL, 0, 0, NULL, NULL,
     "More host names and addresses for the certificate, besides those of the settings and of this "
     "machine.",
     "name"},
    {"cert", "renew", CONFIG_BOOL, offsetof(CertOptions, renew), "false", 0, 0, NULL, NULL,
     "Make a new server certificate even if the old one is still good.", "renew"},
    {"cert", "force", CONFIG_BOOL, offsetof(CertOptions, force), "false", 0, 0, NULL, NULL,
     "Make a new authority in place of the old one: every device must then install it anew.",
     "force"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "cert [OPTION…]",
    .about = "For networks without a public domain: makes a certificate authority of the county,\n"
             "once, and a server certificate signed by it, which is renewed when it is called\n"
             "again within 30 days of its end or with new names. Files: DATA/tls/.\n",
    .options = {.options = OPTIONS, .only_data = true},
};

static bool make_authority(const CertOptions *options, const CertPaths *paths, GError **error) {
    if (!options->force && g_file_test(paths->ca_certificate, G_FILE_TEST_EXISTS))
        return true;
    if (!cert_authority_make(paths, options->settings.server_name,
                             options->force ? CERT_REPLACE : CERT_KEEP, error))
        return false;
    printf("Made the authority: %s\n", paths->ca_certificate);
    return true;
}

/* The names of the certificate in use stay in the next one. Caller frees. */
static char **keep_old_names(const CertPaths *paths, char *const *wanted) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(Certificate) old = certificate_read(paths->certificate, NULL);
    for (unsigned i = 0; wanted && wanted[i]; i++)
        g_strv_builder_add(builder, wanted[i]);
    for (unsigned i = 0; old && old->names[i]; i++)
        g_strv_builder_add(builder, old->names[i]);
    return g_strv_builder_end(builder);
}

static char *renewal_reason(const CertOptions *options, const CertPaths *paths,
                            char *const *names) {
    if (options->force || options->renew)
        return g_strdup(options->force ? "new authority" : "--renew");
    return cert_authority_renewal_reason(paths, (const char *const *)names, clock_wall_us());
}

static bool make_certificate(const CertOptions *options, const CertPaths *paths, GError **error) {
    g_auto(GStrv) more =
        options->renew ? g_strdupv(options->names) : keep_old_names(paths, options->names);
    g_auto(GStrv) names = cert_names_collect(&options->settings, (const char *const *)more, error);
    if (!names)
        return false;
    g_autofree char *reason = renewal_reason(options, paths, names);
    if (!reason)
        return true;
    bool is_first = !g_file_test(paths->certificate, G_FILE_TEST_EXISTS);
    if (!cert_authority_issue(paths, (const char *const *)names, error))
        return false;
    if (is_first)
        printf("Made the server certificate: %s\n", paths->certificate);
    else
        printf("Renewed the server certificate: %s (%s)\n", paths->certificate, reason);
    return true;
}

static bool describe(const char *title, const char *path, GError **error) {
    g_autoptr(Certificate) certificate = certificate_read(path, error);
    if (!certificate)
        return false;
    g_autofree char *end = certificate_date(certificate->not_after_at_us);
    g_autofree char *names = g_strjoinv(", ", certificate->names);
    printf("\n%s: %s\n  good until   %s\n  SHA-256      %s\n", title, certificate->subject, end,
           certificate->fingerprint);
    if (*names)
        printf("  names        %s\n", names);
    return true;
}

typedef struct Place {
    char *host; /* of address.internal, else of this machine */
    unsigned port;
    bool is_hidden; /* the server listens for this machine alone */
} Place;

static Place find_place(const Settings *settings) {
    Place place = {0};
    g_auto(GStrv) local = addresses_list_local();
    g_autofree char *listen = settings_listen(settings);
    g_autofree char *listen_host = NULL;
    if (addresses_split_listen(listen, &listen_host, &place.port))
        place.is_hidden = addresses_is_loopback(listen_host);
    if (!settings->address_internal ||
        !addresses_parse_url("address.internal", settings->address_internal, NULL, &place.host,
                             NULL))
        place.host = g_strdup(local[0] ? local[0] : "127.0.0.1");
    return place;
}

/* Over plain http: the authority is not trusted before it is installed. */
static char *page_address(const Place *place) {
    bool is_v6 = g_strrstr(place->host, ":") != NULL;
    return g_strdup_printf("http://%s%s%s:%u/install", is_v6 ? "[" : "", place->host,
                           is_v6 ? "]" : "", place->port);
}

static void print_next_steps(const Settings *settings) {
    Place place = find_place(settings);
    g_autofree char *page = page_address(&place);
    printf("\nNext:\n"
           "  - Restart the server once; later renewals are taken up by themselves.\n"
           "  - Set address.internal (and address.public) to https://… in the settings.\n");
    if (place.is_hidden)
        printf("  - Set http.listen to 0.0.0.0:%u: now only this machine reaches the server.\n",
               place.port);
    printf("  - On each PC and phone open %s and install the\n"
           "    certificate; compare the SHA-256 above with the one shown there.\n"
           "  - Keep DATA/tls/ca.key secret: who has it can pretend to be any site to these "
           "devices.\n\n",
           page);
    g_autofree char *code = qr_terminal(page, isatty(STDOUT_FILENO) ? QR_COLOURS : QR_PLAIN);
    if (code)
        printf("%s", code);
    g_free(place.host);
}

static int run(const CertOptions *options) {
    GError *error = NULL;
    const Settings *settings = &options->settings;
    g_autoptr(CertPaths) paths = cert_paths_new(settings->data_directory);
    if (settings->tls_certificate)
        return verb_line_refuse("tls.certificate names '%s': a certificate of your own is in use; "
                                "leave it out of the settings to use a county authority",
                                settings->tls_certificate);
    if (!run_as_owner(settings->data_directory, &error) ||
        !make_authority(options, paths, &error) || !make_certificate(options, paths, &error) ||
        !describe("Authority", paths->ca_certificate, &error) ||
        !describe("Server certificate", paths->certificate, &error))
        return verb_line_fail(error);
    print_next_steps(settings);
    return VERB_DONE;
}

int verb_cert_run(int argc, char *const argv[]) {
    CertOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = run(&options);
    settings_clear(&LINE.options, &options);
    return status;
}
