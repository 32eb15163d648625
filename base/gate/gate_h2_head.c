#include "base/gate/gate_h2_head.h"

#include <string.h>

#include <glib.h>

/* Text that is gathered, at most as long as a head may be. */
typedef struct Part {
    char text[GATE_HEAD_MAX_BYTES];
    size_t length;
} Part;

typedef enum Pseudo { PSEUDO_METHOD, PSEUDO_PATH, PSEUDO_AUTHORITY, N_PSEUDO } Pseudo;

static const char *const PSEUDO_NAMES[N_PSEUDO] = {":method", ":path", ":authority"};

struct GateH2Head {
    Part head, pseudo, cookies;
    GateText values[N_PSEUDO]; /* in `pseudo`; at NULL: not sent */
    bool is_begun;             /* the request line is written */
    bool is_too_large, is_bad, is_host_bad;
};

static const HttpRefusal TOO_LARGE = {431, "too_large",
                                      "The request head is longer than 8192 bytes."};
static const HttpRefusal BAD_FIELD = {400, "invalid", "A header field is malformed."};
static const HttpRefusal BAD_HOST = {400, "invalid",
                                     "The request needs exactly one valid Host field."};

GateH2Head *gate_h2_head_new(void) {
    GateH2Head *fields = g_new(GateH2Head, 1);
    gate_h2_head_reset(fields);
    return fields;
}

void gate_h2_head_free(GateH2Head *fields) {
    g_free(fields);
}

void gate_h2_head_reset(GateH2Head *fields) {
    fields->head.length = fields->pseudo.length = fields->cookies.length = 0;
    memset(fields->values, 0, sizeof fields->values);
    fields->is_begun = fields->is_too_large = fields->is_bad = fields->is_host_bad = false;
}

static void put(GateH2Head *fields, Part *part, GateText text) {
    if (text.length > sizeof part->text - part->length) {
        fields->is_too_large = true;
        return;
    }
    if (text.length > 0)
        memcpy(part->text + part->length, text.at, text.length);
    part->length += text.length;
}

static void put_word(GateH2Head *fields, Part *part, const char *word) {
    put(fields, part, (GateText){word, strlen(word)});
}

static void put_field(GateH2Head *fields, GateText name, GateText value) {
    put(fields, &fields->head, name);
    put_word(fields, &fields->head, ": ");
    put(fields, &fields->head, value);
    put_word(fields, &fields->head, "\r\n");
}

static void begin(GateH2Head *fields) {
    static const GateText host = {"host", 4};
    GateText authority = fields->values[PSEUDO_AUTHORITY];
    fields->is_begun = true;
    put(fields, &fields->head, fields->values[PSEUDO_METHOD]);
    put_word(fields, &fields->head, " ");
    put(fields, &fields->head, fields->values[PSEUDO_PATH]);
    put_word(fields, &fields->head, " HTTP/1.1\r\n");
    if (authority.at)
        put_field(fields, host, authority);
}

static void keep_pseudo(GateH2Head *fields, GateText name, GateText value) {
    for (unsigned i = 0; i < N_PSEUDO; i++) {
        if (!http_text_equals(name, PSEUDO_NAMES[i]))
            continue;
        fields->values[i] = (GateText){fields->pseudo.text + fields->pseudo.length, value.length};
        put(fields, &fields->pseudo, value);
    }
}

/* RFC 9113 §8.3.1: Host must say what :authority says; once is enough. */
static bool is_host_repeated(GateH2Head *fields, GateText name, GateText value) {
    GateText authority = fields->values[PSEUDO_AUTHORITY];
    if (!authority.at || !http_text_equals(name, "host"))
        return false;
    fields->is_host_bad |= value.length != authority.length ||
                           g_ascii_strncasecmp(value.at, authority.at, value.length) != 0;
    return true;
}

/* A line of HTTP/1.1 ends where one of these is. */
static bool has_line_end(GateText text) {
    return memchr(text.at, '\r', text.length) || memchr(text.at, '\n', text.length) ||
           memchr(text.at, '\0', text.length);
}

