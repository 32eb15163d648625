/* Many players on few WebSockets that say what they have shown: an open loop of beats, each timed
 * from when it was due until it is acknowledged. */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "tests/bench/histogram.h"
#include "tests/bench/load_options.h"
#include "tests/bench/load_pool.h"
#include "tests/bench/ws_frames.h"

#define EXIT_USAGE    2
#define US_PER_S      1e6
#define OPEN_AT_ONCE  64
#define OPEN_US       (60 * 1000000)
#define DRAIN_US      (5 * 1000000)
#define MAX_WAITING   4096 /* of one connection: a power of two */
#define BATCH         10
#define BEAT_MS       2000 /* media that one beat has seen */
#define HELLO         "{\"type\":\"hello\",\"id\":1,\"client\":\"pc\",\"locale\":\"en\"}"
#define FIRST_ID      2
#define ANSWER_STORED "\"type\":\"beat_stored\""

#define CONTACT_BYTES 21

typedef struct Player {
    char *viewing;
    int64_t sequence;
    char contact[CONTACT_BYTES]; /* of the newest answer */
    int64_t received_us;
} Player;

typedef struct Client {
    bool is_greeted;
    char *bearer;
    GArray *players; /* Player */
    unsigned next_player;
    GString *input, *output, *waiting; /* a frame's start; what is being sent; what comes next */
    uint64_t id;                       /* of the last message */
    int64_t due_us[MAX_WAITING];       /* by id, while it waits */
    uint8_t n_beats[MAX_WAITING];
    uint16_t player[MAX_WAITING];
} Client;

typedef struct BeatLoad {
    char *url, *plan;
    double rate, seconds, single;
    int sources;

    char *host, *path;
    unsigned port;
    LoadPool *pool;
    Client *clients;
    unsigned n_clients, n_greeted, n_faults;
    uint64_t n_sent, n_stored, n_messages, n_answers, n_refused, n_skipped;
    uint64_t n_credited; /* answers that said a sum */
    char refusal[256];   /* the last one */
    GString *text;
    Histogram latency, late;
} BeatLoad;

/* ---- what a player says ---- */

static void append_beat(GString *out, Player *player) {
    int64_t from_ms = player->sequence * BEAT_MS % 3600000;
    player->sequence++;
    g_string_append_printf(
        out,
        "{\"sequence\":%" PRId64 ",\"state\":\"playing\",\"position_ms\":%" PRId64
        ",\"rate\":1,\"language\":\"zh-CN\",\"latency_ms\":-1,\"seen\":[{\"from_ms\":%" PRId64
        ",\"to_ms\":%" PRId64 "}],\"is_final\":false,\"contact\":\"%s\",\"since_ms\":%" PRId64 "}",
        player->sequence, from_ms + BEAT_MS, from_ms, from_ms + BEAT_MS, player->contact,
        (load_now_us() - player->received_us) / 1000);
}

static void write_message(BeatLoad *load, Client *client, unsigned n_beats) {
    unsigned index = client->next_player++ % client->players->len;
    Player *player = &g_array_index(client->players, Player, index);
    client->player[client->id % MAX_WAITING] = (uint16_t)index;
    g_string_printf(load->text,
                    "{\"type\":\"beat\",\"id\":%" PRIu64 ",\"viewing\":\"%s\",\"beats\":[",
                    client->id, player->viewing);
    for (unsigned i = 0; i < n_beats; i++) {
        if (i > 0)
            g_string_append_c(load->text, ',');
        append_beat(load->text, player);
    }
    g_string_append(load->text, "]}");
    ws_frame_append(client->waiting, WS_TEXT, load->text->str, load->text->len);
}

static void flush(BeatLoad *load, LoadConnection *connection) {
    Client *client = connection->data;
    if (connection->unsent_bytes > 0 || client->waiting->len == 0)
        return;
    GString *spare = client->output;
    client->output = client->waiting;
    client->waiting = spare;
    g_string_truncate(client->waiting, 0);
    load_pool_send(load->pool, connection, client->output->str, client->output->len);
}

