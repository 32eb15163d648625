#include "base/api_client.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"

struct ApiClient {
    SoupSession *session;
};

ApiClient *api_client_new(const char *ca_file, GError **error) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(GTlsDatabase) known = ca_file ? g_tls_file_database_new(ca_file, &problem) : NULL;
    if (problem) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot use the certificates in '%s': %s",
                    ca_file, problem->message);
        return NULL;
    }
    ApiClient *client = g_new0(ApiClient, 1);
    client->session = soup_session_new_with_options(
        "timeout", API_CLIENT_TIMEOUT_S, "proxy-resolver", NULL, "user-agent", "tongping ", NULL);
    if (known)
        soup_session_set_tls_database(client->session, known);
    return client;
}

void api_client_free(ApiClient *client) {
    if (!client)
        return;
    g_object_unref(client->session);
    g_free(client);
}

static SoupMessage *new_message(const ApiClientQuestion *question) {
    SoupMessage *message = soup_message_new(question->body ? "POST" : "GET", question->url);
    if (!message)
        return NULL;
    soup_message_add_flags(message, SOUP_MESSAGE_NO_REDIRECT);
    if (question->body) {
        g_autoptr(GBytes) body = g_bytes_new(question->body, strlen(question->body));
        soup_message_set_request_body_from_bytes(message, "text/plain; charset=utf-8", body);
    }
    return message;
}

static char *ask(ApiClient *client, SoupMessage *message, GCancellable *cancellable,
                 GError **error) {
    g_autoptr(GInputStream) stream =
        soup_session_send(client->session, message, cancellable, error);
    g_autofree char *text = g_malloc(API_CLIENT_MAX_BYTES + 1);
    gsize length = 0;
    if (!stream ||
        !g_input_stream_read_all(stream, text, API_CLIENT_MAX_BYTES, &length, cancellable, error))
        return NULL;
    text[length] = '\0';
    return g_steal_pointer(&text);
}

bool api_client_ask(ApiClient *client, const ApiClientQuestion *question, unsigned *ret_status,
                    char **ret_text, GError **error) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(SoupMessage) message = new_message(question);
    *ret_text = message ? ask(client, message, question->cancellable, &problem) : NULL;
    *ret_status = message ? soup_message_get_status(message) : 0;
    if (!*ret_text)
        g_set_error(error, BASE_ERROR, ERROR_UNAVAILABLE, "cannot ask '%s': %s", question->url,
                    problem ? problem->message : "this is no address");
    return *ret_text != NULL;
}
