#include "base/gate/http_head.h"

#include <string.h>

#include <glib.h>

/* ---- character classes: RFC 9110 §5.6.2 token, RFC 3986 visible bytes of a target ---- */

enum { CLASS_TOKEN = 1, CLASS_TARGET = 2, CLASS_VALUE = 4, CLASS_HOST = 8 };

static uint8_t classes[256];

static void __attribute__((constructor)) fill_classes(void) {
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char host[] = "-._~!$&'()*+,;=:[]%0123456789"
                               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char *p = token; *p; p++)
        classes[(uint8_t)*p] |= CLASS_TOKEN;
    for (const char *p = host; *p; p++)
        classes[(uint8_t)*p] |= CLASS_HOST;
    for (unsigned c = 0x21; c < 0x7f; c++)
        if (c != '#' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' &&
            c != '{' && c != '|' && c != '}')
            classes[c] |= CLASS_TARGET;
    classes['\t'] |= CLASS_VALUE;
    for (unsigned c = 0x20; c < 0x100; c++)
        if (c != 0x7f)
            classes[c] |= CLASS_VALUE;
}

static bool all_of(const char *text, size_t length, uint8_t class) {
    for (size_t i = 0; i < length; i++)
        if (!(classes[(uint8_t)text[i]] & class))
            return false;
    return true;
}

/* ---- refusals ---- */

static const HttpRefusal BARE_LF = {400, "invalid", "A line of the request ends without CR LF."};
static const HttpRefusal HEAD_TOO_LARGE = {431, "too_large",
                                           "The request head is longer than 8192 bytes."};
static const HttpRefusal LINE_TOO_LONG = {414, "too_large",
                                          "The request line is longer than 8192 bytes."};
static const HttpRefusal TOO_MANY_FIELDS = {431, "too_large",
                                            "The request has more than 64 header fields."};
static const HttpRefusal BAD_LINE = {400, "invalid", "The request line is malformed."};
static const HttpRefusal BAD_TARGET = {400, "invalid", "The request target is malformed."};
static const HttpRefusal BAD_VERSION = {505, "unsupported",
                                        "Only HTTP/1.0 and HTTP/1.1 are spoken."};
static const HttpRefusal BAD_METHOD = {501, "method_not_allowed",
                                       "This method is not implemented."};
static const HttpRefusal BAD_FIELD = {400, "invalid", "A header field is malformed."};
static const HttpRefusal FOLDED = {400, "invalid", "A header field is continued on a second line."};
static const HttpRefusal BAD_HOST = {400, "invalid",
                                     "The request needs exactly one valid Host field."};
static const HttpRefusal BAD_LENGTH = {400, "invalid", "The Content-Length is malformed."};
static const HttpRefusal BAD_CODING = {501, "unsupported",
                                       "Only the transfer coding 'chunked' is understood."};
static const HttpRefusal SMUGGLING = {400, "invalid",
                                      "Content-Length and Transfer-Encoding exclude each other."};
static const HttpRefusal BAD_EXPECT = {417, "unsupported", "This expectation cannot be met."};

typedef struct MethodRow {
    const char *name;
    GateMethod method;
} MethodRow;

static const MethodRow METHODS[] = {
    {"GET", GATE_GET},     {"HEAD", GATE_HEAD},     {"POST", GATE_POST},       {"PUT", GATE_PUT},
    {"PATCH", GATE_PATCH}, {"DELETE", GATE_DELETE}, {"OPTIONS", GATE_OPTIONS},
};

/* ---- small helpers ---- */

GateText http_head_slice(const GateHead *head, HttpSlice slice) {
    return (GateText){head->text + slice.at, slice.length};
}

bool http_text_equals(GateText text, const char *word) {
    return strlen(word) == text.length && g_ascii_strncasecmp(text.at, word, text.length) == 0;
}

static GateText trim(GateText text) {
    while (text.length > 0 && (*text.at == ' ' || *text.at == '\t')) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t'))
        text.length--;
    return text;
}

bool http_text_has_token(GateText value, const char *token) {
    while (value.length > 0) {
        const char *comma = memchr(value.at, ',', value.length);
        size_t length = comma ? (size_t)(comma - value.at) : value.length;
        if (http_text_equals(trim((GateText){value.at, length}), token))
            return true;
        size_t used = comma ? length + 1 : length;
        value.at += used;
        value.length -= used;
    }
    return false;
}

bool http_text_is_token(GateText text) {
    return text.length > 0 && all_of(text.at, text.length, CLASS_TOKEN);
}

bool http_text_is_value(GateText text) {
    return all_of(text.at, text.length, CLASS_VALUE);
}

