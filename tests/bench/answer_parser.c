#include "tests/bench/answer_parser.h"

#include <string.h>
#include <strings.h>

void answer_parser_reset(AnswerParser *parser) {
    bool no_body = parser->no_body;
    GByteArray *partial = parser->partial;
    if (partial)
        g_byte_array_set_size(partial, 0);
    *parser = (AnswerParser){.no_body = no_body, .partial = partial};
}

void answer_parser_clear(AnswerParser *parser) {
    g_clear_pointer(&parser->partial, g_byte_array_unref);
    *parser = (AnswerParser){0};
}

/* ---- head ---- */

static bool read_number(const char *text, size_t length, uint64_t *ret_number) {
    uint64_t number = 0;
    if (length == 0 || length > 18)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    *ret_number = number;
    return true;
}

static bool is_word(const char *text, size_t length, const char *word) {
    return length == strlen(word) && strncasecmp(text, word, length) == 0;
}

typedef struct HeadFacts {
    bool has_length, is_chunked;
    uint64_t length;
} HeadFacts;

static bool read_field(AnswerParser *parser, const char *line, size_t length, HeadFacts *facts) {
    const char *colon = memchr(line, ':', length);
    if (!colon || colon == line)
        return false;
    size_t name_length = (size_t)(colon - line);
    const char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    size_t value_length = (size_t)(end - value);
    uint64_t number;

    if (is_word(line, name_length, "content-length")) {
        facts->has_length = true;
        return read_number(value, value_length, &facts->length);
    }
    if (is_word(line, name_length, "transfer-encoding"))
        facts->is_chunked = is_word(value, value_length, "chunked");
    else if (is_word(line, name_length, "connection"))
        parser->closes = is_word(value, value_length, "close");
    else if (is_word(line, name_length, "x-fired-us") && read_number(value, value_length, &number))
        parser->fired_at_us = (int64_t)number;
    return true;
}

static bool read_status_line(AnswerParser *parser, const char *line, size_t length) {
    uint64_t status;
    if (length < 12 || memcmp(line, "HTTP/1.1 ", 9) != 0 || !read_number(line + 9, 3, &status))
        return false;
    parser->status = (unsigned)status;
    return status >= 100 && status <= 599 && (length == 12 || line[12] == ' ');
}

/* RFC 9112 §6.3: which kind of body follows. */
static AnswerState state_after_head(AnswerParser *parser, const HeadFacts *facts) {
    if (parser->status == 101 || parser->status == 204 || parser->status == 304 || parser->no_body)
        return ANSWER_COMPLETE;
    if (parser->status < 200)
        return ANSWER_HEAD;
    if (facts->is_chunked)
        return facts->has_length ? ANSWER_BAD : ANSWER_CHUNK_SIZE;
    if (!facts->has_length)
        return ANSWER_UNTIL_CLOSE;
    parser->left_bytes = facts->length;
    return facts->length > 0 ? ANSWER_BODY : ANSWER_COMPLETE;
}

/* `head` ends with the empty line. */
static void read_head(AnswerParser *parser, const char *head, size_t length) {
    HeadFacts facts = {0};
    const char *line = head, *end = head + length - 2;
    bool good = true;
    while (good && line < end) {
        const char *line_end = memmem(line, (size_t)(end - line), "\r\n", 2);
        size_t line_length = (size_t)(line_end - line);
        good = line == head ? read_status_line(parser, line, line_length)
                            : read_field(parser, line, line_length, &facts);
        line = line_end + 2;
    }
    parser->state = good ? state_after_head(parser, &facts) : ANSWER_BAD;
}

static size_t feed_whole_head(AnswerParser *parser, const char *bytes, size_t length) {
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head_bytes = (size_t)(end - bytes) + 4;
    read_head(parser, bytes, head_bytes);
    return head_bytes;
}