static void speak(BeatLoad *load, unsigned index, int64_t due_us, unsigned n_beats) {
    LoadConnection *connection = load_pool_get(load->pool, index);
    Client *client = &load->clients[index];
    if (connection->state != LOAD_RAW) {
        load->n_skipped++;
        return;
    }
    uint64_t id = ++client->id;
    if (client->due_us[id % MAX_WAITING] != 0)
        load->n_skipped++; /* forgotten: it will not be timed */
    client->due_us[id % MAX_WAITING] = due_us;
    client->n_beats[id % MAX_WAITING] = (uint8_t)n_beats;
    write_message(load, client, n_beats);
    flush(load, connection);
    load->n_messages++;
    load->n_sent += n_beats;
    histogram_add(&load->late, (uint64_t)MAX(load_now_us() - due_us, 0));
}

/* ---- what comes back ---- */

static void on_ready(LoadConnection *connection, void *user) {
    BeatLoad *load = user;
    Client *client = &load->clients[connection->index];
    connection->data = client;
    g_string_printf(client->output,
                    "GET %s HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "Sec-WebSocket-Protocol: tongping.v1\r\nAuthorization: Bearer %s\r\n\r\n",
                    load->path, load->host, load->port, client->bearer);
    load_pool_ask(load->pool, connection, client->output->str, client->output->len);
}

static void on_answer(LoadConnection *connection, void *user) {
    BeatLoad *load = user;
    Client *client = connection->data;
    if (connection->answer.status != 101) {
        g_snprintf(load->refusal, sizeof load->refusal, "upgrade answered with %u",
                   connection->answer.status);
        load->n_faults++;
        load_pool_close(load->pool, connection);
        return;
    }
    load_pool_set_raw(load->pool, connection);
    ws_frame_append(client->waiting, WS_TEXT, HELLO, strlen(HELLO));
    flush(load, connection);
}

static void on_lost(LoadConnection *connection, LoadLoss loss, void *user) {
    (void)connection;
    BeatLoad *load = user;
    load->n_faults++;
    g_snprintf(load->refusal, sizeof load->refusal, "connection lost (%d)", (int)loss);
}

/* The answer's contact is said again by the player's next beats. */
static void keep_contact(Player *player, const WsFrame *frame) {
    static const char KEY[] = "\"contact\":\"";
    const char *at = g_strstr_len(frame->payload, (gssize)frame->length, KEY);
    if (!at || at + strlen(KEY) + CONTACT_BYTES > frame->payload + frame->length)
        return;
    memcpy(player->contact, at + strlen(KEY), CONTACT_BYTES - 1);
    player->received_us = load_now_us();
}

static void on_stored(BeatLoad *load, Client *client, uint64_t id, const WsFrame *frame) {
    int64_t *due_us = &client->due_us[id % MAX_WAITING];
    if (id < FIRST_ID || id > client->id || *due_us == 0)
        return;
    histogram_add(&load->latency, (uint64_t)MAX(load_now_us() - *due_us, 0));
    keep_contact(&g_array_index(client->players, Player, client->player[id % MAX_WAITING]), frame);
    load->n_credited +=
        g_strstr_len(frame->payload, (gssize)frame->length, "\"credited_ms\"") != NULL;
    load->n_answers++;
    load->n_stored += client->n_beats[id % MAX_WAITING];
    *due_us = 0;
}

static void on_text(BeatLoad *load, Client *client, const WsFrame *frame) {
    const char *re = g_strstr_len(frame->payload, (gssize)frame->length, "\"re\":");
    if (!client->is_greeted) {
        if (g_strstr_len(frame->payload, (gssize)frame->length, "\"welcome\"")) {
            client->is_greeted = true;
            load->n_greeted++;
        }
    } else if (re && g_strstr_len(frame->payload, (gssize)frame->length, ANSWER_STORED)) {
        on_stored(load, client, g_ascii_strtoull(re + strlen("\"re\":"), NULL, 10), frame);
    } else if (re) {
        load->n_refused++;
        g_snprintf(load->refusal, sizeof load->refusal, "%.*s",
                   (int)MIN(frame->length, sizeof load->refusal - 1), frame->payload);
    }
}

