#include "server/install_pages.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"
#include "server/certificate.h"
#include "server/gate_reply.h"
#include "server/qr.h"

#define N_READERS 2

struct InstallPages {
    const Addresses *addresses;                  /* borrowed */
    GateBuffer *authority;                       /* the PEM file; NULL: none */
    GateBuffer *json[N_READERS], *qr[N_READERS]; /* by AddressReader */
    atomic_bool is_filled;                       /* the rest is written before */
};

/* ---- making ---- */

static GateBuffer *buffer_of(char *take_text) {
    return gate_buffer_new_take(take_text, strlen(take_text), g_free);
}

typedef struct AuthorityJson {
    char *fingerprint_sha256, *not_after, *subject, *url;
} AuthorityJson;

static const JsonField AUTHORITY_FIELDS[] = {
    {"fingerprint_sha256", JSON_STRING, offsetof(AuthorityJson, fingerprint_sha256), JSON_REQUIRED},
    {"not_after", JSON_STRING, offsetof(AuthorityJson, not_after), JSON_REQUIRED},
    {"subject", JSON_STRING, offsetof(AuthorityJson, subject), JSON_REQUIRED},
    {"url", JSON_STRING, offsetof(AuthorityJson, url), JSON_REQUIRED},
    {.kind = JSON_END},
};

static const JsonTable AUTHORITY_TABLE = {"AuthorityJson", sizeof(AuthorityJson), AUTHORITY_FIELDS};

static GateBuffer *authority_json(const Certificate *ca, const char *base_url) {
    g_autoptr(GDateTime) end = g_date_time_new_from_unix_utc(ca->not_after_at_us / CLOCK_US_PER_S);
    g_autofree char *not_after = g_date_time_format(end, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *url = g_strconcat(base_url, INSTALL_PAGES_PREFIX "ca.crt", NULL);
    AuthorityJson data = {ca->fingerprint, not_after, ca->subject, url};
    return buffer_of(json_table_write(&AUTHORITY_TABLE, &data));
}

static bool read_authority(InstallPages *pages, const char *ca_path, GError **error) {
    g_autoptr(Certificate) ca = certificate_read(ca_path, error);
    if (!ca)
        return false;
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(ca_path, &text, &length, &cause)) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read '%s': %s", ca_path, cause->message);
        return false;
    }
    pages->authority = gate_buffer_new_take(g_steal_pointer(&text), length, g_free);
    for (unsigned i = 0; i < N_READERS; i++)
        pages->json[i] = authority_json(ca, addresses_url(pages->addresses, (AddressReader)i));
    return true;
}

static void draw_codes(InstallPages *pages) {
    for (unsigned i = 0; i < N_READERS; i++) {
        const char *base_url = addresses_url(pages->addresses, (AddressReader)i);
        g_autofree char *url = g_strconcat(base_url, "/", NULL);
        char *svg = qr_svg(url);
        pages->qr[i] = svg ? buffer_of(svg) : NULL;
    }
}

InstallPages *install_pages_new(void) {
    return g_new0(InstallPages, 1);
}

bool install_pages_fill(InstallPages *pages, const char *ca_path, const Addresses *addresses,
                        GError **error) {
    pages->addresses = addresses;
    if (ca_path && !read_authority(pages, ca_path, error))
        return false;
    draw_codes(pages);
    atomic_store(&pages->is_filled, true);
    return true;
}

void install_pages_free(InstallPages *pages) {
    if (!pages)
        return;
    gate_buffer_unref(pages->authority);
    for (unsigned i = 0; i < N_READERS; i++) {
        gate_buffer_unref(pages->json[i]);
        gate_buffer_unref(pages->qr[i]);
    }
    g_free(pages);
}

/* ---- answering, on gate workers ---- */

typedef GateBuffer *(*PickFn)(const InstallPages *pages, AddressReader reader);

static GateBuffer *pick_authority(const InstallPages *pages, AddressReader reader) {
    return pages->authority;
}

static GateBuffer *pick_json(const InstallPages *pages, AddressReader reader) {
    return pages->json[reader];
}

static GateBuffer *pick_qr(const InstallPages *pages, AddressReader reader) {
    return pages->qr[reader];
}

/* Browsers offer to install a certificate only for its own media type (RFC 5280 has none; this is
 * what Android, iOS and Windows know). */
static const struct {
    const char *path, *content_type;
    PickFn pick;
} PAGES[] = {
    {INSTALL_PAGES_PREFIX "ca.crt", "application/x-x509-ca-cert", pick_authority},
    {INSTALL_PAGES_PREFIX "ca.json", "application/json", pick_json},
    {INSTALL_PAGES_PREFIX "qr.svg", "image/svg+xml", pick_qr},
};

static AddressReader reader_of(const InstallPages *pages, const GateHead *head) {
    GateText host = {0};
    bool has_host = gate_head_field(head, "host", &host);
    return addresses_reader(pages->addresses, has_host ? host.at : NULL, host.length,
                            gate_head_peer(head));
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    const InstallPages *pages = user;
    if (!gate_reply_only_reads(head, answer))
        return;
    if (!atomic_load(&pages->is_filled)) {
        gate_reply_problem(answer, ERROR_UNAVAILABLE, "The server is starting.");
        return;
    }
    GateText path = gate_head_path(head);
    for (unsigned i = 0; i < G_N_ELEMENTS(PAGES); i++) {
        if (path.length != strlen(PAGES[i].path) ||
            memcmp(path.at, PAGES[i].path, path.length) != 0)
            continue;
        GateBuffer *buffer = PAGES[i].pick(pages, reader_of(pages, head));
        if (!buffer)
            break;
        gate_reply_buffer(answer, 200, PAGES[i].content_type, buffer);
        return;
    }
    gate_reply_problem(answer, ERROR_NOT_FOUND, "This server has no such file to install.");
}

GateHandler install_pages_handler(InstallPages *pages) {
    return (GateHandler){.on_request = on_request, .user = pages};
}
