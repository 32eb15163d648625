/* Requests for one part by a viewing, given to the handler of /live/ without a socket: what runs
 * under callgrind to tell how many instructions counting costs. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/gate/http_head.h"
#include "media/deliver/live_handler.h"
#include "media/deliver/viewing_access.h"

#define MEETING      "0190a0b0-0000-7000-8000-000000000001"
#define VIEWING      "01900000-89ab-7cde-8f01-23456789abcd"
#define PART_BYTES   60000u
#define VALID_US     (3600 * CLOCK_US_PER_S)
#define GATHER_EVERY 10000u

typedef struct Scene {
    TokenKeys *keys;
    Shelf *shelf;
    Delivered *delivered;
    LiveHandler *handler;
    GateHandler gate;
    GateHead head;
} Scene;

static void fill_shelf(Scene *scene) {
    const uint64_t keys[N_PLAYLIST_PROFILES] = {1, 2};
    const GridSpan span = {.length = PART_BYTES};
    ShelfMeeting *meeting = shelf_add(scene->shelf, MEETING, NULL, 1, keys);
    ShelfView *view = shelf_view_new(1, 0, 1);
    g_strlcpy(view->tracks[0].info.name, "v720", sizeof view->tracks[0].info.name);
    view->tracks[0].file = gate_file_new(open("/dev/zero", O_RDONLY | O_CLOEXEC), PART_BYTES);
    span_table_add(shelf_meeting_spans(meeting), 0, 0, &span);
    shelf_meeting_publish(scene->shelf, meeting, view);
    shelf_meeting_set_access(meeting, SHELF_TOKEN);
}

static bool make_head(Scene *scene) {
    g_autoptr(TokenSigner) signer = token_signer_new(scene->keys, VIEWING_ACCESS_LIVE, MEETING);
    TokenClaims claims = {.subject = VIEWING, .expires_at_us = clock_wall_us() + VALID_US};
    char token[TOKEN_TEXT_MAX_BYTES];
    HttpScan scan = {0};
    HttpRefusal refusal;
    size_t used;
    if (!token_sign(signer, &claims, token))
        return false;
    char *text = g_strdup_printf("GET /live/" MEETING "/~%s/v720/p0.0.m4s HTTP/1.1\r\n"
                                 "Host: bench\r\n\r\n",
                                 token); /* the head points into it: kept until the end */
    return http_head_parse(&scan, text, strlen(text), &scene->head, &used, &refusal) ==
           HTTP_PARSE_DONE;
}

/* Not inlined: callgrind collects what happens below this name. */
static __attribute__((noinline)) bool bench_part_request(Scene *scene) {
    GateAnswer answer = {.status = 0};
    scene->gate.on_request(&scene->head, GATE_TURN_FIRST, &answer, scene->gate.user);
    gate_file_unref(answer.take_file);
    if (answer.tag != 0)
        scene->gate.on_done(answer.tag, PART_BYTES, GATE_COMPLETE, scene->gate.user);
    return answer.status == 200;
}

static void count_note(const DeliveredNote *note, void *user) {
    ++*(unsigned *)user;
}

static bool run(Scene *scene, unsigned n) {
    unsigned n_counted = 0;
    for (unsigned i = 1; i <= n; i++) {
        if (!bench_part_request(scene))
            return false;
        if (scene->delivered && i % GATHER_EVERY == 0)
            delivered_gather(scene->delivered, count_note, &n_counted);
    }
    if (scene->delivered)
        delivered_gather(scene->delivered, count_note, &n_counted);
    return n_counted == (scene->delivered ? n : 0);
}

/* bench_delivered DIR N counted|uncounted: a folder for token keys, how many requests. */
int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    Scene scene = {.keys = argc == 4 ? token_keys_open(argv[1], &error) : NULL};
    if (!scene.keys) {
        g_printerr("bench_delivered: %s\n",
                   error ? error->message : "give a folder, a number and a case");
        return EXIT_FAILURE;
    }
    scene.shelf = shelf_new();
    scene.delivered = strcmp(argv[3], "counted") == 0 ? delivered_new() : NULL;
    LiveHandlerOptions options = {
        .keys = scene.keys, .shelf = scene.shelf, .delivered = scene.delivered};
    scene.handler = live_handler_new(&options);
    scene.gate = live_handler_gate(scene.handler);
    fill_shelf(&scene);
    if (!make_head(&scene) || !run(&scene, (unsigned)strtoul(argv[2], NULL, 10))) {
        g_printerr("bench_delivered: not every part was sent and counted\n");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
