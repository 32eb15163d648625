#include "base/gate/relay_answer.h"

#include <string.h>

#include "base/gate/http_head.h"

/* RFC 9110 §7.6.1; content-length is written anew. */
static const char *const HOP_FIELDS[] = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
};

bool relay_answer_is_hop_field(const char *name, size_t name_length, const char *connection,
                               size_t connection_length) {
    GateText text = {name, name_length};
    for (unsigned i = 0; i < G_N_ELEMENTS(HOP_FIELDS); i++)
        if (http_text_equals(text, HOP_FIELDS[i]))
            return true;
    char copy[64];
    if (connection_length == 0 || name_length >= sizeof copy)
        return false;
    memcpy(copy, name, name_length);
    copy[name_length] = '\0';
    return http_text_has_token((GateText){connection, connection_length}, copy);
}

typedef struct Line {
    const char *name, *value;
    size_t name_length, value_length;
} Line;

/* What the upstream's fields say about framing. */
typedef struct Fields {
    GateText connection;
    bool has_length, is_chunked, is_bad;
    uint64_t length;
} Fields;

/* As strict as with clients: what one reader takes for a line's end must not be another's blank. */
static bool split_line(const char *at, size_t length, Line *ret_line) {
    const char *colon = memchr(at, ':', length);
    if (!colon || !http_text_is_token((GateText){at, (size_t)(colon - at)}))
        return false;
    const char *value = colon + 1;
    const char *end = at + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *ret_line = (Line){at, value, (size_t)(colon - at), (size_t)(end - value)};
    return http_text_is_value((GateText){value, (size_t)(end - value)});
}

static void read_length(const Line *line, Fields *fields) {
    uint64_t sum = 0;
    bool is_digits = line->value_length > 0 && line->value_length <= 16;
    for (size_t i = 0; i < line->value_length && is_digits; i++) {
        is_digits = g_ascii_isdigit(line->value[i]);
        sum = sum * 10 + (uint64_t)(line->value[i] - '0');
    }
    if (!is_digits || (fields->has_length && fields->length != sum))
        fields->is_bad = true;
    fields->has_length = true;
    fields->length = sum;
}

static void read_field(const Line *line, Fields *fields) {
    GateText name = {line->name, line->name_length};
    GateText value = {line->value, line->value_length};
    if (http_text_equals(name, "content-length"))
        read_length(line, fields);
    else if (http_text_equals(name, "connection"))
        fields->connection = value;
    else if (http_text_equals(name, "transfer-encoding")) {
        fields->is_chunked = http_text_equals(value, "chunked");
        fields->is_bad |= !fields->is_chunked;
    }
}

/* "HTTP/1.x SP 3DIGIT [SP reason]" (RFC 9112 §4) */
static bool read_status_line(const char *at, size_t length, unsigned *ret_status) {
    if (length < 12 || memcmp(at, "HTTP/1.", 7) != 0 || at[8] != ' ' ||
        (length > 12 && at[12] != ' '))
        return false;
    unsigned status = 0;
    for (unsigned i = 9; i < 12; i++) {
        if (!g_ascii_isdigit(at[i]))
            return false;
        status = status * 10 + (unsigned)(at[i] - '0');
    }
    *ret_status = status;
    return status >= 100 && status <= 599;
}

static const char *find_end(const char *text, size_t length) {
    const char *found = memmem(text, MIN(length, RELAY_ANSWER_HEAD_MAX_BYTES), "\r\n\r\n", 4);
    return found ? found + 4 : NULL;
}

typedef void (*LineFn)(const Line *line, void *user);

static bool for_each_line(const char *at, const char *end, LineFn fn, void *user) {
    while (end - at > 2) {
        const char *newline = memmem(at, (size_t)(end - at), "\r\n", 2);
        Line line;
        if (!split_line(at, (size_t)(newline - at), &line))
            return false;
        fn(&line, user);
        at = newline + 2;
    }
    return true;
}

