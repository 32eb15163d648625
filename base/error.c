#include "base/error.h"

#include <gio/gio.h>

typedef struct ErrorRow {
    const char *word;
    unsigned http_status;
    const char *title;
    const char *hidden_text; /* shown to clients instead of the message; NULL: the message */
} ErrorRow;

#define OUR_FAULT "The server could not do this; its log says why."

static const ErrorRow ROWS[ERROR_N_CODES] = {
    [ERROR_INTERNAL] = {"internal", 500, "Internal error", OUR_FAULT},
    [ERROR_INVALID] = {"invalid", 400, "Invalid request", NULL},
    [ERROR_UNAUTHENTICATED] = {"unauthenticated", 401, "Sign-in needed", NULL},
    [ERROR_FORBIDDEN] = {"forbidden", 403, "Not allowed", NULL},
    [ERROR_NOT_FOUND] = {"not_found", 404, "Not found", NULL},
    [ERROR_METHOD] = {"method_not_allowed", 405, "Method not allowed", NULL},
    [ERROR_TIMEOUT] = {"timeout", 504, "Timed out", NULL},
    [ERROR_CONFLICT] = {"conflict", 409, "Conflict", NULL},
    [ERROR_STALE] = {"stale", 412, "Changed meanwhile", NULL},
    [ERROR_UNGUARDED] = {"unguarded", 428, "If-Match needed", NULL},
    [ERROR_UNFIT] = {"unfit", 422, "Cannot be done", NULL},
    [ERROR_TOO_LARGE] = {"too_large", 413, "Too large", NULL},
    [ERROR_UNSUPPORTED] = {"unsupported", 415, "Not supported", NULL},
    [ERROR_GONE] = {"gone", 410, "Gone", NULL},
    [ERROR_CHECKSUM] = {"checksum", 460, "Checksum mismatch", NULL},
    [ERROR_NO_ROOM] = {"no_room", 507, "No room", NULL},
    [ERROR_RATE_LIMITED] = {"rate_limited", 429, "Too many requests", NULL},
    [ERROR_OVERLOADED] = {"overloaded", 503, "Overloaded", NULL},
    [ERROR_UNAVAILABLE] = {"unavailable", 503, "Not available", NULL},
    [ERROR_CONFIG] = {"config", 500, "Bad configuration", OUR_FAULT},
    [ERROR_IO] = {"io", 500, "Input or output failed", OUR_FAULT},
    [ERROR_CORRUPT] = {"corrupt", 500, "Stored data is damaged", OUR_FAULT},
    [ERROR_NEWER] = {"newer", 500, "Stored data is newer than this version", OUR_FAULT},
};

G_DEFINE_QUARK(tongping - base - error, base_error)

static const ErrorRow *row_of(ErrorCode code) {
    return &ROWS[(unsigned)code < ERROR_N_CODES ? code : ERROR_INTERNAL];
}

const char *error_word(ErrorCode code) {
    return row_of(code)->word;
}

unsigned error_http_status(ErrorCode code) {
    return row_of(code)->http_status;
}

ErrorCode error_code(const GError *error) {
    if (error->domain != BASE_ERROR || (unsigned)error->code >= ERROR_N_CODES)
        return ERROR_INTERNAL;
    return (ErrorCode)error->code;
}

const char *error_public_text(const GError *error) {
    const char *hidden = row_of(error_code(error))->hidden_text;
    return hidden ? hidden : error->message;
}

static const char *title_of(const char *word) {
    for (unsigned i = 0; i < ERROR_N_CODES; i++)
        if (g_str_equal(ROWS[i].word, word))
            return ROWS[i].title;
    return "Error";
}

static void append_escaped(GString *out, const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(out, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            g_string_append_printf(out, "\\u%04x", *p);
        else
            g_string_append_c(out, (char)*p);
    }
}

char *error_problem_json(unsigned status, const char *word, const char *detail) {
    g_autofree char *valid = g_utf8_make_valid(detail ? detail : "", -1);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out,
                           "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"code\":\"",
                           title_of(word), status);
    append_escaped(out, word);
    g_string_append(out, "\",\"detail\":\"");
    append_escaped(out, valid);
    g_string_append(out, "\"}");
    return g_string_free(out, FALSE);
}
