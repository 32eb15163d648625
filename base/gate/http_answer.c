#include "base/gate/http_answer.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

typedef struct ReasonRow {
    unsigned status;
    const char *reason;
} ReasonRow;

static const ReasonRow REASONS[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

const char *http_reason(unsigned status) {
    for (unsigned i = 0; i < G_N_ELEMENTS(REASONS); i++)
        if (REASONS[i].status == status)
            return REASONS[i].reason;
    return "Unknown";
}

/* ---- conditions and ranges ---- */

static GateText without_weak_mark(GateText tag) {
    if (tag.length > 2 && tag.at[0] == 'W' && tag.at[1] == '/')
        return (GateText){tag.at + 2, tag.length - 2};
    return tag;
}

bool http_etag_matches(GateText list, const char *etag) {
    GateText own = without_weak_mark((GateText){etag, strlen(etag)});
    while (list.length > 0) {
        const char *comma = memchr(list.at, ',', list.length);
        size_t length = comma ? (size_t)(comma - list.at) : list.length;
        GateText item = {list.at, length};
        while (item.length > 0 && (*item.at == ' ' || *item.at == '\t')) {
            item.at++;
            item.length--;
        }
        while (item.length > 0 && (item.at[item.length - 1] == ' '))
            item.length--;
        if (item.length == 1 && *item.at == '*')
            return true;
        item = without_weak_mark(item);
        if (item.length == own.length && memcmp(item.at, own.at, own.length) == 0)
            return true;
        size_t used = comma ? length + 1 : length;
        list.at += used;
        list.length -= used;
    }
    return false;
}

static bool read_number(GateText *text, uint64_t *ret_number) {
    uint64_t sum = 0;
    size_t digits = 0;
    while (digits < text->length && g_ascii_isdigit(text->at[digits])) {
        if (digits == 18)
            return false;
        sum = sum * 10 + (uint64_t)(text->at[digits++] - '0');
    }
    text->at += digits;
    text->length -= digits;
    *ret_number = sum;
    return digits > 0;
}

static HttpRange suffix_range(uint64_t suffix, uint64_t full_length, uint64_t *ret_offset,
                              uint64_t *ret_length) {
    if (suffix == 0 || full_length == 0)
        return HTTP_RANGE_UNSATISFIABLE;
    *ret_length = MIN(suffix, full_length);
    *ret_offset = full_length - *ret_length;
    return HTTP_RANGE_PART;
}

HttpRange http_range_parse(GateText value, uint64_t full_length, uint64_t *ret_offset,
                           uint64_t *ret_length) {
    static const char unit[] = "bytes=";
    if (value.length < sizeof unit - 1 || g_ascii_strncasecmp(value.at, unit, sizeof unit - 1) != 0)
        return HTTP_RANGE_IGNORE;
    GateText rest = {value.at + sizeof unit - 1, value.length - (sizeof unit - 1)};
    uint64_t first = 0, last = 0;
    bool has_first = read_number(&rest, &first);
    if (rest.length == 0 || *rest.at != '-')
        return HTTP_RANGE_IGNORE;
    rest.at++;
    rest.length--;
    bool has_last = read_number(&rest, &last);
    if (rest.length != 0 || (!has_first && !has_last) || (has_first && has_last && last < first))
        return HTTP_RANGE_IGNORE;
    if (!has_first)
        return suffix_range(last, full_length, ret_offset, ret_length);
    if (first >= full_length)
        return HTTP_RANGE_UNSATISFIABLE;
    uint64_t end = has_last && last < full_length - 1 ? last : full_length - 1;
    *ret_offset = first;
    *ret_length = end - first + 1;
    return HTTP_RANGE_PART;
}

/* If-Range (§13.1.5) needs the strong comparison; dates are not compared, so they never match. */
static bool is_range_wanted(const GateHead *head, const GateAnswer *answer) {
    GateText condition;
    if (!gate_head_field(head, "if-range", &condition))
        return true;
    return answer->etag && answer->etag[0] == '"' && condition.length == strlen(answer->etag) &&
           memcmp(condition.at, answer->etag, condition.length) == 0;
}

static void apply_range(const GateHead *head, const GateAnswer *answer, HttpAnswerPlan *plan) {
    GateText value;
    if (head->method != GATE_GET || !answer->accept_ranges ||
        !gate_head_field(head, "range", &value) || !is_range_wanted(head, answer))
        return;
    uint64_t offset, length;
    HttpRange range = http_range_parse(value, plan->full_length, &offset, &length);
    if (range == HTTP_RANGE_PART) {
        plan->status = 206;
        plan->offset = offset;
        plan->length = plan->content_length = length;
        plan->has_content_range = true;
    } else if (range == HTTP_RANGE_UNSATISFIABLE) {
        plan->status = 416;
        plan->length = plan->content_length = 0;
        plan->has_content_range = plan->is_unsatisfied = true;
    }
}

HttpAnswerPlan http_answer_plan(const GateHead *head, const GateAnswer *answer,
                                uint64_t full_length) {
    HttpAnswerPlan plan = {
        .status = answer->status,
        .length = full_length,
        .full_length = full_length,
        .content_length = full_length,
    };
    GateText tags;
    bool is_read = head->method == GATE_GET || head->method == GATE_HEAD;
    if (answer->status == 200 && is_read && answer->etag &&
        gate_head_field(head, "if-none-match", &tags) && http_etag_matches(tags, answer->etag)) {
        plan.status = 304;
        plan.length = 0;
    } else if (answer->status == 200) {
        apply_range(head, answer, &plan);
    }
    if (head->method == GATE_HEAD || plan.status == 204 || plan.status == 304)
        plan.length = 0;
    return plan;
}

/* ---- the head's text ---- */

typedef struct Writer {
    char *text;
    size_t length;
    bool is_full;
} Writer;

static void put(Writer *writer, const char *text, size_t length) {
    if (writer->length + length > HTTP_ANSWER_HEAD_MAX_BYTES) {
        writer->is_full = true;
        return;
    }
    memcpy(writer->text + writer->length, text, length);
    writer->length += length;
}

static void put_text(Writer *writer, const char *text) {
    put(writer, text, strlen(text));
}

#define PUT_LITERAL(writer, literal) put(writer, literal, sizeof literal - 1)

static void put_number(Writer *writer, uint64_t number) {
    char digits[20];
    unsigned at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put(writer, digits + at, sizeof digits - at);
}

static void put_field(Writer *writer, const char *name, const char *value) {
    put_text(writer, name);
    PUT_LITERAL(writer, ": ");
    put_text(writer, value);
    PUT_LITERAL(writer, "\r\n");
}

static void put_content_range(Writer *writer, const HttpAnswerPlan *plan) {
    PUT_LITERAL(writer, "content-range: bytes ");
    if (plan->is_unsatisfied) {
        PUT_LITERAL(writer, "*");
    } else {
        put_number(writer, plan->offset);
        PUT_LITERAL(writer, "-");
        put_number(writer, plan->offset + plan->length - 1);
    }
    PUT_LITERAL(writer, "/");
    put_number(writer, plan->full_length);
    PUT_LITERAL(writer, "\r\n");
}

static void put_representation(Writer *writer, const GateAnswer *answer,
                               const HttpAnswerPlan *plan) {
    if (answer->content_type && plan->status != 304 && plan->status != 416)
        put_field(writer, "content-type", answer->content_type);
    if (answer->etag)
        put_field(writer, "etag", answer->etag);
    if (answer->accept_ranges)
        PUT_LITERAL(writer, "accept-ranges: bytes\r\n");
    if (plan->has_content_range)
        put_content_range(writer, plan);
    if (plan->status != 204 && plan->status != 304) {
        PUT_LITERAL(writer, "content-length: ");
        put_number(writer, plan->content_length);
        PUT_LITERAL(writer, "\r\n");
    }
}

size_t http_answer_write_head(char ret_text[HTTP_ANSWER_HEAD_MAX_BYTES], const GateAnswer *answer,
                              const HttpAnswerPlan *plan, const HttpAnswerContext *context) {
    Writer writer = {.text = ret_text};
    PUT_LITERAL(&writer, "HTTP/1.1 ");
    put_number(&writer, plan->status);
    PUT_LITERAL(&writer, " ");
    put_text(&writer, http_reason(plan->status));
    PUT_LITERAL(&writer, "\r\ndate: ");
    put_text(&writer, context->date);
    PUT_LITERAL(&writer, "\r\n");
    put_representation(&writer, answer, plan);
    put_field(&writer, "cache-control", answer->cache_control ? answer->cache_control : "no-store");
    for (unsigned i = 0; i < answer->n_fields; i++)
        put_field(&writer, answer->fields[i].name, answer->fields[i].value);
    if (!context->keep_alive)
        PUT_LITERAL(&writer, "connection: close\r\n");
    else if (context->minor_version == 0)
        PUT_LITERAL(&writer, "connection: keep-alive\r\n");
    PUT_LITERAL(&writer, "\r\n");
    return writer.is_full ? 0 : writer.length;
}

#undef PUT_LITERAL
