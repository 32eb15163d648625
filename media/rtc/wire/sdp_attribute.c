#include "media/rtc/wire/sdp_attribute.h"

#include <string.h>

#include <glib.h>

#include "media/rtc/wire/ice_credentials.h"
#include "media/rtc/wire/sdp_codec.h"
#include "media/rtc/wire/sdp_text.h"

#define MAX_EXTENSION_ID 14u /* of the one-byte form, RFC 8285 §4.2 */
#define MAX_CNAME_CHARS  255u
#define MAX_MSID_CHARS   64u /* of each half, RFC 8830 §2 */

typedef SdpProblem (*ReadFn)(SdpScope *scope, char *value);

/* ---- the transport ---- */

static SdpProblem read_ufrag(SdpScope *scope, char *value) {
    if (!ice_credentials_is_text(value, strlen(value), ICE_REMOTE_UFRAG_MIN_CHARS))
        return SDP_MALFORMED;
    scope->transport->ufrag = value;
    return SDP_FINE;
}

static SdpProblem read_password(SdpScope *scope, char *value) {
    if (!ice_credentials_is_text(value, strlen(value), ICE_REMOTE_PASSWORD_MIN_CHARS))
        return SDP_MALFORMED;
    scope->transport->password = value;
    return SDP_FINE;
}

static SdpProblem read_setup(SdpScope *scope, char *value) {
    static const char *const NAMES[] = {
        [SDP_ACTPASS] = "actpass", [SDP_ACTIVE] = "active", [SDP_PASSIVE] = "passive"};
    for (SdpSetup setup = SDP_ACTPASS; setup <= SDP_PASSIVE; setup++)
        if (g_ascii_strcasecmp(value, NAMES[setup]) == 0) {
            scope->transport->setup = setup;
            return SDP_FINE;
        }
    return SDP_MALFORMED;
}

typedef struct HashRow {
    const char *sdp, *openssl;
    unsigned n_bytes;
} HashRow;

static const HashRow HASHES[] = {
    {"sha-256", "SHA256", 32}, {"sha-384", "SHA384", 48}, {"sha-512", "SHA512", 64}};

/* RFC 8122 §5: bytes of two hexadecimal digits with colons between them. */
static bool read_colons(const char *text, unsigned n_bytes, uint8_t *ret_bytes) {
    for (unsigned i = 0; i < n_bytes; i++, text += 3)
        if (!g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]) ||
            text[2] != (i + 1 < n_bytes ? ':' : '\0'))
            return false;
        else
            ret_bytes[i] =
                (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
    return true;
}

/* Of several the first of a hash we know counts, RFC 8122 §5.1. */
static SdpProblem read_fingerprint(SdpScope *scope, char *value) {
    SdpFingerprint *fingerprint = &scope->transport->fingerprint;
    const char *hash = sdp_text_cut(&value, ' ');
    for (unsigned i = 0; i < G_N_ELEMENTS(HASHES); i++) {
        if (g_ascii_strcasecmp(hash, HASHES[i].sdp) != 0)
            continue;
        SdpFingerprint found = {HASHES[i].openssl, (uint8_t)HASHES[i].n_bytes, {0}};
        if (!read_colons(value, found.length, found.bytes))
            return SDP_MALFORMED;
        if (!fingerprint->hash)
            *fingerprint = found;
        return SDP_FINE;
    }
    scope->has_weak_fingerprint = true;
    return SDP_FINE;
}

static SdpProblem read_ice_lite(SdpScope *scope, char *value) {
    scope->session->is_ice_lite = true;
    return SDP_FINE;
}

/* ---- the section's place ---- */

static SdpProblem read_group(SdpScope *scope, char *value) {
    if (strcmp(sdp_text_cut(&value, ' '), "BUNDLE") == 0 && !scope->bundle)
        scope->bundle = value;
    return SDP_FINE;
}

static SdpProblem read_mid(SdpScope *scope, char *value) {
    if (!sdp_text_is_token(value, SDP_MAX_MID_CHARS))
        return SDP_MALFORMED;
    scope->section->mid = value;
    return SDP_FINE;
}

static SdpProblem read_bundle_only(SdpScope *scope, char *value) {
    scope->is_bundle_only = true;
    return SDP_FINE;
}

