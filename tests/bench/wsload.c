/* Many WebSocket connects on loopback: upgrade, one message, wait for its answer, then close; or
 * stay, and note when a piece of news has reached all. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/poll.h>
#include <unistd.h>

#include "base/error.h"
#include "tests/bench/histogram.h"
#include "tests/bench/load_options.h"
#include "tests/bench/load_pool.h"
#include "tests/bench/ws_frames.h"

#define EXIT_USAGE   2
#define POLL_US      100000
#define LOOK_US      1000 /* between looks at connections that stay */
#define MAX_FAULTS   1000u
#define US_PER_S     1e6
#define CLOSE_NORMAL "\x03\xe8" /* 1000, RFC 6455 §7.4.1 */

typedef enum Stage { UPGRADING, GREETING, GREETED, CLOSING } Stage;

/* What a connection carries besides the pool's part. */
typedef struct Client {
    Stage stage;
    GString *input;  /* the start of a frame */
    GString *output; /* what is being sent: lives until the next message */
} Client;

typedef struct WsLoad {
    char *url, *protocol, *hello, *expect;
    char **fields;
    int connects, at_once, sources;
    double timeout_s;
    gboolean stay;
    char *tokens, *news;

    char *host, *path;
    char **bearers; /* of the file, NULL-terminated; NULL: none is sent */
    unsigned port;
    bool is_tls;
    LoadPool *pool;
    Client *clients;
    GString *greeting;
    unsigned n_bearers;
    unsigned n_told; /* heard the news since all had the one before */
    int64_t first_told_us;
    unsigned n_begun, n_greeted, n_ended, n_faults;
    unsigned last_status, last_close_code; /* of a refusal; 0: none */
    unsigned n_lost[CLOSING + 2];          /* by stage; the last: before it was connected */
    Histogram latency;                     /* from connecting to the answer to hello */
} WsLoad;

/* ---- one connection ---- */

static void send_frame(WsLoad *load, LoadConnection *connection, unsigned opcode,
                       const char *payload, size_t length) {
    Client *client = connection->data;
    g_string_truncate(client->output, 0);
    ws_frame_append(client->output, opcode, payload, length);
    load_pool_send(load->pool, connection, client->output->str, client->output->len);
}

static void end_client(WsLoad *load, LoadConnection *connection) {
    load_pool_close(load->pool, connection);
    load->n_ended++;
}

static void write_upgrade(const WsLoad *load, GString *out, unsigned index) {
    g_string_printf(out,
                    "GET %s HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "Sec-WebSocket-Protocol: %s\r\n",
                    load->path, load->host, load->port, load->protocol);
    for (char **field = load->fields; field && *field; field++)
        g_string_append_printf(out, "%s\r\n", *field);
    if (load->bearers)
        g_string_append_printf(out, "Authorization: Bearer %s\r\n",
                               load->bearers[index % load->n_bearers]);
    g_string_append(out, "\r\n");
}

static void on_ready(LoadConnection *connection, void *user) {
    WsLoad *load = user;
    Client *client = &load->clients[connection->index];
    connection->data = client;
    client->stage = UPGRADING;
    g_string_truncate(client->input, 0);
    write_upgrade(load, client->output, connection->index);
    load_pool_ask(load->pool, connection, client->output->str, client->output->len);
}

static void on_answer(LoadConnection *connection, void *user) {
    WsLoad *load = user;
    Client *client = connection->data;
    if (connection->answer.status != 101) {
        load->last_status = connection->answer.status;
        load->n_faults++;
        end_client(load, connection);
        return;
    }
    load_pool_set_raw(load->pool, connection);
    client->stage = GREETING;
    load_pool_send(load->pool, connection, load->greeting->str, load->greeting->len);
}

static void on_lost(LoadConnection *connection, LoadLoss loss, void *user) {
    WsLoad *load = user;
    Client *client = connection->data;
    bool is_early = loss == LOAD_LOST_CONNECT || !client;
    load->n_lost[is_early ? CLOSING + 1 : client->stage]++;
    load->n_faults += is_early || client->stage != CLOSING;
    load->n_ended++;
}

/* Every second client says good-bye (RFC 6455 §7.1.2), the others just go. */
static void on_greeted(WsLoad *load, LoadConnection *connection) {
    Client *client = connection->data;
    client->stage = GREETED;
    load->n_greeted++;
    histogram_add(&load->latency, (uint64_t)(load_now_us() - connection->opened_us));
    if (load->stay)
        return;
    if (load->n_greeted % 2 == 0) {
        end_client(load, connection);
        return;
    }
    client->stage = CLOSING;
    send_frame(load, connection, WS_CLOSE, CLOSE_NORMAL, strlen(CLOSE_NORMAL));
}

static bool is_text_with(const WsFrame *frame, const char *part) {
    return frame->opcode == WS_TEXT &&
           g_strstr_len(frame->payload, (gssize)frame->length, part) != NULL;
}

