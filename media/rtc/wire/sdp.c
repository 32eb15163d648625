#include "media/rtc/wire/sdp.h"

#include <string.h>

#include "base/error.h"
#include "media/rtc/wire/sdp_attribute.h"
#include "media/rtc/wire/sdp_codec.h"
#include "media/rtc/wire/sdp_text.h"

#define QUOTED_CHARS 60 /* of a line that is named in an error */
#define MAX_PORT     65535u

/* ---- errors ---- */

#define PREFIX "cannot read the session description: "

static bool fail_line(GError **error, SdpProblem problem, unsigned line, const char *text) {
    bool is_secret = g_str_has_prefix(text, "a=ice-pwd:");
    g_autofree char *start = g_strndup(text, is_secret ? strlen("a=ice-pwd:") : QUOTED_CHARS);
    g_autofree char *quoted = g_utf8_make_valid(start, -1);
    g_strdelimit(quoted, "\"\\\t", ' ');
    if (problem == SDP_TOO_MANY)
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    PREFIX "line %u, \"%s\", is one more of its kind than we take", line, quoted);
    else
        g_set_error(error, BASE_ERROR, ERROR_INVALID, PREFIX "line %u, \"%s\", is malformed", line,
                    quoted);
    return false;
}

static bool fail(GError **error, ErrorCode code, const char *what) {
    g_set_error(error, BASE_ERROR, code, PREFIX "%s", what);
    return false;
}

static bool fail_section(GError **error, ErrorCode code, unsigned index, const char *what) {
    g_set_error(error, BASE_ERROR, code, PREFIX "media section %u %s", index + 1, what);
    return false;
}

/* ---- lines ---- */

static const char *const KINDS[] = {[SDP_AUDIO] = "audio", [SDP_VIDEO] = "video"};

/* RTP over DTLS; RFC 8829 lets an answerer take the others for it. */
static bool is_secure_rtp(const char *protocol) {
    static const char *const NAMES[] = {"UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF",
                                        "UDP/TLS/RTP/SAVP", "TCP/TLS/RTP/SAVP", "RTP/SAVPF"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (strcmp(protocol, NAMES[i]) == 0)
            return true;
    return false;
}

/* Ends a section, whose attributes may come in any order. */
static void close_section(SdpScope *scope) {
    if (scope->section && scope->is_bundle_only)
        scope->section->is_rejected = false; /* RFC 8843 §6: port 0 then says nothing */
    scope->is_bundle_only = false;
}

/* RFC 8866 §5.14. `formats` stays whole for a refusal. */
static SdpProblem open_section(SdpScope *scope, char *value) {
    SdpSession *session = scope->session;
    close_section(scope);
    if (session->n_sections == SDP_MAX_SECTIONS)
        return SDP_TOO_MANY;
    SdpSection *section = &session->sections[session->n_sections++];
    scope->section = section;
    scope->transport = &section->transport;
    *section = (SdpSection){.kind = SDP_OTHER, .direction = scope->session_direction};
    memcpy(section->extension_ids, scope->session_extensions, sizeof section->extension_ids);
    section->media = sdp_text_cut(&value, ' ');
    char *port = sdp_text_cut(&value, ' ');
    section->protocol = sdp_text_cut(&value, ' ');
    section->formats = g_strchomp(value);
    uint64_t number;
    if (!sdp_text_is_token(section->media, SIZE_MAX) || *section->protocol == '\0' ||
        *value == '\0' || !sdp_text_number(sdp_text_cut(&port, '/'), MAX_PORT, &number))
        return SDP_MALFORMED;
    section->is_rejected = number == 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(section->media, KINDS[i]) == 0 && is_secure_rtp(section->protocol))
            section->kind = (SdpKind)i;
    if (section->kind == SDP_OTHER)
        return SDP_FINE;
    g_autofree char *formats = g_strdup(value);
    return sdp_codec_list(section, formats) ? SDP_FINE : SDP_MALFORMED;
}

static SdpProblem read_line(SdpScope *scope, char *line) {
    if (!g_ascii_islower(line[0]) || line[1] != '=')
        return SDP_MALFORMED;
    if (line[0] == 'm')
        return open_section(scope, line + 2);
    return line[0] == 'a' ? sdp_attribute_read(scope, line + 2) : SDP_FINE;
}

/* CR LF, or LF alone (RFC 8866 §5 wants parsers to take it); empty lines at the end only. */
static bool read_lines(SdpScope *scope, GError **error) {
    unsigned number = 0;
    for (char *rest = scope->session->text; *rest;) {
        char *line = sdp_text_cut(&rest, '\n');
        size_t length = strlen(line);
        number++;
        if (length > 0 && line[length - 1] == '\r')
            line[length - 1] = '\0';
        if (number == 1 && strcmp(line, "v=0") != 0)
            return fail(error, ERROR_INVALID, "it does not begin with \"v=0\"");
        if (*line == '\0' && *rest == '\0')
            break;
        g_autofree char *kept = g_strndup(line, QUOTED_CHARS);
        SdpProblem problem = read_line(scope, line);
        if (problem != SDP_FINE)
            return fail_line(error, problem, number, kept);
    }
    close_section(scope);
    return true;
}

/* ---- the whole ---- */

