#include "media/rtc/wire/sdp_fragment.h"

#include <string.h>

#include "base/error.h"
#include "media/rtc/wire/sdp_text.h"

static bool fail(GError **error, ErrorCode code, const char *what) {
    g_set_error(error, BASE_ERROR, code, "cannot read the trickle fragment: %s", what);
    return false;
}

/* The same names may stand in each section (RFC 8840 §4.4). */
static const char *take_name(char kept[ICE_REMOTE_MAX_CHARS + 1], const char *value,
                             size_t min_chars) {
    size_t length = strlen(value);
    if (!ice_credentials_is_text(value, length, min_chars))
        return "its a=ice-ufrag or a=ice-pwd is malformed";
    if (*kept && strcmp(kept, value) != 0)
        return "it has several a=ice-ufrag or a=ice-pwd";
    memcpy(kept, value, length + 1);
    return NULL;
}

/* NULL, or what is wrong. */
static const char *read_line(SdpFragment *fragment, char *line) {
    if (!g_ascii_islower(line[0]) || line[1] != '=')
        return "it has a line that is none of a session description";
    if (line[0] != 'a')
        return NULL;
    char *value = line + 2;
    const char *name = sdp_text_cut(&value, ':');
    if (strcmp(name, "ice-ufrag") == 0)
        return take_name(fragment->ufrag, value, ICE_REMOTE_UFRAG_MIN_CHARS);
    if (strcmp(name, "ice-pwd") == 0)
        return take_name(fragment->password, value, ICE_REMOTE_PASSWORD_MIN_CHARS);
    if (strcmp(name, "candidate") == 0)
        fragment->n_candidates++;
    else if (strcmp(name, "end-of-candidates") == 0)
        fragment->is_end = true;
    return NULL;
}

bool sdp_fragment_parse(const char *text, size_t length, SdpFragment *ret_fragment,
                        GError **error) {
    SdpFragment fragment = {0};
    if (length > SDP_FRAGMENT_MAX_BYTES)
        return fail(error, ERROR_TOO_LARGE, "it is longer than 16384 bytes");
    if (memchr(text, '\0', length))
        return fail(error, ERROR_INVALID, "it contains a NUL");
    g_autofree char *copy = g_strndup(text, length);
    for (char *rest = copy; *rest;) {
        char *line = sdp_text_cut(&rest, '\n');
        size_t line_length = strlen(line);
        if (line_length > 0 && line[line_length - 1] == '\r')
            line[line_length - 1] = '\0';
        const char *wrong = *line == '\0' && *rest == '\0' ? NULL : read_line(&fragment, line);
        if (wrong)
            return fail(error, ERROR_INVALID, wrong);
    }
    if ((*fragment.ufrag == '\0') != (*fragment.password == '\0'))
        return fail(error, ERROR_INVALID, "it has an a=ice-ufrag or an a=ice-pwd alone");
    *ret_fragment = fragment;
    return true;
}

char *sdp_fragment_write(const SdpLocal *local, SdpKind kind, const char *mid) {
    GString *text = g_string_new("a=ice-lite\r\n"
                                 "a=ice-options:ice2\r\n");
    g_string_append_printf(text,
                           "m=%s 9 UDP/TLS/RTP/SAVPF 0\r\n"
                           "a=mid:%s\r\n",
                           kind == SDP_AUDIO ? "audio" : "video", mid);
    sdp_writer_ice(text, local);
    return g_string_free(text, FALSE);
}
