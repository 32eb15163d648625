#include "base/gate/gate_h2_fields.h"

#include <string.h>

#include <glib.h>

#include "base/gate/http_head.h"

#define STATUS_AT       9 /* "HTTP/1.1 200 …" */
#define STATUS_LENGTH   3
#define STATUS_LINE_MIN (STATUS_AT + STATUS_LENGTH)

/* What a later answer must not find in the compressor's table (RFC 7541 §7.1.3). */
static bool is_secret(const char *name, size_t length) {
    return length == 10 && memcmp(name, "set-cookie", 10) == 0;
}

/* RFC 9113 §8.2.2. */
static const char *const CONNECTION_FIELDS[] = {"connection", "keep-alive", "proxy-connection",
                                                "transfer-encoding", "upgrade"};

static bool is_of_connection(const nghttp2_nv *field) {
    GateText name = {(const char *)field->name, field->namelen};
    for (unsigned i = 0; i < G_N_ELEMENTS(CONNECTION_FIELDS); i++)
        if (http_text_equals(name, CONNECTION_FIELDS[i]))
            return true;
    return false;
}

/* False: the line is no field. */
static bool cut_line(char *line, size_t length, nghttp2_nv *ret_field) {
    char *colon = memchr(line, ':', length);
    if (!colon || colon == line)
        return false;
    size_t name_length = (size_t)(colon - line);
    for (size_t i = 0; i < name_length; i++)
        line[i] = g_ascii_tolower(line[i]);
    char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *ret_field = (nghttp2_nv){
        .name = (uint8_t *)line,
        .value = (uint8_t *)value,
        .namelen = name_length,
        .valuelen = (size_t)(end - value),
        .flags = is_secret(line, name_length) ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE,
    };
    return true;
}

size_t gate_h2_fields_cut(char *text, size_t length, nghttp2_nv *ret_fields) {
    char *end = text + length, *newline = memmem(text, length, "\r\n", 2);
    if (!newline || newline - text < STATUS_LINE_MIN)
        return 0;
    ret_fields[0] = (nghttp2_nv){
        .name = (uint8_t *)":status",
        .value = (uint8_t *)text + STATUS_AT,
        .namelen = 7,
        .valuelen = STATUS_LENGTH,
    };
    size_t n = 1;
    for (char *at = newline + 2; end - at > 2; at = newline + 2) {
        newline = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (!newline || n == GATE_H2_ANSWER_MAX_FIELDS)
            return 0;
        if (cut_line(at, (size_t)(newline - at), &ret_fields[n]) &&
            !is_of_connection(&ret_fields[n]))
            n++;
    }
    return n;
}