static size_t feed_head(AnswerParser *parser, const char *bytes, size_t length) {
    unsigned before = parser->partial ? parser->partial->len : 0;
    if (before == 0) {
        size_t taken = feed_whole_head(parser, bytes, length);
        if (taken > 0)
            return taken;
    }
    if (!parser->partial)
        parser->partial = g_byte_array_new();
    g_byte_array_append(parser->partial, (const guint8 *)bytes, (guint)length);
    size_t taken =
        feed_whole_head(parser, (const char *)parser->partial->data, parser->partial->len);
    if (taken > 0) {
        g_byte_array_set_size(parser->partial, 0);
        return taken - before;
    }
    if (parser->partial->len > ANSWER_HEAD_MAX_BYTES)
        parser->state = ANSWER_BAD;
    return length;
}

/* ---- body ---- */

static size_t feed_data(AnswerParser *parser, size_t length, AnswerState next) {
    size_t taken = length < parser->left_bytes ? length : (size_t)parser->left_bytes;
    parser->body_bytes += taken;
    parser->left_bytes -= taken;
    if (parser->left_bytes == 0)
        parser->state = next;
    return taken;
}

/* One byte of a chunk-size line; extensions are refused, our servers send none. */
static void feed_chunk_size(AnswerParser *parser, char byte) {
    int digit = g_ascii_xdigit_value(byte);
    if (digit >= 0 && parser->line_bytes < 8) {
        parser->left_bytes = parser->left_bytes * 16 + (unsigned)digit;
        parser->line_bytes++;
    } else if (byte == '\n' && parser->line_bytes > 0) {
        parser->line_bytes = 0;
        parser->state = parser->left_bytes > 0 ? ANSWER_CHUNK_DATA : ANSWER_TRAILER;
    } else if (byte != '\r') {
        parser->state = ANSWER_BAD;
    }
}

static void feed_trailer(AnswerParser *parser, char byte) {
    if (byte == '\n') {
        parser->state = parser->line_bytes == 0 ? ANSWER_COMPLETE : ANSWER_TRAILER;
        parser->line_bytes = 0;
    } else if (byte != '\r') {
        parser->line_bytes++;
    }
}

static void feed_chunk_end(AnswerParser *parser, char byte) {
    if (byte == '\n')
        parser->state = ANSWER_CHUNK_SIZE;
    else if (byte != '\r')
        parser->state = ANSWER_BAD;
}

static size_t feed_some(AnswerParser *parser, const char *bytes, size_t length) {
    switch (parser->state) {
    case ANSWER_HEAD:
        return feed_head(parser, bytes, length);
    case ANSWER_BODY:
        return feed_data(parser, length, ANSWER_COMPLETE);
    case ANSWER_CHUNK_DATA:
        return feed_data(parser, length, ANSWER_CHUNK_END);
    case ANSWER_UNTIL_CLOSE:
        parser->body_bytes += length;
        return length;
    case ANSWER_CHUNK_SIZE:
        feed_chunk_size(parser, *bytes);
        return 1;
    case ANSWER_CHUNK_END:
        feed_chunk_end(parser, *bytes);
        return 1;
    case ANSWER_TRAILER:
        feed_trailer(parser, *bytes);
        return 1;
    case ANSWER_COMPLETE:
    case ANSWER_BAD:
        break;
    }
    return 0;
}

size_t answer_parser_feed(AnswerParser *parser, const char *bytes, size_t length) {
    size_t taken = 0;
    while (taken < length && parser->state != ANSWER_COMPLETE && parser->state != ANSWER_BAD)
        taken += feed_some(parser, bytes + taken, length - taken);
    return taken;
}

uint64_t answer_parser_skippable(const AnswerParser *parser) {
    return parser->state == ANSWER_BODY || parser->state == ANSWER_CHUNK_DATA ? parser->left_bytes
                                                                              : 0;
}

void answer_parser_skip(AnswerParser *parser, uint64_t length) {
    feed_data(parser, (size_t)length,
              parser->state == ANSWER_BODY ? ANSWER_COMPLETE : ANSWER_CHUNK_END);
}

void answer_parser_end(AnswerParser *parser) {
    if (parser->state == ANSWER_UNTIL_CLOSE)
        parser->state = ANSWER_COMPLETE;
}
