#include "server/gate_reply.h"

#include <string.h>

void gate_reply_buffer(GateAnswer *answer, unsigned status, const char *content_type,
                       GateBuffer *buffer) {
    static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING};
    answer->action = GATE_ANSWER;
    answer->status = status;
    answer->content_type = content_type;
    answer->take_body = gate_buffer_ref(buffer);
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
}

void gate_reply_text(GateAnswer *answer, unsigned status, const char *text) {
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    g_autoptr(GateBuffer) buffer = gate_buffer_new(line, strlen(line));
    gate_reply_buffer(answer, status, "text/plain; charset=utf-8", buffer);
}

void gate_reply_problem(GateAnswer *answer, ErrorCode code, const char *detail) {
    unsigned status = error_http_status(code);
    char *json = error_problem_json(status, error_word(code), detail);
    g_autoptr(GateBuffer) buffer = gate_buffer_new_take(json, strlen(json), g_free);
    gate_reply_buffer(answer, status, "application/problem+json", buffer);
}

bool gate_reply_only_reads(const GateHead *head, GateAnswer *answer) {
    static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING, {"allow", "GET, HEAD"}};
    GateMethod method = gate_head_method(head);
    if (method == GATE_GET || method == GATE_HEAD)
        return true;
    gate_reply_problem(answer, ERROR_METHOD, "This address is only read.");
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
    return false;
}