static void mark_bundle(SdpScope *scope) {
    g_auto(GStrv) mids = g_strsplit(scope->bundle ? scope->bundle : "", " ", -1);
    g_autoptr(GHashTable) bundle = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; mids[i]; i++)
        g_hash_table_add(bundle, mids[i]);
    for (unsigned i = 0; i < scope->session->n_sections; i++) {
        SdpSection *section = &scope->session->sections[i];
        section->is_bundled = section->mid && g_hash_table_contains(bundle, section->mid);
    }
}

static void inherit(SdpTransport *transport, const SdpTransport *session) {
    if (!transport->ufrag && !transport->password) {
        transport->ufrag = session->ufrag;
        transport->password = session->password;
    }
    if (!transport->fingerprint.hash)
        transport->fingerprint = session->fingerprint;
    if (transport->setup == SDP_SETUP_NONE)
        transport->setup = session->setup;
}

static bool check_mids(const SdpSession *session, GError **error) {
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < session->n_sections; i++) {
        const char *mid = session->sections[i].mid;
        if (mid && !g_hash_table_add(seen, (gpointer)mid))
            return fail_section(error, ERROR_INVALID, i, "has the a=mid of another");
    }
    return true;
}

/* In a bundle an id means the same everywhere, RFC 8843 §9.1. */
static bool check_extensions(const SdpSession *session, GError **error) {
    int meanings[UINT8_MAX + 1];
    memset(meanings, -1, sizeof meanings);
    for (unsigned i = 0; i < session->n_sections; i++)
        for (int extension = 0; extension < SDP_N_EXTENSIONS; extension++) {
            uint8_t id = session->sections[i].extension_ids[extension];
            if (id != 0 && meanings[id] != -1 && meanings[id] != extension)
                return fail_section(error, ERROR_INVALID, i,
                                    "gives an id of a=extmap another meaning");
            meanings[id] = extension;
        }
    return true;
}

/* RFC 9429 §5.3.1, max-bundle: one transport carries all. A single section needs no group. */
static bool check_section(const SdpSession *session, unsigned index, GError **error) {
    const SdpSection *section = &session->sections[index];
    if (section->kind == SDP_OTHER)
        return true;
    if (!section->mid)
        return fail_section(error, ERROR_INVALID, index, "has no a=mid");
    if (!section->is_bundled && session->n_sections > 1)
        return fail_section(error, ERROR_UNSUPPORTED, index, "is not in a=group:BUNDLE");
    if (!section->has_rtcp_mux)
        return fail_section(error, ERROR_UNSUPPORTED, index, "has no a=rtcp-mux");
    return true;
}

static bool check_transport(const SdpScope *scope, GError **error) {
    const SdpTransport *transport = &scope->session->transport;
    if (!transport->ufrag || !transport->password)
        return fail(error, ERROR_INVALID, "it has no a=ice-ufrag or no a=ice-pwd");
    if (transport->fingerprint.hash)
        return true;
    if (scope->has_weak_fingerprint)
        return fail(error, ERROR_UNSUPPORTED, "its a=fingerprint is not sha-256 or stronger");
    return fail(error, ERROR_INVALID, "it has no a=fingerprint");
}

static bool finish(SdpScope *scope, const SdpTransport *own, GError **error) {
    SdpSession *session = scope->session;
    const SdpSection *first = NULL;
    if (session->n_sections == 0)
        return fail(error, ERROR_INVALID, "it has no media section");
    mark_bundle(scope);
    for (unsigned i = 0; i < session->n_sections; i++) {
        SdpSection *section = &session->sections[i];
        inherit(&section->transport, own);
        if (section->is_rejected)
            continue;
        if (!check_section(session, i, error))
            return false;
        if (!first || !first->transport.ufrag)
            first = section;
    }
    if (!check_mids(session, error) || !check_extensions(session, error))
        return false;
    if (!first)
        return true;
    session->transport = first->transport;
    return check_transport(scope, error);
}

static unsigned count_sections(const char *text) {
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, "\nm=")) != NULL; at += 3)
        n++;
    return n;
}

SdpSession *sdp_parse(const char *text, size_t length, GError **error) {
    if (length > SDP_MAX_TEXT_BYTES) {
        fail(error, ERROR_TOO_LARGE, "it is longer than 65536 bytes");
        return NULL;
    }
    if (memchr(text, '\0', length)) {
        fail(error, ERROR_INVALID, "it contains a NUL");
        return NULL;
    }
    g_autoptr(SdpSession) session = g_new0(SdpSession, 1);
    session->text = g_strndup(text, length);
    session->sections = g_new0(SdpSection, MIN(count_sections(session->text), SDP_MAX_SECTIONS));
    SdpTransport own = {0};
    SdpScope scope = {.session = session, .transport = &own, .session_direction = SDP_SENDRECV};
    if (!read_lines(&scope, error) || !finish(&scope, &own, error))
        return NULL;
    return g_steal_pointer(&session);
}

void sdp_free(SdpSession *session) {
    if (!session)
        return;
    g_free(session->sections);
    g_free(session->text);
    g_free(session);
}

uint32_t sdp_rtx_of(const SdpSection *section, uint32_t ssrc) {
    for (unsigned i = 0; i < section->n_groups; i++)
        if (section->groups[i].is_fid && section->groups[i].ssrcs[0] == ssrc)
            return section->groups[i].ssrcs[1];
    return 0;
}