void gate_h2_head_add(GateH2Head *fields, GateText name, GateText value) {
    if (name.length == 0 || has_line_end(name) || (value.length > 0 && has_line_end(value))) {
        fields->is_bad = true;
        return;
    }
    if (*name.at == ':' && !fields->is_begun) {
        keep_pseudo(fields, name, value);
        return;
    }
    if (!fields->is_begun)
        begin(fields);
    if (http_text_equals(name, "cookie")) { /* RFC 9113 §8.2.3 */
        if (fields->cookies.length > 0)
            put_word(fields, &fields->cookies, "; ");
        put(fields, &fields->cookies, value);
    } else if (!is_host_repeated(fields, name, value)) {
        put_field(fields, name, value);
    }
}

/* An absolute target is a matter of HTTP/1.1. CONNECT has none, and its method is refused later. */
static bool is_path_bad(const GateH2Head *fields) {
    GateText path = fields->values[PSEUDO_PATH];
    return path.length > 0 && *path.at != '/' && *path.at != '*';
}

static const HttpRefusal *why_refused(const GateH2Head *fields) {
    if (fields->is_too_large)
        return &TOO_LARGE;
    if (fields->is_bad || is_path_bad(fields))
        return &BAD_FIELD;
    return fields->is_host_bad ? &BAD_HOST : NULL;
}

bool gate_h2_head_finish(GateH2Head *fields, bool has_body, GateHead *ret_head,
                         HttpRefusal *ret_refusal) {
    static const GateText cookie = {"cookie", 6};
    if (!fields->is_begun)
        begin(fields);
    if (fields->cookies.length > 0)
        put_field(fields, cookie, (GateText){fields->cookies.text, fields->cookies.length});
    put_word(fields, &fields->head, "\r\n");
    const HttpRefusal *refusal = why_refused(fields);
    if (refusal) {
        *ret_refusal = *refusal;
        return false;
    }
    HttpScan scan = {0};
    size_t used;
    HttpParse parse = http_head_parse(&scan, fields->head.text, fields->head.length, ret_head,
                                      &used, ret_refusal);
    if (parse == HTTP_PARSE_MORE)
        *ret_refusal = BAD_FIELD;
    if (parse != HTTP_PARSE_DONE)
        return false;
    GateText length;
    if (has_body && !gate_head_field(ret_head, "content-length", &length))
        ret_head->framing = HTTP_FRAMING_CHUNKED; /* a body of unknown length */
    return true;
}

/* ---- priority: a dictionary (RFC 8941 §3.2) of which two members count ---- */

static void read_member(GateText member, GateH2Priority *priority) {
    while (member.length > 0 && (*member.at == ' ' || *member.at == '\t')) {
        member.at++;
        member.length--;
    }
    const char *end = memchr(member.at, ';', member.length); /* parameters mean nothing */
    if (end)
        member.length = (size_t)(end - member.at);
    while (member.length > 0 && member.at[member.length - 1] == ' ')
        member.length--;
    if (member.length == 3 && member.at[0] == 'u' && member.at[1] == '=' && member.at[2] >= '0' &&
        member.at[2] <= '7') {
        priority->has_urgency = true;
        priority->urgency = (uint8_t)(member.at[2] - '0');
    } else if (http_text_equals(member, "i") || http_text_equals(member, "i=?1")) {
        priority->is_incremental = true;
    } else if (http_text_equals(member, "i=?0")) {
        priority->is_incremental = false;
    }
}

GateH2Priority gate_h2_head_priority(GateText value) {
    GateH2Priority priority = {.urgency = 3};
    while (value.length > 0) {
        const char *comma = memchr(value.at, ',', value.length);
        size_t length = comma ? (size_t)(comma - value.at) : value.length;
        read_member((GateText){value.at, length}, &priority);
        size_t used = comma ? length + 1 : length;
        value.at += used;
        value.length -= used;
    }
    return priority;
}
