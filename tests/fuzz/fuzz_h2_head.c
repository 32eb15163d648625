/* h2_head: whatever fields come, what is accepted reads the same for handlers and for an upstream;
 * an answer's head cut into fields stays inside its text. Lines "name\1value\n". */
#include "base/gate/gate_h2_head.h"

#include <string.h>

#include "base/gate/gate_h2_fields.h"
#include "base/gate/gate_relay_head.h"

static void check_slice(const GateHead *head, HttpSlice slice) {
    g_assert_cmpuint((unsigned)slice.at + slice.length, <=, head->text_length);
    GateText text = http_head_slice(head, slice);
    g_assert_true(!memchr(text.at, '\n', text.length) && !memchr(text.at, '\r', text.length));
}

static void check_head(GateHead *head, bool has_body) {
    static char text[RELAY_REQUEST_HEAD_MAX_BYTES];
    check_slice(head, head->path);
    check_slice(head, head->query);
    check_slice(head, head->authority);
    for (unsigned i = 0; i < head->n_fields; i++) {
        check_slice(head, head->fields[i].name);
        check_slice(head, head->fields[i].value);
    }
    GateText path = gate_head_path(head), length;
    g_assert_true(path.length > 0 && (*path.at == '/' || *path.at == '*'));
    bool is_counted = gate_head_field(head, "content-length", &length);
    if (has_body && !is_counted)
        g_assert_cmpint(head->framing, ==, HTTP_FRAMING_CHUNKED);
    g_strlcpy(head->peer, "192.0.2.7", sizeof head->peer);
    size_t written = gate_relay_head_write(text, sizeof text, head);
    g_assert_cmpuint(written, >, 0);
    g_assert_cmpint(memcmp(text + written - 4, "\r\n\r\n", 4), ==, 0);
}

static void check_fields(const uint8_t *data, size_t size) {
    nghttp2_nv fields[GATE_H2_ANSWER_MAX_FIELDS];
    g_autofree char *text = g_memdup2(data, size);
    size_t n = gate_h2_fields_cut(text, size, fields);
    g_assert_cmpuint(n, <=, GATE_H2_ANSWER_MAX_FIELDS);
    for (size_t i = 1; i < n; i++) {
        const char *name = (const char *)fields[i].name, *value = (const char *)fields[i].value;
        g_assert_true(name >= text && value + fields[i].valuelen <= text + size);
        g_assert_cmpuint(fields[i].namelen, >, 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    bool has_body = data[0] & 1;
    GateH2Head *fields = gate_h2_head_new();
    const char *at = (const char *)data, *end = at + size;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        const char *mark = memchr(at, 1, (size_t)(line_end - at));
        const char *value = mark ? mark + 1 : line_end;
        GateText name = {at, (size_t)((mark ? mark : line_end) - at)};
        gate_h2_head_add(fields, name, (GateText){value, (size_t)(line_end - value)});
        at = line_end + 1;
    }
    GateHead head;
    HttpRefusal refusal = {0};
    if (gate_h2_head_finish(fields, has_body, &head, &refusal))
        check_head(&head, has_body);
    else
        g_assert_true(refusal.status >= 400 && refusal.word && refusal.detail);
    gate_h2_head_free(fields);
    GateH2Priority priority = gate_h2_head_priority((GateText){(const char *)data, size});
    g_assert_cmpuint(priority.urgency, <=, 7);
    check_fields(data, size);
    return 0;
}