static void on_read_field(const Line *line, void *user) {
    read_field(line, user);
}

typedef struct Writer {
    GString *out;
    const Fields *fields;
} Writer;

static void on_write_field(const Line *line, void *user) {
    Writer *writer = user;
    if (relay_answer_is_hop_field(line->name, line->name_length, writer->fields->connection.at,
                                  writer->fields->connection.length))
        return;
    g_string_append_len(writer->out, line->name, (gssize)line->name_length);
    g_string_append(writer->out, ": ");
    g_string_append_len(writer->out, line->value, (gssize)line->value_length);
    g_string_append(writer->out, "\r\n");
}

/* RFC 9112 §6.3, from the upstream's side. */
static void decide_framing(const Fields *fields, const RelayTarget *target, RelayAnswer *answer) {
    bool has_no_body =
        target->is_head || answer->is_interim || answer->status == 204 || answer->status == 304;
    answer->has_length =
        fields->has_length && !fields->is_chunked && !answer->is_interim && answer->status != 204;
    answer->length = fields->length;
    if (has_no_body)
        answer->framing = HTTP_FRAMING_NONE;
    else if (fields->is_chunked)
        answer->framing = HTTP_FRAMING_CHUNKED;
    else if (fields->has_length)
        answer->framing = HTTP_FRAMING_LENGTH;
    else
        answer->framing = HTTP_FRAMING_UNTIL_CLOSE;
}

static bool write_framing(const RelayAnswer *answer, RelayTarget *target, GString *out) {
    bool has_unknown_length =
        answer->framing == HTTP_FRAMING_CHUNKED || answer->framing == HTTP_FRAMING_UNTIL_CLOSE;
    bool is_chunked = has_unknown_length && target->minor_version == 1;
    if (answer->has_length)
        g_string_append_printf(out, "content-length: %" G_GUINT64_FORMAT "\r\n", answer->length);
    if (is_chunked)
        g_string_append(out, "transfer-encoding: chunked\r\n");
    if (has_unknown_length && !is_chunked)
        target->keep_alive = false;
    if (!target->keep_alive)
        g_string_append(out, "connection: close\r\n");
    else if (target->minor_version == 0)
        g_string_append(out, "connection: keep-alive\r\n");
    return is_chunked;
}

RelayParse relay_answer_parse(const char *text, size_t length, RelayTarget *target, GString *out,
                              size_t *ret_used, RelayAnswer *ret_answer, bool *ret_is_chunked) {
    const char *end = find_end(text, length);
    if (!end)
        return length >= RELAY_ANSWER_HEAD_MAX_BYTES ? RELAY_PARSE_BAD : RELAY_PARSE_MORE;
    const char *line_end = memmem(text, length, "\r\n", 2);
    size_t status_length = (size_t)(line_end - text);
    RelayAnswer answer = {0};
    if (!read_status_line(text, status_length, &answer.status) ||
        !http_text_is_value((GateText){text, status_length}))
        return RELAY_PARSE_BAD;
    answer.is_interim = answer.status < 200;
    Fields fields = {.connection = {"", 0}};
    if (!for_each_line(line_end + 2, end, on_read_field, &fields) || fields.is_bad)
        return RELAY_PARSE_BAD;
    if (answer.status == 101) /* upgrades go through tunnels only */
        return RELAY_PARSE_BAD;

    decide_framing(&fields, target, &answer);
    g_string_append(out, "HTTP/1.1");
    g_string_append_len(out, text + 8, (gssize)(status_length - 8));
    g_string_append(out, "\r\n");
    Writer writer = {out, &fields};
    for_each_line(line_end + 2, end, on_write_field, &writer);
    *ret_is_chunked = answer.is_interim ? false : write_framing(&answer, target, out);
    g_string_append(out, "\r\n");
    *ret_used = (size_t)(end - text);
    *ret_answer = answer;
    return RELAY_PARSE_DONE;
}
