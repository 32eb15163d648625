/* http_head: the verdict does not depend on how the bytes arrive; what it accepts is inside the
 * text, and what goes on to an upstream means the same there. */
#include "base/gate/http_head.h"

#include <string.h>

#include "base/gate/gate_relay_head.h"

typedef struct Verdict {
    HttpParse result;
    HttpRefusal refusal;
    size_t used;
} Verdict;

static Verdict parse_whole(const char *text, size_t length, GateHead *head) {
    Verdict verdict = {0};
    HttpScan scan = {0};
    verdict.result = http_head_parse(&scan, text, length, head, &verdict.used, &verdict.refusal);
    return verdict;
}

/* Growing prefixes, as a connection sees them. */
static Verdict parse_pieces(const char *text, size_t length, size_t step, GateHead *head) {
    Verdict verdict = {0};
    HttpScan scan = {0};
    for (size_t n = MIN(step, length); n > 0; n = MIN(n + step, length)) {
        verdict.result = http_head_parse(&scan, text, n, head, &verdict.used, &verdict.refusal);
        if (verdict.result != HTTP_PARSE_MORE || n == length)
            break;
    }
    return verdict;
}

static void check_same(const Verdict *whole, const Verdict *pieces) {
    g_assert_cmpint(whole->result, ==, pieces->result);
    if (whole->result == HTTP_PARSE_DONE)
        g_assert_cmpuint(whole->used, ==, pieces->used);
    if (whole->result == HTTP_PARSE_BAD)
        g_assert_cmpstr(whole->refusal.detail, ==, pieces->refusal.detail);
}

static void check_slice(const GateHead *head, HttpSlice slice) {
    g_assert_cmpuint((unsigned)slice.at + slice.length, <=, head->text_length);
    GateText text = http_head_slice(head, slice);
    g_assert_true(!memchr(text.at, '\n', text.length) && !memchr(text.at, '\0', text.length));
}

static void check_slices(const GateHead *head) {
    check_slice(head, head->path);
    check_slice(head, head->query);
    check_slice(head, head->authority);
    for (unsigned i = 0; i < head->n_fields; i++) {
        check_slice(head, head->fields[i].name);
        check_slice(head, head->fields[i].value);
    }
    g_assert_true(head->framing != HTTP_FRAMING_UNTIL_CLOSE);
    g_assert_cmpuint(head->body_length, <=, UINT64_C(1) << 53);
    GateText cookie;
    gate_head_cookie(head, "tongping_session", &cookie);
}

static void assert_same_text(GateText left, GateText right) {
    g_assert_cmpmem(left.at, left.length, right.at, right.length);
}

static void check_copy(const GateHead *head) {
    g_autofree GateHead *copy = http_head_copy(head);
    check_slices(copy);
    assert_same_text(gate_head_path(copy), gate_head_path(head));
    assert_same_text(gate_head_query(copy), gate_head_query(head));
}

static void check_no_field(const GateHead *head, const char *name) {
    GateText value;
    if (gate_head_field(head, name, &value))
        g_error("'%s' goes on to the upstream", name);
}

/* One message, read by the strictest reader that we have, with the same meaning. */
static void check_written(const GateHead *head, const char *text, size_t length) {
    GateHead again;
    Verdict verdict = parse_whole(text, length, &again);
    bool is_large = length > GATE_HEAD_MAX_BYTES || head->n_fields + 5u > GATE_MAX_FIELDS;
    if (verdict.result == HTTP_PARSE_BAD && verdict.refusal.status == 431 && is_large)
        return;
    g_assert_cmpint(verdict.result, ==, HTTP_PARSE_DONE);
    g_assert_cmpuint(verdict.used, ==, length);
    g_assert_cmpint(again.method, ==, head->method);
    g_assert_cmpint(again.framing, ==, head->framing);
    g_assert_cmpuint(again.body_length, ==, head->body_length);
    g_assert_false(again.keep_alive);
    assert_same_text(gate_head_path(&again), gate_head_path(head));
    assert_same_text(gate_head_query(&again), gate_head_query(head));
    if (head->authority.length > 0)
        assert_same_text(http_head_slice(&again, again.authority),
                         http_head_slice(head, head->authority));
    GateText peer;
    g_assert_true(gate_head_field(&again, "x-forwarded-for", &peer));
    g_assert_cmpmem(peer.at, peer.length, head->peer, strlen(head->peer));
    check_no_field(&again, "upgrade");
    check_no_field(&again, "te");
    check_no_field(&again, "keep-alive");
    check_no_field(&again, "forwarded");
}

static void check_relayed(GateHead *head) {
    static char text[RELAY_REQUEST_HEAD_MAX_BYTES];
    g_strlcpy(head->peer, "192.0.2.7", sizeof head->peer);
    size_t length = gate_relay_head_write(text, sizeof text, head);
    g_assert_cmpuint(length, >, 0); /* a head that was accepted always fits */
    check_written(head, text, length);
    if (gate_relay_head_check_upgrade(head) != GATE_UPGRADE_GOOD)
        return;
    GateHead again;
    length = gate_relay_head_write_upgrade(text, sizeof text, head, "tongping.v1");
    Verdict verdict = parse_whole(text, length, &again);
    g_assert_cmpint(verdict.result, ==, HTTP_PARSE_DONE);
    g_assert_cmpuint(verdict.used, ==, length);
    g_assert_cmpint(gate_relay_head_check_upgrade(&again), ==, GATE_UPGRADE_GOOD);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const size_t steps[] = {1, 7, 100};
    const char *text = (const char *)data;
    GateHead head, other;
    if (size == 0)
        return 0;
    Verdict whole = parse_whole(text, size, &head);
    for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++) {
        Verdict pieces = parse_pieces(text, size, steps[i], &other);
        check_same(&whole, &pieces);
    }
    if (whole.result == HTTP_PARSE_BAD)
        g_assert_true(whole.refusal.status >= 400 && whole.refusal.detail && whole.refusal.word);
    if (whole.result != HTTP_PARSE_DONE)
        return 0;
    g_assert_cmpuint(whole.used, <=, size);
    check_slices(&head);
    check_copy(&head);
    check_relayed(&head);
    return 0;
}
