/* /live/ of a running meeting, for benchmarks: the real handler behind the gate, the real announcer
 * with rows of made-up parts. The next row comes when enough clients wait, then one each 0.32 s. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/gate/gate.h"
#include "base/token.h"
#include "media/deliver/live_handler.h"
#include "media/deliver/viewing_access.h"
#include "media/engine/announcer.h"

#define EXIT_USAGE      2
#define MEETING         "0190a0b0-0000-7000-8000-000000000001"
#define VIEWING         "01900000-89ab-7cde-8f01-23456789abcd"
#define MAX_CONNECTIONS 19000 /* below RLIMIT_NOFILE of our machines, 20,000 */
#define MAX_RELEASES    4096u /* kept until the end: 20 minutes */
#define MAX_FIELDS      8u
#define PART_BYTES      60000u
#define IDLE_US         (600 * CLOCK_US_PER_S)
#define VALID_US        (24 * 3600 * CLOCK_US_PER_S)
#define LOOK_US         (20 * CLOCK_US_PER_MS)

/* One meeting of a usual county. */
static const MediaTrack TRACKS[] = {
    {MEDIA_VIDEO, "v1080", 4500000, 1920, 1080, .codec = "avc1.640028", .config_length = 4},
    {MEDIA_VIDEO, "v720", 2500000, 1280, 720, .codec = "avc1.4d401f", .config_length = 4},
    {MEDIA_VIDEO, "v360", 700000, 640, 360, .codec = "avc1.4d401e", .config_length = 4},
    {MEDIA_VIDEO, "v180", 250000, 320, 180, .codec = "avc1.4d400d", .config_length = 4},
    {MEDIA_AUDIO, "a-zh", 96000, .language = "zh", .channels = 2, .codec = "mp4a.40.2",
     .config_length = 2, .is_floor = true},
    {MEDIA_AUDIO, "a-mn", 96000, .language = "mn", .channels = 2, .codec = "mp4a.40.2",
     .config_length = 2},
};

/* When a row was there, as a field of the answers that tell of it. */
typedef struct Release {
    char at_us[24];
    GateField field;
} Release;

typedef struct Scene {
    int clients, past_s;
    TokenKeys *keys;
    Shelf *shelf;
    Delivered *delivered;
    LiveHandler *handler;
    GateHandler inner;
    Announcer *announcer;
    Gate *gate;
    uint64_t next_row;
    Release *_Atomic current;
    unsigned n_releases;
    Release releases[MAX_RELEASES];
} Scene;

/* ---- answers with the moment ---- */

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    static _Thread_local GateField fields[MAX_FIELDS];
    Scene *scene = user;
    scene->inner.on_request(head, turn, answer, scene->inner.user);
    const Release *release = atomic_load(&scene->current);
    if (answer->action != GATE_ANSWER || !release || answer->n_fields >= MAX_FIELDS)
        return;
    memcpy(fields, answer->fields, answer->n_fields * sizeof *fields);
    fields[answer->n_fields++] = release->field;
    answer->fields = fields;
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    Scene *scene = user;
    scene->inner.on_done(tag, body_bytes, outcome, scene->inner.user);
}

/* ---- rows ---- */

static void fire(uint64_t key, void *user) {
    Scene *scene = user;
    gate_fire(scene->gate, key);
}

static void add_row(Scene *scene, bool is_past) {
    uint64_t at = scene->next_row++;
    GridRow row = {.msn = at / MEDIA_PARTS_PER_SEGMENT,
                   .part = (unsigned)(at % MEDIA_PARTS_PER_SEGMENT),
                   .wall_us = INT64_C(1700000000000000) + (int64_t)at * MEDIA_PART_US,
                   .n_tracks = G_N_ELEMENTS(TRACKS)};
    GridSpan spans[G_N_ELEMENTS(TRACKS)];
    for (unsigned i = 0; i < row.n_tracks; i++)
        spans[i] = (GridSpan){at * PART_BYTES, PART_BYTES, row.part == 0 ? GRID_INDEPENDENT : 0};
    if (is_past)
        announcer_add_past(scene->announcer, &row, spans);
    else
        announcer_add(scene->announcer, &row, spans);
}

static void release_row(Scene *scene) {
    if (scene->n_releases == MAX_RELEASES)
        return;
    Release *release = &scene->releases[scene->n_releases++];
    snprintf(release->at_us, sizeof release->at_us, "%" PRId64, clock_monotonic_us());
    release->field = (GateField){"x-fired-us", release->at_us};
    atomic_store(&scene->current, release);
    add_row(scene, false);
}

static bool is_told_to_stop(const sigset_t *stop_signals, int64_t until_us) {
    int64_t us = MAX(until_us - clock_monotonic_us(), 0);
    struct timespec wait = {us / CLOCK_US_PER_S, us % CLOCK_US_PER_S * 1000};
    return sigtimedwait(stop_signals, NULL, &wait) > 0;
}