static HttpSlice slice_of(const char *text, const char *at, size_t length) {
    return (HttpSlice){(uint16_t)(at - text), (uint16_t)length};
}

/* ---- request line: RFC 9112 §3 ---- */

static bool has_bad_escape(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '%')
            continue;
        if (i + 2 >= length || !g_ascii_isxdigit(text[i + 1]) || !g_ascii_isxdigit(text[i + 2]) ||
            (text[i + 1] == '0' && text[i + 2] == '0'))
            return true;
        i += 2;
    }
    return false;
}

static bool is_host(const char *at, size_t length) {
    return length > 0 && length <= 255 && all_of(at, length, CLASS_HOST);
}

/* absolute-form (RFC 9112 §3.2.2): its authority replaces Host. */
static bool split_absolute(GateHead *head, const char **at, size_t *length) {
    size_t scheme = 0;
    if (*length > 7 && g_ascii_strncasecmp(*at, "http://", 7) == 0)
        scheme = 7;
    else if (*length > 8 && g_ascii_strncasecmp(*at, "https://", 8) == 0)
        scheme = 8;
    if (scheme == 0)
        return false;
    const char *authority = *at + scheme;
    const char *slash = memchr(authority, '/', *length - scheme);
    if (!slash || !is_host(authority, (size_t)(slash - authority)))
        return false;
    head->authority = slice_of(head->text, authority, (size_t)(slash - authority));
    *length -= (size_t)(slash - *at);
    *at = slash;
    return true;
}

static const HttpRefusal *parse_target(GateHead *head, const char *at, size_t length) {
    if (length == 0 || !all_of(at, length, CLASS_TARGET))
        return &BAD_TARGET;
    bool is_asterisk = length == 1 && *at == '*' && head->method == GATE_OPTIONS;
    if (!is_asterisk && *at != '/' && !split_absolute(head, &at, &length))
        return &BAD_TARGET;
    const char *mark = memchr(at, '?', length);
    size_t path_length = mark ? (size_t)(mark - at) : length;
    if (has_bad_escape(at, length))
        return &BAD_TARGET;
    head->path = slice_of(head->text, at, path_length);
    if (mark)
        head->query = slice_of(head->text, mark + 1, length - path_length - 1);
    return NULL;
}

static const HttpRefusal *parse_method(GateHead *head, const char *at, size_t length) {
    if (!http_text_is_token((GateText){at, length}))
        return &BAD_LINE;
    for (unsigned i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        if (strlen(METHODS[i].name) == length && memcmp(METHODS[i].name, at, length) == 0) {
            head->method = METHODS[i].method;
            return NULL;
        }
    }
    return &BAD_METHOD;
}

static const HttpRefusal *parse_version(GateHead *head, const char *at, size_t length) {
    if (length != 8 || memcmp(at, "HTTP/", 5) != 0 || !g_ascii_isdigit(at[5]) || at[6] != '.' ||
        !g_ascii_isdigit(at[7]))
        return &BAD_LINE;
    if (at[5] != '1' || at[7] > '1')
        return &BAD_VERSION;
    head->minor_version = (uint8_t)(at[7] - '0');
    return NULL;
}

static const HttpRefusal *parse_request_line(GateHead *head, const char *line, size_t length) {
    const char *first = memchr(line, ' ', length);
    if (!first)
        return &BAD_LINE;
    const char *target = first + 1;
    size_t rest = length - (size_t)(target - line);
    const char *second = memchr(target, ' ', rest);
    if (!second)
        return &BAD_LINE;
    const char *version = second + 1;
    const HttpRefusal *refusal = parse_version(head, version, length - (size_t)(version - line));
    if (!refusal)
        refusal = parse_method(head, line, (size_t)(first - line));
    if (!refusal)
        refusal = parse_target(head, target, (size_t)(second - target));
    return refusal;
}

/* ---- fields: RFC 9110 §5, RFC 9112 §5 ---- */

static const HttpRefusal *parse_field(GateHead *head, const char *line, size_t length) {
    if (*line == ' ' || *line == '\t')
        return &FOLDED;
    if (head->n_fields == GATE_MAX_FIELDS)
        return &TOO_MANY_FIELDS;
    const char *colon = memchr(line, ':', length);
    if (!colon || !http_text_is_token((GateText){line, (size_t)(colon - line)}))
        return &BAD_FIELD;
    GateText value = trim((GateText){colon + 1, length - (size_t)(colon - line) - 1});
    if (!http_text_is_value(value))
        return &BAD_FIELD;
    head->fields[head->n_fields++] = (HttpField){
        slice_of(head->text, line, (size_t)(colon - line)),
        slice_of(head->text, value.at, value.length),
    };
    return NULL;
}