static void on_frame(BeatLoad *load, LoadConnection *connection, const WsFrame *frame) {
    Client *client = connection->data;
    if (frame->opcode == WS_TEXT) {
        on_text(load, client, frame);
    } else if (frame->opcode == WS_PING) {
        ws_frame_append(client->waiting, WS_PONG, frame->payload, frame->length);
        flush(load, connection);
    } else if (frame->opcode == WS_CLOSE) {
        load->n_faults++;
        load_pool_close(load->pool, connection);
    }
}

static void on_bytes(LoadConnection *connection, const char *bytes, size_t length, void *user) {
    BeatLoad *load = user;
    Client *client = connection->data;
    g_string_append_len(client->input, bytes, (gssize)length);
    size_t at = 0, used;
    WsFrame frame;
    while (connection->state == LOAD_RAW) {
        WsFrameResult result =
            ws_frame_read(client->input->str + at, client->input->len - at, &frame, &used);
        if (result != WS_FRAME_WHOLE) {
            load->n_faults += result == WS_FRAME_BAD;
            break;
        }
        at += used;
        on_frame(load, connection, &frame);
    }
    g_string_erase(client->input, 0, (gssize)at);
    if (connection->state == LOAD_RAW)
        flush(load, connection);
}

/* ---- the run ---- */

static bool open_all(BeatLoad *load) {
    int64_t end_us = load_now_us() + OPEN_US;
    unsigned next = 0;
    while (load->n_greeted < load->n_clients && load->n_faults == 0 && load_now_us() < end_us) {
        while (next < load->n_clients && next < load->n_greeted + OPEN_AT_ONCE)
            load_pool_open(load->pool, load_pool_get(load->pool, next++));
        load_pool_poll(load->pool, load_now_us() + 10000);
    }
    return load->n_greeted == load->n_clients;
}

/* Messages are due at even distances; of all beats the share `single` comes alone. */
static void beat(BeatLoad *load) {
    double batches = load->rate * (1 - load->single) / BATCH;
    double singles = load->rate * load->single;
    double every_us = US_PER_S / (batches + singles), credit = 0;
    int64_t start_us = load_now_us(), end_us = start_us + (int64_t)(load->seconds * US_PER_S);
    for (uint64_t n = 0;; n++) {
        int64_t due_us = start_us + llround((double)n * every_us);
        if (due_us >= end_us)
            break;
        while (load_now_us() < due_us)
            load_pool_poll(load->pool, due_us);
        if (n % 32 == 0)
            load_pool_poll(load->pool, 0);
        credit += batches / (batches + singles);
        unsigned n_beats = credit >= 1 ? BATCH : 1;
        credit -= credit >= 1;
        speak(load, (unsigned)(n % load->n_clients), due_us, n_beats);
    }
    int64_t drain_us = load_now_us() + DRAIN_US;
    while (load->n_answers + load->n_refused < load->n_messages && load_now_us() < drain_us)
        load_pool_poll(load->pool, load_now_us() + 10000);
}

