#include "tests/support/api_client.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void api_answer_free(ApiAnswer *answer) {
    if (!answer)
        return;
    g_free(answer->head);
    if (answer->body)
        g_string_free(answer->body, TRUE);
    g_free(answer);
}

char *api_answer_field(const ApiAnswer *answer, const char *name) {
    g_auto(GStrv) lines = g_strsplit(answer->head, "\r\n", -1);
    size_t length = strlen(name);
    for (unsigned i = 1; lines[0] && lines[i]; i++)
        if (g_ascii_strncasecmp(lines[i], name, length) == 0 && lines[i][length] == ':')
            return g_strstrip(g_strdup(lines[i] + length + 1));
    return NULL;
}

int api_client_open(ApiServer *server, const char *peer) {
    int ends[2];
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    struct timeval limit = {.tv_sec = API_CLIENT_TIMEOUT_S};
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    g_autoptr(GError) error = NULL;
    bool is_adopted = api_server_adopt(server, ends[1], peer ? peer : API_CLIENT_PEER, &error);
    g_assert_no_error(error);
    g_assert_true(is_adopted);
    return ends[0];
}

bool api_client_send(int fd, const char *bytes, size_t length) {
    size_t n_sent = 0;
    while (n_sent < length) {
        ssize_t n = send(fd, bytes + n_sent, length - n_sent, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        n_sent += (size_t)n;
    }
    return true;
}

ApiAnswer *api_client_read(int take_fd) {
    ApiAnswer *answer = g_new0(ApiAnswer, 1);
    answer->body = g_string_new(NULL);
    char bytes[16384];
    ssize_t n;
    while ((n = recv(take_fd, bytes, sizeof bytes, 0)) > 0)
        g_string_append_len(answer->body, bytes, n);
    close(take_fd);
    const char *end = strstr(answer->body->str, "\r\n\r\n");
    if (end) {
        size_t head_length = (size_t)(end - answer->body->str);
        answer->head = g_strndup(answer->body->str, head_length);
        g_string_erase(answer->body, 0, (gssize)head_length + 4);
        answer->status = (unsigned)g_ascii_strtoull(answer->head + strlen("HTTP/1.1 "), NULL, 10);
    } else {
        answer->head = g_strdup("");
    }
    return answer;
}

int api_client_begin(ApiServer *server, const ApiCall *call) {
    int fd = api_client_open(server, call->peer);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s %s HTTP/1.1\r\nHost: county.example\r\n%s", call->method,
                    call->target, call->fields ? call->fields : "");
    if (call->body)
        g_string_append_printf(text, "Content-Length: %zu\r\n", strlen(call->body));
    g_string_append_printf(text, "\r\n%s", call->body ? call->body : "");
    api_client_send(fd, text->str, text->len);
    return fd;
}

ApiAnswer *api_client_call(ApiServer *server, const ApiCall *call) {
    return api_client_read(api_client_begin(server, call));
}