/* RFC 9110 §8.6: digits only; 2^53 is far beyond any disk and keeps sums from overflowing. */
static bool parse_length(GateText value, uint64_t *ret_length) {
    if (value.length == 0 || value.length > 16)
        return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!g_ascii_isdigit(value.at[i]))
            return false;
        sum = sum * 10 + (uint64_t)(value.at[i] - '0');
    }
    if (sum > UINT64_C(1) << 53)
        return false;
    *ret_length = sum;
    return true;
}

/* What the framing fields of one head add up to. */
typedef struct Framing {
    unsigned n_hosts, n_lengths, n_codings, n_expects;
    bool is_chunked, has_close, has_keep_alive, is_length_bad, is_expect_bad;
} Framing;

static void read_framing_field(GateHead *head, const HttpField *field, Framing *framing) {
    GateText name = http_head_slice(head, field->name);
    GateText value = http_head_slice(head, field->value);
    switch (name.length) {
    case 4:
        if (http_text_equals(name, "host") && framing->n_hosts++ == 0 &&
            head->authority.length == 0)
            head->authority = field->value;
        break;
    case 6:
        if (http_text_equals(name, "expect")) {
            framing->n_expects++;
            framing->is_expect_bad = !http_text_equals(value, "100-continue");
        }
        break;
    case 10:
        if (http_text_equals(name, "connection")) {
            framing->has_close |= http_text_has_token(value, "close");
            framing->has_keep_alive |= http_text_has_token(value, "keep-alive");
        }
        break;
    case 14:
        if (http_text_equals(name, "content-length")) {
            framing->n_lengths++;
            framing->is_length_bad |= !parse_length(value, &head->body_length);
        }
        break;
    case 17:
        if (http_text_equals(name, "transfer-encoding")) {
            framing->n_codings++;
            framing->is_chunked = http_text_equals(value, "chunked");
        }
        break;
    default:
        break;
    }
}

static bool is_host_valid(const GateHead *head, const Framing *framing) {
    if (framing->n_hosts > 1 || (framing->n_hosts == 0 && head->minor_version == 1))
        return false;
    GateText authority = http_head_slice(head, head->authority);
    return framing->n_hosts == 0 || is_host(authority.at, authority.length);
}

/* RFC 9112 §6: how long the body is. */
static const HttpRefusal *apply_framing(GateHead *head) {
    Framing framing = {0};
    for (unsigned i = 0; i < head->n_fields; i++)
        read_framing_field(head, &head->fields[i], &framing);
    if (!is_host_valid(head, &framing))
        return &BAD_HOST;
    if (framing.n_codings > 0 && framing.n_lengths > 0)
        return &SMUGGLING;
    if (framing.n_codings > 0 && head->minor_version == 0)
        return &SMUGGLING;
    if (framing.n_codings > 1 || (framing.n_codings == 1 && !framing.is_chunked))
        return &BAD_CODING;
    if (framing.n_lengths > 1 || framing.is_length_bad)
        return &BAD_LENGTH;
    if (framing.n_expects > 0 && framing.is_expect_bad)
        return &BAD_EXPECT;
    if (framing.is_chunked)
        head->framing = HTTP_FRAMING_CHUNKED;
    else if (framing.n_lengths == 1 && head->body_length > 0)
        head->framing = HTTP_FRAMING_LENGTH;
    head->expects_continue = framing.n_expects > 0 && head->minor_version == 1;
    head->keep_alive = !framing.has_close && (head->minor_version == 1 || framing.has_keep_alive);
    return NULL;
}

static const HttpRefusal *parse_lines(GateHead *head, const char *at, const char *end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const HttpRefusal *refusal = parse_request_line(head, at, (size_t)(newline - 1 - at));
    for (at = newline + 1; !refusal && end - at > 2; at = newline + 1) {
        newline = memchr(at, '\n', (size_t)(end - at));
        refusal = parse_field(head, at, (size_t)(newline - 1 - at));
    }
    return refusal ? refusal : apply_framing(head);
}

/* ---- scanning for the end of the head ---- */