static SdpProblem read_rtcp_mux(SdpScope *scope, char *value) {
    scope->section->has_rtcp_mux = true;
    return SDP_FINE;
}

static SdpProblem set_direction(SdpScope *scope, SdpDirection direction) {
    if (scope->section)
        scope->section->direction = direction;
    else
        scope->session_direction = direction;
    return SDP_FINE;
}

static SdpProblem read_sendrecv(SdpScope *scope, char *value) {
    return set_direction(scope, SDP_SENDRECV);
}

static SdpProblem read_sendonly(SdpScope *scope, char *value) {
    return set_direction(scope, SDP_SENDONLY);
}

static SdpProblem read_recvonly(SdpScope *scope, char *value) {
    return set_direction(scope, SDP_RECVONLY);
}

static SdpProblem read_inactive(SdpScope *scope, char *value) {
    return set_direction(scope, SDP_INACTIVE);
}

/* RFC 4796 §4: words with commas between them, unknown ones are allowed. */
static SdpProblem read_content(SdpScope *scope, char *value) {
    while (*value)
        if (strcmp(sdp_text_cut(&value, ','), "slides") == 0)
            scope->section->is_slides = true;
    return SDP_FINE;
}

/* ---- codecs and extensions ---- */

static SdpProblem read_rtpmap(SdpScope *scope, char *value) {
    return sdp_codec_map(scope->section, value) ? SDP_FINE : SDP_MALFORMED;
}

static SdpProblem read_fmtp(SdpScope *scope, char *value) {
    return sdp_codec_parameters(scope->section, value) ? SDP_FINE : SDP_MALFORMED;
}

static SdpProblem read_rtcp_fb(SdpScope *scope, char *value) {
    return sdp_codec_feedback(scope->section, value) ? SDP_FINE : SDP_MALFORMED;
}

/* RFC 8285 §8: id, perhaps a direction, URI. Ids of the two-byte form are of no use to us. */
static SdpProblem read_extmap(SdpScope *scope, char *value) {
    uint8_t *ids = scope->section ? scope->section->extension_ids : scope->session_extensions;
    char *number = sdp_text_cut(&value, ' ');
    const char *uri = sdp_text_cut(&value, ' ');
    uint64_t id;
    if (!sdp_text_number(sdp_text_cut(&number, '/'), UINT16_MAX, &id) || id == 0 || *uri == '\0')
        return SDP_MALFORMED;
    if (id > MAX_EXTENSION_ID)
        return SDP_FINE;
    for (unsigned i = 0; i < SDP_N_EXTENSIONS; i++)
        if (ids[i] == id && strcmp(sdp_codec_extension_uri((SdpExtension)i), uri) != 0)
            return SDP_MALFORMED; /* one id, two meanings */
    for (unsigned i = 0; i < SDP_N_EXTENSIONS; i++)
        if (strcmp(sdp_codec_extension_uri((SdpExtension)i), uri) == 0 && ids[i] == 0)
            ids[i] = (uint8_t)id;
    return SDP_FINE;
}

/* ---- sources and layers ---- */

static bool add_ssrc(SdpSection *section, uint32_t ssrc) {
    for (unsigned i = 0; i < section->n_ssrcs; i++)
        if (section->ssrcs[i] == ssrc)
            return true;
    if (section->n_ssrcs == SDP_MAX_SSRCS)
        return false;
    section->ssrcs[section->n_ssrcs++] = ssrc;
    return true;
}

/* RFC 5576 §4.1. */
static SdpProblem read_ssrc(SdpScope *scope, char *value) {
    SdpSection *section = scope->section;
    uint64_t ssrc;
    if (!sdp_text_number(sdp_text_cut(&value, ' '), UINT32_MAX, &ssrc))
        return SDP_MALFORMED;
    if (!add_ssrc(section, (uint32_t)ssrc))
        return SDP_TOO_MANY;
    const char *name = sdp_text_cut(&value, ':');
    if (strcmp(name, "cname") == 0 && !section->cname && strlen(value) <= MAX_CNAME_CHARS)
        section->cname = value;
    return SDP_FINE;
}