/* Times of CLOCK_MONOTONIC. */
static void on_told(WsLoad *load) {
    int64_t now_us = load_now_us();
    if (load->n_told == 0)
        load->first_told_us = now_us;
    if (++load->n_told < load->n_greeted)
        return;
    printf("{\"told\":%u,\"first_us\":%" PRId64 ",\"last_us\":%" PRId64 "}\n", load->n_told,
           load->first_told_us, now_us);
    fflush(stdout);
    load->n_told = 0;
}

/* RFC 6455 §5.5.1; 1005 stands for none. */
static unsigned close_code(const WsFrame *frame) {
    const uint8_t *payload = (const uint8_t *)frame->payload;
    return frame->length < 2 ? 1005 : (unsigned)payload[0] << 8 | payload[1];
}

static void on_frame(WsLoad *load, LoadConnection *connection, const WsFrame *frame) {
    Client *client = connection->data;
    if (frame->opcode == WS_PING) {
        send_frame(load, connection, WS_PONG, frame->payload, frame->length);
    } else if (frame->opcode == WS_CLOSE) {
        if (client->stage != CLOSING) {
            load->n_faults++;
            load->last_close_code = close_code(frame);
        }
        end_client(load, connection);
    } else if (client->stage == GREETING && is_text_with(frame, load->expect)) {
        on_greeted(load, connection);
    } else if (client->stage == GREETED && load->news && is_text_with(frame, load->news)) {
        on_told(load);
    }
}

static void on_bytes(LoadConnection *connection, const char *bytes, size_t length, void *user) {
    WsLoad *load = user;
    Client *client = connection->data;
    g_string_append_len(client->input, bytes, (gssize)length);
    size_t at = 0, used;
    WsFrame frame;
    while (connection->state == LOAD_RAW) {
        WsFrameResult result =
            ws_frame_read(client->input->str + at, client->input->len - at, &frame, &used);
        if (result == WS_FRAME_PARTIAL)
            break;
        if (result == WS_FRAME_BAD) {
            load->n_faults++;
            end_client(load, connection);
            break;
        }
        at += used;
        on_frame(load, connection, &frame);
    }
    g_string_erase(client->input, 0, (gssize)at);
}

/* ---- the run ---- */

static unsigned n_slots(const WsLoad *load) {
    return (unsigned)(load->stay ? load->connects : load->at_once);
}

static unsigned n_in_work(const WsLoad *load) {
    return load->n_begun - load->n_ended - (load->stay ? load->n_greeted : 0);
}

static void begin_more(WsLoad *load) {
    for (unsigned slot = 0; slot < n_slots(load); slot++) {
        LoadConnection *connection = load_pool_get(load->pool, slot);
        if (load->n_begun == (unsigned)load->connects || n_in_work(load) >= (unsigned)load->at_once)
            return;
        if (connection->state != LOAD_CLOSED)
            continue;
        load->n_begun++;
        load_pool_open(load->pool, connection);
    }
}

static bool is_over(const WsLoad *load) {
    unsigned n_done = load->stay ? load->n_greeted + load->n_ended : load->n_ended;
    return n_done >= (unsigned)load->connects || load->n_faults > MAX_FAULTS;
}

static void report(const WsLoad *load, int64_t elapsed_us) {
    printf("{\"connects\":%u,\"greeted\":%u,\"ended\":%u,\"faults\":%u,\"last_status\":%u,"
           "\"last_close_code\":%u,\"lost\":{\"connecting\":%u,\"upgrading\":%u,"
           "\"greeting\":%u,\"greeted\":%u},\"elapsed_us\":%" PRId64 ",\"p50_us\":%" PRIu64
           ",\"p99_us\":%" PRIu64 ",\"max_us\":%" PRIu64 "}\n",
           load->n_begun, load->n_greeted, load->n_ended, load->n_faults, load->last_status,
           load->last_close_code, load->n_lost[CLOSING + 1], load->n_lost[UPGRADING],
           load->n_lost[GREETING], load->n_lost[GREETED], elapsed_us,
           histogram_percentile(&load->latency, 0.5), histogram_percentile(&load->latency, 0.99),
           load->latency.max_us);
    fflush(stdout);
}

/* Keeps all connections until whoever started this closes its end of standard input. Messages are
 * looked for each LOOK_US: clients elsewhere do not wake up on the server's machine for each of
 * theirs, which would cost its sender, too. */
static void stay(WsLoad *load) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    char bytes[64];
    while (poll(&input, 1, 0) == 0 || read(0, bytes, sizeof bytes) > 0) {
        load_pool_poll(load->pool, load_now_us() + POLL_US);
        g_usleep(LOOK_US);
    }
}

static void run(WsLoad *load) {
    int64_t start_us = load_now_us();
    int64_t end_us = start_us + (int64_t)(load->timeout_s * US_PER_S);
    while (!is_over(load) && load_now_us() < end_us) {
        begin_more(load);
        load_pool_poll(load->pool, load_now_us() + POLL_US);
    }
    report(load, load_now_us() - start_us);
    if (load->stay && load->n_faults == 0) {
        stay(load);
        report(load, load_now_us() - start_us);
    }
}

/* ---- command line ---- */