/* Finds the empty line; refuses a bare LF as soon as it is there. */
static HttpParse find_end(HttpScan *scan, const char *text, size_t length, size_t *ret_end,
                          HttpRefusal *ret_refusal) {
    size_t at = scan->scanned;
    for (;;) {
        const char *newline = at < length ? memchr(text + at, '\n', length - at) : NULL;
        if (!newline)
            break;
        size_t line_end = (size_t)(newline - text);
        if (line_end == scan->line_start || newline[-1] != '\r') {
            *ret_refusal = BARE_LF;
            return HTTP_PARSE_BAD;
        }
        at = line_end + 1;
        bool is_empty = line_end - 1 == scan->line_start;
        bool is_leading = is_empty && scan->line_start == 0;
        scan->line_start = (uint16_t)at;
        if (is_leading)
            scan->start = (uint16_t)at;
        else if (is_empty && line_end - 1 == scan->start) {
            *ret_refusal = BAD_LINE;
            return HTTP_PARSE_BAD;
        } else if (is_empty) {
            *ret_end = at;
            return HTTP_PARSE_DONE;
        }
    }
    scan->scanned = (uint16_t)length;
    return HTTP_PARSE_MORE;
}

HttpParse http_head_parse(HttpScan *scan, const char *text, size_t length, GateHead *ret_head,
                          size_t *ret_used, HttpRefusal *ret_refusal) {
    bool is_cut = length > GATE_HEAD_MAX_BYTES;
    size_t end = 0;
    /* What cannot become a request, as TLS at a plain port, need not wait for the end of a line. */
    if (length > 0 && text[0] != '\r' && !(classes[(uint8_t)text[0]] & CLASS_TOKEN)) {
        *ret_refusal = BAD_LINE;
        return HTTP_PARSE_BAD;
    }
    HttpParse result =
        find_end(scan, text, is_cut ? GATE_HEAD_MAX_BYTES : length, &end, ret_refusal);
    if (result == HTTP_PARSE_MORE && length >= GATE_HEAD_MAX_BYTES) {
        *ret_refusal = scan->line_start == scan->start ? LINE_TOO_LONG : HEAD_TOO_LARGE;
        return HTTP_PARSE_BAD;
    }
    if (result != HTTP_PARSE_DONE)
        return result;
    memset(ret_head, 0, offsetof(GateHead, fields));
    ret_head->text = text;
    ret_head->text_length = (uint16_t)end;
    const HttpRefusal *refusal = parse_lines(ret_head, text + scan->start, text + end);
    if (refusal) {
        *ret_refusal = *refusal;
        return HTTP_PARSE_BAD;
    }
    *ret_used = end;
    return HTTP_PARSE_DONE;
}

GateHead *http_head_copy(const GateHead *head) {
    size_t struct_bytes = offsetof(GateHead, fields) + head->n_fields * sizeof(HttpField);
    GateHead *copy = g_malloc(struct_bytes + head->text_length);
    memcpy(copy, head, struct_bytes);
    char *text = (char *)copy + struct_bytes;
    memcpy(text, head->text, head->text_length);
    copy->text = text;
    return copy;
}

/* ---- what handlers ask (gate.h) ---- */

GateMethod gate_head_method(const GateHead *head) {
    return head->method;
}

GateText gate_head_path(const GateHead *head) {
    return http_head_slice(head, head->path);
}

GateText gate_head_query(const GateHead *head) {
    return http_head_slice(head, head->query);
}

bool gate_head_field(const GateHead *head, const char *name, GateText *ret_value) {
    for (unsigned i = 0; i < head->n_fields; i++) {
        if (http_text_equals(http_head_slice(head, head->fields[i].name), name)) {
            *ret_value = http_head_slice(head, head->fields[i].value);
            return true;
        }
    }
    return false;
}

static bool find_cookie(GateText list, const char *name, GateText *ret_value) {
    size_t name_length = strlen(name);
    while (list.length > 0) {
        const char *semicolon = memchr(list.at, ';', list.length);
        size_t length = semicolon ? (size_t)(semicolon - list.at) : list.length;
        GateText pair = trim((GateText){list.at, length});
        if (pair.length > name_length && pair.at[name_length] == '=' &&
            memcmp(pair.at, name, name_length) == 0) {
            *ret_value = (GateText){pair.at + name_length + 1, pair.length - name_length - 1};
            return true;
        }
        size_t used = semicolon ? length + 1 : length;
        list.at += used;
        list.length -= used;
    }
    return false;
}

bool gate_head_cookie(const GateHead *head, const char *name, GateText *ret_value) {
    for (unsigned i = 0; i < head->n_fields; i++)
        if (http_text_equals(http_head_slice(head, head->fields[i].name), "cookie") &&
            find_cookie(http_head_slice(head, head->fields[i].value), name, ret_value))
            return true;
    return false;
}

const char *gate_head_peer(const GateHead *head) {
    return head->peer;
}

bool gate_head_is_secure(const GateHead *head) {
    return head->is_secure;
}