/* RFC 5576 §4.2: FID; SIM of browsers before rid. */
static SdpProblem read_ssrc_group(SdpScope *scope, char *value) {
    SdpSection *section = scope->section;
    const char *semantics = sdp_text_cut(&value, ' ');
    SdpSsrcGroup group = {.is_fid = strcmp(semantics, "FID") == 0};
    if (!group.is_fid && strcmp(semantics, "SIM") != 0)
        return SDP_FINE;
    while (*value) {
        const char *word = sdp_text_cut(&value, ' ');
        uint64_t ssrc;
        if (*word == '\0')
            break;
        if (!sdp_text_number(word, UINT32_MAX, &ssrc))
            return SDP_MALFORMED;
        if (group.n == SDP_MAX_GROUP_SSRCS)
            return SDP_TOO_MANY;
        group.ssrcs[group.n++] = (uint32_t)ssrc;
    }
    if (group.is_fid && group.n != 2)
        return SDP_MALFORMED;
    if (section->n_groups == SDP_MAX_SSRC_GROUPS)
        return SDP_TOO_MANY;
    section->groups[section->n_groups++] = group;
    return SDP_FINE;
}

/* RFC 8830 §2: stream and track. */
static SdpProblem read_msid(SdpScope *scope, char *value) {
    g_strchomp(value);
    if (*value != '\0' && strlen(value) <= 2 * MAX_MSID_CHARS + 1 && !scope->section->msid)
        scope->section->msid = value;
    return SDP_FINE;
}

static bool has_rid(const SdpSection *section, const char *rid) {
    for (unsigned i = 0; i < section->n_rids; i++)
        if (strcmp(section->rids[i], rid) == 0)
            return true;
    return false;
}

/* RFC 8853 §5.1: "send a;b,c;~d recv e": of alternatives the first, paused ones too. a=rid says
 * nothing more that we use, its restrictions bind the sender. */
static SdpProblem read_simulcast(SdpScope *scope, char *value) {
    SdpSection *section = scope->section;
    while (*value) {
        bool is_send = strcmp(sdp_text_cut(&value, ' '), "send") == 0;
        char *layers = sdp_text_cut(&value, ' ');
        while (is_send && *layers) {
            char *alternatives = sdp_text_cut(&layers, ';');
            char *rid = sdp_text_cut(&alternatives, ',');
            rid += *rid == '~';
            if (!sdp_text_is_token(rid, SDP_MAX_RID_CHARS) || has_rid(section, rid))
                return SDP_MALFORMED;
            if (section->n_rids == SDP_MAX_RIDS)
                return SDP_TOO_MANY;
            section->rids[section->n_rids++] = rid;
        }
    }
    return SDP_FINE;
}

/* ---- the table ---- */

typedef enum Level { SESSION = 1, SECTION = 2, ANY = 3 } Level;

typedef struct AttributeRow {
    const char *name;
    Level level; /* elsewhere it is skipped */
    ReadFn read;
} AttributeRow;

static const AttributeRow ATTRIBUTES[] = {
    {"bundle-only", SECTION, read_bundle_only},
    {"content", SECTION, read_content},
    {"extmap", ANY, read_extmap},
    {"fingerprint", ANY, read_fingerprint},
    {"fmtp", SECTION, read_fmtp},
    {"group", SESSION, read_group},
    {"ice-lite", SESSION, read_ice_lite},
    {"ice-pwd", ANY, read_password},
    {"ice-ufrag", ANY, read_ufrag},
    {"inactive", ANY, read_inactive},
    {"mid", SECTION, read_mid},
    {"msid", SECTION, read_msid},
    {"recvonly", ANY, read_recvonly},
    {"rtcp-fb", SECTION, read_rtcp_fb},
    {"rtcp-mux", SECTION, read_rtcp_mux},
    {"rtpmap", SECTION, read_rtpmap},
    {"sendonly", ANY, read_sendonly},
    {"sendrecv", ANY, read_sendrecv},
    {"setup", ANY, read_setup},
    {"simulcast", SECTION, read_simulcast},
    {"ssrc", SECTION, read_ssrc},
    {"ssrc-group", SECTION, read_ssrc_group},
};

SdpProblem sdp_attribute_read(SdpScope *scope, char *text) {
    const char *name = sdp_text_cut(&text, ':');
    Level level = scope->section ? SECTION : SESSION;
    for (unsigned i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++)
        if (strcmp(ATTRIBUTES[i].name, name) == 0)
            return ATTRIBUTES[i].level & level ? ATTRIBUTES[i].read(scope, text) : SDP_FINE;
    return SDP_FINE;
}