static bool read_bearers(WsLoad *load, GError **error) {
    g_autofree char *text = NULL;
    if (!load->tokens)
        return true;
    if (!g_file_get_contents(load->tokens, &text, NULL, error))
        return false;
    load->bearers = g_strsplit(g_strchomp(text), "\n", -1);
    load->n_bearers = g_strv_length(load->bearers);
    if (load->n_bearers == 0)
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "there is no token in '%s'", load->tokens);
    return load->n_bearers > 0;
}

static bool read_url(WsLoad *load, GError **error) {
    g_autoptr(GUri) uri = load->url ? g_uri_parse(load->url, G_URI_FLAGS_ENCODED, NULL) : NULL;
    if (!uri || g_uri_get_port(uri) <= 0 || !load->hello || !load->expect || load->connects < 1 ||
        load->connects > LOAD_MAX_CONNECTIONS * (load->stay ? 1 : 1000) || load->at_once < 1 ||
        load->at_once > LOAD_MAX_CONNECTIONS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot load '%s': --url ws[s]://A.B.C.D:PORT/PATH, --hello and --expect are "
                    "needed",
                    load->url ? load->url : "");
        return false;
    }
    load->host = g_strdup(g_uri_get_host(uri));
    load->path = g_strdup(g_uri_get_path(uri));
    load->port = (unsigned)g_uri_get_port(uri);
    load->is_tls = strcmp(g_uri_get_scheme(uri), "wss") == 0;
    return true;
}

static bool read_options(WsLoad *load, int argc, char **argv, GError **error) {
    const GOptionEntry entries[] = {
        {"url", 'u', 0, G_OPTION_ARG_STRING, &load->url, "ws[s]://A.B.C.D:PORT/PATH", "URL"},
        {"protocol", 0, 0, G_OPTION_ARG_STRING, &load->protocol, "subprotocol", "WORD"},
        {"hello", 0, 0, G_OPTION_ARG_STRING, &load->hello, "first message", "TEXT"},
        {"expect", 0, 0, G_OPTION_ARG_STRING, &load->expect, "part of its answer", "TEXT"},
        {"field", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &load->fields, "may repeat", "NAME: VALUE"},
        {"connects", 'n', 0, G_OPTION_ARG_INT, &load->connects, "in all", "N"},
        {"at-once", 'c', 0, G_OPTION_ARG_INT, &load->at_once, "at the same time", "N"},
        {"sources", 's', 0, G_OPTION_ARG_INT, &load->sources, "from 127.0.0.1 to .N", "N"},
        {"timeout", 0, 0, G_OPTION_ARG_DOUBLE, &load->timeout_s, "for all", "S"},
        {"stay", 0, 0, G_OPTION_ARG_NONE, &load->stay, "open until standard input ends", NULL},
        {"tokens", 0, 0, G_OPTION_ARG_FILENAME, &load->tokens, "a line each, in turn", "FILE"},
        {"news", 0, 0, G_OPTION_ARG_STRING, &load->news, "part of what all must hear", "TEXT"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- WebSocket connects on loopback");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, &argc, &argv, error) && read_url(load, error) &&
           read_bearers(load, error);
}

static bool start(WsLoad *load, GError **error) {
    LoadTarget target;
    if (!load_target_init(&target, load->host, load->port, error) ||
        (load->is_tls && !load_target_use_tls(&target, error)))
        return false;
    target.n_sources = (unsigned)CLAMP(load->sources, 0, (int)LOAD_MAX_SOURCES);
    load->greeting = g_string_new(NULL);
    ws_frame_append(load->greeting, WS_TEXT, load->hello, strlen(load->hello));
    load->clients = g_new0(Client, n_slots(load));
    for (unsigned i = 0; i < n_slots(load); i++)
        load->clients[i] = (Client){.input = g_string_new(NULL), .output = g_string_new(NULL)};
    LoadEvents events = {on_ready, on_answer, on_lost, on_bytes, load};
    load->pool = load_pool_new(&target, n_slots(load), &events);
    run(load);
    load_pool_free(load->pool);
    load_target_clear(&target);
    return load->n_faults == 0 && load->n_greeted == (unsigned)load->connects;
}

static void clear(WsLoad *load) {
    for (unsigned i = 0; load->clients && i < n_slots(load); i++) {
        g_string_free(load->clients[i].input, TRUE);
        g_string_free(load->clients[i].output, TRUE);
    }
    g_free(load->clients);
    if (load->greeting)
        g_string_free(load->greeting, TRUE);
    char *const texts[] = {load->url,  load->protocol, load->hello,  load->expect,
                           load->host, load->path,     load->tokens, load->news};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(load->fields);
    g_strfreev(load->bearers);
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    WsLoad load = {
        .connects = 100, .at_once = 50, .timeout_s = 60, .protocol = g_strdup("tongping.v1")};
    signal(SIGPIPE, SIG_IGN);
    bool usable = read_options(&load, argc, argv, &error);
    bool good = usable && start(&load, &error);
    if (error)
        g_printerr("wsload: %s\n", error->message);
    clear(&load);
    return good ? EXIT_SUCCESS : usable ? EXIT_FAILURE : EXIT_USAGE;
}
