#include "tests/bench/load_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define PLACE             "{i}" /* stands for the number of the connection */
#define PLACE_MSN         "{msn}"
#define PLACE_PART        "{part}"
#define PARTS_PER_SEGMENT 6u

static bool refuse(GError **error, const char *what, const char *value) {
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot use %s '%s'", what, value);
    return false;
}

static bool read_url(LoadOptions *options, const char *text, GError **error) {
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    bool is_tls = strcmp(scheme, "https") == 0;
    if (!uri || (!is_tls && strcmp(scheme, "http") != 0) || g_uri_get_port(uri) <= 0)
        return refuse(error, "address (http[s]://A.B.C.D:PORT/PATH is wanted)", text);
    if (options->host &&
        (strcmp(options->host, g_uri_get_host(uri)) != 0 || options->is_tls != is_tls ||
         options->port != (unsigned)g_uri_get_port(uri)))
        return refuse(error, "address (all must have the same origin)", text);
    if (options->n_paths == LOAD_MAX_PATHS)
        return refuse(error, "address (too many)", text);

    g_free(options->host);
    options->host = g_strdup(g_uri_get_host(uri));
    options->port = (unsigned)g_uri_get_port(uri);
    options->is_tls = is_tls;
    const char *path = g_uri_get_path(uri), *query = g_uri_get_query(uri);
    options->paths[options->n_paths++] =
        g_strconcat(*path ? path : "/", query ? "?" : "", query, NULL);
    return true;
}

static bool check(LoadOptions *options, GError **error) {
    if (options->connections < 0 || options->idle < 0 ||
        options->connections + options->idle > LOAD_MAX_CONNECTIONS)
        return refuse(error, "number of connections", "more than 19000");
    if (options->sources < 0 || options->sources > (int)LOAD_MAX_SOURCES)
        return refuse(error, "number of sources", "more than 250");
    if (options->opening < 1)
        return refuse(error, "--opening", "less than 1");
    for (char **word = options->pid_words; word && *word; word++) {
        int pid = atoi(*word);
        if (pid <= 0)
            return refuse(error, "process id", *word);
        g_array_append_val(options->pids, pid);
    }
    return true;
}

static void set_defaults(LoadOptions *options) {
    *options = (LoadOptions){
        .paths = g_new0(char *, LOAD_MAX_PATHS + 1),
        .connections = 32,
        .opening = 256,
        .duration_s = 2,
        .timeout_s = 60,
        .expect_status = 200,
        .expect_bytes = -1,
        .drip_period_s = 1,
        .pids = g_array_new(FALSE, FALSE, sizeof(int)),
    };
}

static GOptionContext *option_context(LoadOptions *o) {
    const GOptionEntry entries[] = {
        {"connections", 'c', 0, G_OPTION_ARG_INT, &o->connections, "active connections", "N"},
        {"idle", 'i', 0, G_OPTION_ARG_INT, &o->idle, "opened first, one request each", "N"},
        {"sources", 's', 0, G_OPTION_ARG_INT, &o->sources, "from 127.0.0.1 to 127.0.0.N", "N"},
        {"opening", 0, 0, G_OPTION_ARG_INT, &o->opening, "being opened at once", "N"},
        {"duration", 'd', 0, G_OPTION_ARG_DOUBLE, &o->duration_s, "of the measured part", "S"},
        {"warmup", 'w', 0, G_OPTION_ARG_DOUBLE, &o->warmup_s, "before the measured part", "S"},
        {"timeout", 0, 0, G_OPTION_ARG_DOUBLE, &o->timeout_s, "for opening and last answers", "S"},
        {"requests", 'n', 0, G_OPTION_ARG_INT64, &o->requests, "instead of a duration", "N"},
        {"rate", 'r', 0, G_OPTION_ARG_DOUBLE, &o->rate_hz, "requests/s; latency from when due",
         "R"},
        {"new-connections", 0, 0, G_OPTION_ARG_NONE, &o->new_connections, "one per request", NULL},
        {"method", 'm', 0, G_OPTION_ARG_STRING, &o->method, "GET, or POST with a body", "WORD"},
        {"body", 'b', 0, G_OPTION_ARG_STRING, &o->body, "JSON text; {i}: connection", "TEXT"},
        {"field", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &o->fields, "may be repeated", "NAME: VALUE"},
        {"expect-status", 0, 0, G_OPTION_ARG_INT, &o->expect_status, "0: any", "CODE"},
        {"expect-bytes", 0, 0, G_OPTION_ARG_INT64, &o->expect_bytes, "exact body length", "N"},
        {"fired", 0, 0, G_OPTION_ARG_NONE, &o->fired, "latency from the field x-fired-us", NULL},
        {"first-row", 0, 0, G_OPTION_ARG_INT64, &o->first_row, "for {msn} and {part}", "N"},
        {"drip", 0, 0, G_OPTION_ARG_STRING, &o->drip, "head, body, silent or tls", "KIND"},
        {"drip-period", 0, 0, G_OPTION_ARG_DOUBLE, &o->drip_period_s, "between two bytes", "S"},
        {"pid", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &o->pid_words, "of the server", "PID"},
        {NULL},
    };
    GOptionContext *context = g_option_context_new("URL… - HTTP/1.1 load on loopback");
    g_option_context_add_main_entries(context, entries, NULL);
    return context;
}

