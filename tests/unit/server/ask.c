#include "tests/unit/server/ask.h"

#include <string.h>

#include "base/gate/http_head.h"

void ask(GateHandler handler, const Question *question, GateAnswer *ret_answer) {
    g_autofree char *text =
        g_strdup_printf("%s HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n%s\r\n", question->line,
                        question->fields ? question->fields : "");
    HttpScan scan = {0};
    GateHead head;
    HttpRefusal refusal;
    size_t used;
    g_assert_cmpint(http_head_parse(&scan, text, strlen(text), &head, &used, &refusal), ==,
                    HTTP_PARSE_DONE);
    g_strlcpy(head.peer, question->peer ? question->peer : "127.0.0.1", sizeof head.peer);
    *ret_answer = (GateAnswer){0};
    handler.on_request(&head, GATE_TURN_FIRST, ret_answer, handler.user);
}

void ask_answer_clear(GateAnswer *answer) {
    gate_buffer_unref(answer->take_body);
    gate_file_unref(answer->take_file);
    *answer = (GateAnswer){0};
}

const char *ask_body(const GateAnswer *answer) {
    static char body[65536];
    size_t length = answer->take_body ? answer->take_body->length : 0;
    g_assert_cmpuint(length, <, sizeof body);
    if (length > 0)
        memcpy(body, answer->take_body->bytes, length);
    body[length] = '\0';
    return body;
}

const char *ask_field(const GateAnswer *answer, const char *name) {
    for (unsigned i = 0; i < answer->n_fields; i++)
        if (g_str_equal(answer->fields[i].name, name))
            return answer->fields[i].value;
    return NULL;
}
