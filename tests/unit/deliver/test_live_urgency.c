/* Which answers of /live/ leave first on a shared connection. */
#include "media/deliver/live_handler.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/gate/http_head.h"

#define MEETING "0190a0b0-0000-7000-8000-000000000001"

static const struct {
    const char *name;
    MediaKind kind;
    unsigned bit_rate;
} TRACKS[] = {
    {"v720", MEDIA_VIDEO, 1800000}, {"v1080", MEDIA_VIDEO, 3500000}, {"v360", MEDIA_VIDEO, 500000},
    {"a-zh", MEDIA_AUDIO, 128000},  {"v180", MEDIA_VIDEO, 200000},   {"v540", MEDIA_VIDEO, 900000},
};

static PlaylistText text_of(const char *text) {
    return (PlaylistText){.plain = gate_buffer_new(text, strlen(text))};
}

static ShelfView *make_view(void) {
    ShelfView *view = shelf_view_new(G_N_ELEMENTS(TRACKS), 0, 1);
    view->master[PLAYLIST_LIVE] = text_of("master");
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++) {
        ShelfTrack *track = &view->tracks[i];
        track->info.kind = TRACKS[i].kind;
        track->info.bit_rate = TRACKS[i].bit_rate;
        g_strlcpy(track->info.name, TRACKS[i].name, sizeof track->info.name);
        track->media[PLAYLIST_LIVE].full = text_of("media");
        track->inits[0] = gate_buffer_new("init", 4);
        track->file = gate_file_new(open("/dev/null", O_RDONLY | O_CLOEXEC), 600);
    }
    return view;
}

static unsigned urgency_of(LiveHandler *handler, const char *name) {
    g_autofree char *text =
        g_strdup_printf("GET /live/" MEETING "/%s HTTP/1.1\r\nHost: x\r\n\r\n", name);
    GateHandler gate = live_handler_gate(handler);
    GateAnswer answer = {.status = 0};
    HttpScan scan = {0};
    GateHead head;
    HttpRefusal refusal;
    size_t used;
    g_assert_cmpint(http_head_parse(&scan, text, strlen(text), &head, &used, &refusal), ==,
                    HTTP_PARSE_DONE);
    gate.on_request(&head, GATE_TURN_FIRST, &answer, gate.user);
    g_test_message("%s", name);
    g_assert_cmpuint(answer.status, ==, 200);
    gate_buffer_unref(answer.take_body);
    gate_file_unref(answer.take_file);
    return answer.urgency;
}

static void test_order(void) {
    static const struct {
        const char *name;
        unsigned urgency; /* 1: first */
    } ROWS[] = {
        {"master.m3u8", 1},    {"v1080/live.m3u8", 1}, {"a-zh/live.m3u8", 1},
        {"a-zh/init0.mp4", 2}, {"v1080/init0.mp4", 2}, {"a-zh/p0.1.m4s", 2},
        {"a-zh/s0.m4s", 2},    {"v180/p0.1.m4s", 3},   {"v360/p0.1.m4s", 4},
        {"v540/s0.m4s", 5},    {"v720/q0.0.m4s", 6},   {"v1080/p0.1.m4s", 6},
    };
    g_autofree char *folder = g_dir_make_tmp("live_urgency_XXXXXX", NULL);
    g_autoptr(TokenKeys) keys = token_keys_open(folder, NULL);
    uint64_t gate_keys[N_PLAYLIST_PROFILES] = {1, 2};
    Shelf *shelf = shelf_new();
    Delivered *delivered = delivered_new();
    LiveHandlerOptions options = {.keys = keys, .shelf = shelf, .delivered = delivered};
    LiveHandler *handler = live_handler_new(&options);
    ShelfMeeting *meeting = shelf_add(shelf, MEETING, NULL, G_N_ELEMENTS(TRACKS), gate_keys);
    GridSpan spans[G_N_ELEMENTS(TRACKS)];
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++)
        spans[i] = (GridSpan){.length = 100};
    for (unsigned part = 0; part < MEDIA_PARTS_PER_SEGMENT; part++)
        span_table_add(shelf_meeting_spans(meeting), 0, part, spans);
    shelf_meeting_publish(shelf, meeting, make_view());
    shelf_meeting_set_access(meeting, SHELF_PUBLIC);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_cmpuint(urgency_of(handler, ROWS[i].name), ==, ROWS[i].urgency);
    live_handler_free(handler);
    shelf_free(shelf);
    delivered_free(delivered);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_urgency/order", test_order);
    return g_test_run();
}