bool load_options_read(LoadOptions *options, int argc, char **argv, GError **error) {
    set_defaults(options);
    g_autoptr(GOptionContext) context = option_context(options);
    bool good = g_option_context_parse(context, &argc, &argv, error);
    for (int i = 1; good && i < argc; i++)
        good = read_url(options, argv[i], error);
    if (good && options->n_paths == 0)
        good = refuse(error, "command line", "no address given");
    good = good && check(options, error);
    if (!good)
        load_options_clear(options);
    return good;
}

void load_options_clear(LoadOptions *options) {
    g_free(options->host);
    g_strfreev(options->paths);
    g_free(options->method);
    g_free(options->body);
    g_strfreev(options->fields);
    g_free(options->drip);
    g_strfreev(options->pid_words);
    g_clear_pointer(&options->pids, g_array_unref);
    *options = (LoadOptions){0};
}

/* ---- requests ---- */

struct LoadRequests {
    const LoadOptions *options;
    bool is_per_connection; /* "{i}" occurs */
    bool is_per_row;        /* "{msn}" occurs */
    GPtrArray *texts;       /* GString; NULL until first used */
};

static bool has_place(const LoadOptions *options, const char *place) {
    bool found = options->body && strstr(options->body, place);
    for (unsigned i = 0; i < options->n_paths; i++)
        found |= strstr(options->paths[i], place) != NULL;
    for (char **field = options->fields; field && *field; field++)
        found |= strstr(*field, place) != NULL;
    return found;
}

LoadRequests *load_requests_new(const LoadOptions *options) {
    LoadRequests *requests = g_new0(LoadRequests, 1);
    requests->options = options;
    requests->is_per_connection = has_place(options, PLACE);
    requests->is_per_row = !requests->is_per_connection && has_place(options, PLACE_MSN);
    requests->texts = g_ptr_array_new();
    return requests;
}

void load_requests_free(LoadRequests *requests) {
    if (!requests)
        return;
    for (unsigned i = 0; i < requests->texts->len; i++)
        if (requests->texts->pdata[i])
            g_string_free(requests->texts->pdata[i], TRUE);
    g_ptr_array_unref(requests->texts);
    g_free(requests);
}

static void put_number(GString *text, const char *place, uint64_t number) {
    char digits[24];
    g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
    g_string_replace(text, place, digits, 0);
}

static GString *write_request(const LoadOptions *options, const LoadConnection *connection) {
    const char *path = options->paths[connection->choice];
    uint64_t row = (uint64_t)options->first_row + connection->done;
    const char *method = options->method ? options->method : options->body ? "POST" : "GET";
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%s %s HTTP/1.1\r\nHost: %s:%u\r\n", method, path, options->host,
                    options->port);
    for (char **field = options->fields; field && *field; field++)
        g_string_append_printf(text, "%s\r\n", *field);
    if (options->new_connections)
        g_string_append(text, "Connection: close\r\n");
    g_autoptr(GString) body = g_string_new(options->body);
    put_number(body, PLACE, connection->index);
    if (options->body)
        g_string_append_printf(
            text, "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
            body->len);
    g_string_append(text, "\r\n");
    put_number(text, PLACE, connection->index);
    put_number(text, PLACE_MSN, row / PARTS_PER_SEGMENT);
    put_number(text, PLACE_PART, row % PARTS_PER_SEGMENT);
    g_string_append_len(text, body->str, (gssize)body->len);
    return text;
}

const GString *load_requests_get(LoadRequests *requests, const LoadConnection *connection) {
    const LoadOptions *options = requests->options;
    unsigned set = requests->is_per_connection ? connection->index
                   : requests->is_per_row      ? connection->done
                                               : 0;
    unsigned at = set * options->n_paths + connection->choice;
    if (at >= requests->texts->len)
        g_ptr_array_set_size(requests->texts, (int)at + 1);
    if (!requests->texts->pdata[at])
        requests->texts->pdata[at] = write_request(options, connection);
    return requests->texts->pdata[at];
}