static void run(Scene *scene, const sigset_t *stop_signals) {
    LiveStats stats = {0};
    for (; stats.held < (uint64_t)scene->clients; live_handler_get_stats(scene->handler, &stats))
        if (is_told_to_stop(stop_signals, clock_monotonic_us() + LOOK_US))
            return;
    for (int64_t at_us = clock_monotonic_us(); !is_told_to_stop(stop_signals, at_us);
         at_us += MEDIA_PART_US)
        release_row(scene);
}

/* ---- life ---- */

static bool start_gate(Scene *scene, GError **error) {
    static const char *const listen[] = {"127.0.0.1:0", NULL};
    static const char *const no_proxies[] = {NULL};
    GateRoute routes[] = {{"/live/", {on_request, on_done, scene}}, {NULL, {0}}};
    scene->gate = gate_start(&(GateOptions){.listen = listen,
                                            .n_workers = 1,
                                            .max_connections = MAX_CONNECTIONS,
                                            .max_connections_per_address = MAX_CONNECTIONS,
                                            .header_timeout_us = 10 * CLOCK_US_PER_S,
                                            .idle_timeout_us = IDLE_US,
                                            .write_timeout_us = 30 * CLOCK_US_PER_S,
                                            .relay_timeout_us = 30 * CLOCK_US_PER_S,
                                            .trusted_proxies = no_proxies,
                                            .routes = routes},
                             error);
    return scene->gate != NULL;
}

static void start_meeting(Scene *scene) {
    AnnouncerOptions options = {.shelf = scene->shelf,
                                .id = MEETING,
                                .tracks = TRACKS,
                                .n_tracks = G_N_ELEMENTS(TRACKS),
                                .fire = fire,
                                .user = scene};
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++)
        options.keys[profile] = gate_new_key(scene->gate);
    scene->announcer = announcer_new(&options);
    announcer_set_active(scene->announcer, (1u << G_N_ELEMENTS(TRACKS)) - 1);
    g_autoptr(GateBuffer) init = gate_buffer_new("init", 4);
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++)
        announcer_put_init(scene->announcer, 0, i, init);
    while ((int64_t)scene->next_row * MEDIA_PART_US < scene->past_s * CLOCK_US_PER_S)
        add_row(scene, true);
    announcer_set_access(scene->announcer, SHELF_TOKEN);
    announcer_publish(scene->announcer);
}

static void print_ready(Scene *scene) {
    g_autoptr(TokenSigner) signer = token_signer_new(scene->keys, VIEWING_ACCESS_LIVE, MEETING);
    TokenClaims claims = {.subject = VIEWING, .expires_at_us = clock_wall_us() + VALID_US};
    char token[TOKEN_TEXT_MAX_BYTES] = "";
    token_sign(signer, &claims, token);
    printf("READY port=%u meeting=" MEETING " token=%s row=%" PRIu64 "\n",
           gate_port(scene->gate, 0), token, scene->next_row);
    fflush(stdout);
}

static bool serve(Scene *scene, const char *data, const sigset_t *stop_signals, GError **error) {
    scene->keys = token_keys_open(data, error);
    scene->shelf = shelf_new();
    scene->delivered = delivered_new();
    LiveHandlerOptions options = {
        .keys = scene->keys, .shelf = scene->shelf, .delivered = scene->delivered};
    scene->handler = scene->keys ? live_handler_new(&options) : NULL;
    bool is_up = false;
    if (scene->handler) {
        scene->inner = live_handler_gate(scene->handler);
        is_up = start_gate(scene, error);
    }
    if (is_up) {
        start_meeting(scene);
        print_ready(scene);
        run(scene, stop_signals);
        gate_stop(scene->gate, 2 * CLOCK_US_PER_S);
        announcer_free(scene->announcer);
    }
    gate_free(scene->gate);
    live_handler_free(scene->handler);
    delivered_free(scene->delivered);
    shelf_free(scene->shelf);
    token_keys_free(scene->keys);
    return is_up;
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    g_autofree char *data = NULL;
    g_autofree Scene *scene = g_new0(Scene, 1);
    const GOptionEntry entries[] = {
        {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "for token keys", "DIR"},
        {"clients", 0, 0, G_OPTION_ARG_INT, &scene->clients, "that wait before rows come", "N"},
        {"past", 0, 0, G_OPTION_ARG_INT, &scene->past_s, "of the meeting, already there", "S"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- /live/ under load");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || !data) {
        g_printerr("live_hold_server: %s\n", error ? error->message : "give --data DIR");
        return EXIT_USAGE;
    }
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    bool good = serve(scene, data, &stop_signals, &error);
    if (!good)
        g_printerr("live_hold_server: %s\n", error->message);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