static void report(const BeatLoad *load, int64_t elapsed_us) {
    g_autofree char *refusal = g_strescape(load->refusal, NULL);
    printf("{\"clients\":%u,\"greeted\":%u,\"faults\":%u,\"sent\":%" PRIu64 ",\"stored\":%" PRIu64
           ",\"credited\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"refused\":%" PRIu64
           ",\"skipped\":%" PRIu64 ",\"elapsed_us\":%" PRId64 ",\"refusal\":\"%s\"",
           load->n_clients, load->n_greeted, load->n_faults, load->n_sent, load->n_stored,
           load->n_credited, load->n_messages, load->n_refused, load->n_skipped, elapsed_us,
           refusal);
    const struct {
        const char *name;
        const Histogram *of;
    } rows[] = {{"latency", &load->latency}, {"late", &load->late}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        printf(",\"%s\":{\"p50_us\":%" PRIu64 ",\"p99_us\":%" PRIu64 ",\"max_us\":%" PRIu64 "}",
               rows[i].name, histogram_percentile(rows[i].of, 0.5),
               histogram_percentile(rows[i].of, 0.99), rows[i].of->max_us);
    printf("}\n");
}

/* ---- command line ---- */

static bool read_player(const char *word, Player *ret_player) {
    g_auto(GStrv) parts = g_strsplit(word, ",", -1);
    if (g_strv_length(parts) != 3 || strlen(parts[1]) != CONTACT_BYTES - 1)
        return false;
    *ret_player = (Player){.viewing = g_strdup(parts[0]),
                           .sequence = g_ascii_strtoll(parts[2], NULL, 10),
                           .received_us = load_now_us()};
    g_strlcpy(ret_player->contact, parts[1], sizeof ret_player->contact);
    return true;
}

/* A line for each connection: the bearer token, then the viewings that it speaks for, each as
 * ID,CONTACT,SEQUENCE. */
static bool read_plan(BeatLoad *load, GError **error) {
    g_autofree char *text = NULL;
    if (!g_file_get_contents(load->plan, &text, NULL, error))
        return false;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    load->n_clients = g_strv_length(lines);
    load->clients = g_new0(Client, load->n_clients);
    for (unsigned i = 0; i < load->n_clients; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
        Client *client = &load->clients[i];
        *client = (Client){.bearer = g_strdup(words[0]),
                           .players = g_array_new(FALSE, FALSE, sizeof(Player)),
                           .id = FIRST_ID - 1,
                           .input = g_string_new(NULL),
                           .output = g_string_new(NULL),
                           .waiting = g_string_new(NULL)};
        for (char **word = words + 1; *word; word++) {
            Player player;
            if (!read_player(*word, &player))
                break;
            g_array_append_val(client->players, player);
        }
        if (client->players->len + 1 != g_strv_length(words) ||
            load->n_clients > LOAD_MAX_CONNECTIONS) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot use line %u of '%s'", i + 1,
                        load->plan);
            return false;
        }
    }
    return true;
}

static bool read_options(BeatLoad *load, int argc, char **argv, GError **error) {
    const GOptionEntry entries[] = {
        {"url", 'u', 0, G_OPTION_ARG_STRING, &load->url, "ws://A.B.C.D:PORT/PATH", "URL"},
        {"plan", 0, 0, G_OPTION_ARG_FILENAME, &load->plan, "TOKEN VIEWING,CONTACT,SEQUENCE… a line",
         "FILE"},
        {"rate", 'r', 0, G_OPTION_ARG_DOUBLE, &load->rate, "beats a second", "N"},
        {"single", 0, 0, G_OPTION_ARG_DOUBLE, &load->single, "share that comes alone", "0…1"},
        {"duration", 'd', 0, G_OPTION_ARG_DOUBLE, &load->seconds, "of the beats", "S"},
        {"sources", 's', 0, G_OPTION_ARG_INT, &load->sources, "from 127.0.0.1 to .N", "N"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- players' beats on loopback");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error))
        return false;
    g_autoptr(GUri) uri = load->url ? g_uri_parse(load->url, G_URI_FLAGS_ENCODED, NULL) : NULL;
    if (!uri || g_uri_get_port(uri) <= 0 || !load->plan || load->rate <= 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot load: --url, --plan and --rate are needed");
        return false;
    }
    load->host = g_strdup(g_uri_get_host(uri));
    load->path = g_strdup(g_uri_get_path(uri));
    load->port = (unsigned)g_uri_get_port(uri);
    return read_plan(load, error);
}

static bool start(BeatLoad *load, GError **error) {
    LoadTarget target;
    if (!load_target_init(&target, load->host, load->port, error))
        return false;
    target.n_sources = (unsigned)CLAMP(load->sources, 0, (int)LOAD_MAX_SOURCES);
    LoadEvents events = {on_ready, on_answer, on_lost, on_bytes, load};
    load->text = g_string_new(NULL);
    load->pool = load_pool_new(&target, load->n_clients, &events);
    bool is_open = open_all(load);
    int64_t start_us = load_now_us();
    if (is_open)
        beat(load);
    report(load, load_now_us() - start_us);
    load_pool_free(load->pool);
    load_target_clear(&target);
    g_string_free(load->text, TRUE);
    return is_open && load->n_faults == 0;
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    BeatLoad load = {.seconds = 10, .single = 0.8};
    signal(SIGPIPE, SIG_IGN);
    bool usable = read_options(&load, argc, argv, &error);
    bool good = usable && start(&load, &error);
    if (error)
        g_printerr("beatload: %s\n", error->message);
    return good ? EXIT_SUCCESS : usable ? EXIT_FAILURE : EXIT_USAGE;
}
