/* Request heads from HTTP/2 fields, and the priority field. */
#include "base/gate/gate_h2_head.h"

#include <string.h>

static GateText text_of(const char *text) {
    return (GateText){text, strlen(text)};
}

/* `lines`: "name=value\n…" */
static bool build(GateH2Head *fields, const char *lines, bool has_body, GateHead *ret_head,
                  HttpRefusal *ret_refusal) {
    gate_h2_head_reset(fields);
    g_auto(GStrv) rows = g_strsplit(lines, "\n", -1);
    for (char **row = rows; *row; row++) {
        char *equals = strchr(*row, '=');
        if (!equals)
            continue;
        gate_h2_head_add(fields, (GateText){*row, (size_t)(equals - *row)}, text_of(equals + 1));
    }
    return gate_h2_head_finish(fields, has_body, ret_head, ret_refusal);
}

static void expect(GateText text, const char *wanted) {
    g_autofree char *found = g_strndup(text.at, text.length);
    g_assert_cmpstr(found, ==, wanted);
}

#define PSEUDO ":method=GET\n:scheme=https\n:authority=a.test\n:path=/p?q=1\n"

static void test_head(void) {
    GateH2Head *fields = gate_h2_head_new();
    GateHead head;
    HttpRefusal refusal;
    GateText value;
    g_assert_true(build(fields, PSEUDO "cookie=a=1\naccept=x\ncookie=b=2\nhost=A.test\n", false,
                        &head, &refusal));
    g_assert_cmpint(gate_head_method(&head), ==, GATE_GET);
    expect(gate_head_path(&head), "/p");
    expect(gate_head_query(&head), "q=1");
    expect(http_head_slice(&head, head.authority), "a.test");
    g_assert_true(gate_head_field(&head, "cookie", &value));
    expect(value, "a=1; b=2");
    g_assert_true(gate_head_cookie(&head, "b", &value));
    expect(value, "2");
    g_assert_cmpuint(head.n_fields, ==, 3); /* host, accept, cookie */
    g_assert_cmpint(head.framing, ==, HTTP_FRAMING_NONE);

    g_assert_true(build(fields, ":method=POST\n:path=/\nhost=b.test\n", true, &head, &refusal));
    expect(http_head_slice(&head, head.authority), "b.test");
    g_assert_cmpint(head.framing, ==, HTTP_FRAMING_CHUNKED);
    g_assert_true(build(fields, PSEUDO "content-length=7\n", true, &head, &refusal));
    g_assert_cmpint(head.framing, ==, HTTP_FRAMING_LENGTH);
    g_assert_cmpuint(head.body_length, ==, 7);
    g_assert_true(build(fields, PSEUDO "content-length=0\n", true, &head, &refusal));
    g_assert_cmpint(head.framing, ==, HTTP_FRAMING_NONE);
    gate_h2_head_free(fields);
}

static void test_refusals(void) {
    typedef struct Row {
        const char *lines;
        unsigned status;
    } Row;
    static const Row rows[] = {
        {":method=CONNECT\n:authority=a.test:443\n", 501},
        {":method=BREW\n:path=/\n:authority=a\n", 501},
        {":method=get\n:path=/\n:authority=a\n", 501},
        {":method=GET\n:path=/ x\n:authority=a\n", 400},
        {":method=GET\n:path=http://b/\n:authority=a\n", 400},
        {":method=GET\n:path=/\n", 400},
        {":method=GET\n:path=/\n:authority=\n", 400},
        {":method=GET\n:path=/\n:authority=u@a\n", 400},
        {PSEUDO "host=other.test\n", 400},
        {PSEUDO "x=a\rb\n", 400},
        {PSEUDO "content-length=x\n", 400},
        {PSEUDO "transfer-encoding=gzip\n", 501},
        {PSEUDO "expect=tea\n", 417},
    };
    GateH2Head *fields = gate_h2_head_new();
    GateHead head;
    HttpRefusal refusal;
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (build(fields, rows[i].lines, false, &head, &refusal))
            g_error("row %u was taken", i);
        if (refusal.status != rows[i].status)
            g_error("row %u: %u instead of %u", i, refusal.status, rows[i].status);
    }
    gate_h2_head_reset(fields); /* a line's end that another parser would see */
    gate_h2_head_add(fields, text_of(":method"), text_of("GET"));
    gate_h2_head_add(fields, text_of(":authority"), text_of("a"));
    gate_h2_head_add(fields, text_of(":path"), text_of("/ HTTP/1.1\r\nx: y\r\n\r\n"));
    g_assert_false(gate_h2_head_finish(fields, false, &head, &refusal));
    g_assert_cmpuint(refusal.status, ==, 400);
    gate_h2_head_free(fields);
}

static void test_limits(void) {
    GateH2Head *fields = gate_h2_head_new();
    GateHead head;
    HttpRefusal refusal;
    static const char *const names[] = {"x-long", "cookie", ":path"};
    g_autofree char *value = g_strnfill(3000, 'v');
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        build(fields, PSEUDO, false, &head, &refusal);
        gate_h2_head_reset(fields);
        for (unsigned k = 0; k < 4; k++)
            gate_h2_head_add(fields, text_of(names[i]), text_of(value));
        g_assert_false(gate_h2_head_finish(fields, false, &head, &refusal));
        g_assert_cmpuint(refusal.status, ==, 431);
    }
    g_autoptr(GString) lines = g_string_new(PSEUDO);
    for (unsigned k = 0; k < GATE_MAX_FIELDS; k++)
        g_string_append(lines, "a=b\n");
    g_assert_false(build(fields, lines->str, false, &head, &refusal));
    g_assert_cmpuint(refusal.status, ==, 431);
    gate_h2_head_free(fields);
}

static void test_priority(void) {
    typedef struct Row {
        const char *text;
        bool has_urgency, is_incremental;
        unsigned urgency;
    } Row;
    static const Row rows[] = {
        {"", false, false, 3},        {"u=0", true, false, 0},     {"u=7, i", true, true, 7},
        {"i", false, true, 3},        {"i=?1,u=2", true, true, 2}, {"u=1, i=?0", true, false, 1},
        {"u=8", false, false, 3},     {"u=-1", false, false, 3},   {"u=3;x=y , i;z", true, true, 3},
        {"u=1, u=5", true, false, 5}, {"a=b, c", false, false, 3}, {",,,", false, false, 3},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        GateH2Priority priority = gate_h2_head_priority(text_of(rows[i].text));
        g_assert_cmpint(priority.has_urgency, ==, rows[i].has_urgency);
        g_assert_cmpint(priority.is_incremental, ==, rows[i].is_incremental);
        g_assert_cmpuint(priority.urgency, ==, rows[i].urgency);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_h2_head/head", test_head);
    g_test_add_func("/gate_h2_head/refusals", test_refusals);
    g_test_add_func("/gate_h2_head/limits", test_limits);
    g_test_add_func("/gate_h2_head/priority", test_priority);
    return g_test_run();
}
