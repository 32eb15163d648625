/* Rows become known: playlists, where their bytes lie, and who is told. */
#include "media/engine/announcer.h"

#include <string.h>

static const MediaTrack TRACKS[] = {
    {.kind = MEDIA_VIDEO,
     .name = "v360",
     .bit_rate = 700000,
     .width = 640,
     .height = 360,
     .codec = "avc1.4d401e",
     .config = {1, 2, 3, 4},
     .config_length = 4},
    {.kind = MEDIA_AUDIO,
     .name = "a-zh",
     .bit_rate = 96000,
     .language = "zh",
     .channels = 2,
     .is_floor = true,
     .codec = "mp4a.40.2",
     .config = {0x11, 0x90},
     .config_length = 2},
};

static Shelf *shelf;
static Announcer *announcer;
static unsigned n_fired[3]; /* by key */

static void fire(uint64_t key, void *user) {
    n_fired[key]++;
}

static void set_up(void) {
    AnnouncerOptions options = {
        .id = "one", .tracks = TRACKS, .n_tracks = 2, .keys = {1, 2}, .fire = fire};
    options.shelf = shelf = shelf_new();
    memset(n_fired, 0, sizeof n_fired);
    announcer = announcer_new(&options);
    g_autoptr(GateBuffer) init = gate_buffer_new("init", 4);
    for (unsigned i = 0; i < 2; i++)
        announcer_put_init(announcer, 0, i, init);
}

static void tear_down(void) {
    announcer_free(announcer);
    shelf_free(shelf);
}

static void add(uint64_t from, uint64_t end) {
    for (uint64_t at = from; at < end; at++) {
        GridRow row = {.msn = at / MEDIA_PARTS_PER_SEGMENT,
                       .part = (unsigned)(at % MEDIA_PARTS_PER_SEGMENT),
                       .wall_us = INT64_C(1700000000000000) + (int64_t)at * MEDIA_PART_US,
                       .n_tracks = 2};
        GridSpan spans[2] = {{at * 100, 100, row.part == 0 ? GRID_INDEPENDENT : 0},
                             {at * 10, 10, GRID_INDEPENDENT}};
        announcer_add(announcer, &row, spans);
    }
}

static const ShelfView *view(void) {
    return shelf_meeting_view(shelf_find(shelf, "one", 3));
}

static char *text_of(const PlaylistText *text) {
    return text->plain ? g_strndup((const char *)text->plain->bytes, text->plain->length) : NULL;
}

static char *media(PlaylistProfile profile) {
    return text_of(&view()->tracks[0].media[profile].full);
}

static bool has_span(uint64_t msn) {
    GridSpan span;
    const SpanTable *table = shelf_meeting_read_spans(shelf_find(shelf, "one", 3));
    return span_table_find(table, 0, msn, 0, MEDIA_PARTS_PER_SEGMENT, &span);
}

static void expect_edge(PlaylistProfile profile, uint64_t msn, unsigned part) {
    const HlsEdge *edge = &view()->edge[profile];
    g_assert_false(edge->is_empty);
    g_assert_cmpuint(edge->msn, ==, msn);
    g_assert_cmpuint(edge->part, ==, part);
}

static void test_rows(void) {
    set_up();
    add(0, 2);
    expect_edge(PLAYLIST_LIVE, 0, 1);
    g_assert_true(view()->edge[PLAYLIST_PHONE].is_empty); /* not a second yet */
    add(2, 3);
    expect_edge(PLAYLIST_PHONE, 0, 0);
    add(3, 8);
    expect_edge(PLAYLIST_LIVE, 1, 1);
    expect_edge(PLAYLIST_PHONE, 0, 1);
    g_assert_cmpuint(n_fired[1], ==, 8); /* each row */
    g_assert_cmpuint(n_fired[2], ==, 4); /* 0.0, 0.2, 0.5 and 1.0, which completes nothing new */
    g_autofree char *text = media(PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "s0.m4s"));
    g_assert_nonnull(strstr(text, "p1.1.m4s"));
    g_assert_null(strstr(text, "s1.m4s"));
    g_autofree char *master = text_of(&view()->master[PLAYLIST_LIVE]);
    g_assert_nonnull(strstr(master, "v360/live.m3u8"));
    g_assert_cmpint(announcer_position_us(announcer), ==, 8 * MEDIA_PART_US);
    g_assert_cmpmem(view()->tracks[1].inits[0]->bytes, 4, "init", 4);
    g_assert_nonnull(view()->tracks[1].tv); /* the language's choice of pictures */
    tear_down();
}

static void test_cuts(void) {
    set_up();
    add(0, 30);
    AnnouncerCut cut = {MEDIA_SEGMENT_US + 1000, MEDIA_SEGMENT_US + 2000};
    announcer_set_cuts(announcer, &cut, 1);
    announcer_publish(announcer);
    g_assert_true(has_span(0) && !has_span(1) && has_span(2));
    g_autofree char *gap = media(PLAYLIST_LIVE);
    g_assert_nonnull(strstr(gap, "#EXT-X-GAP"));
    AnnouncerCut ahead = {5 * MEDIA_SEGMENT_US, 6 * MEDIA_SEGMENT_US}; /* has not come yet */
    announcer_set_cuts(announcer, &ahead, 1);
    g_assert_true(has_span(1));
    add(30, 40);
    g_assert_true(has_span(4) && !has_span(5) && has_span(6));
    announcer_set_cuts(announcer, NULL, 0);
    announcer_publish(announcer);
    g_assert_true(has_span(5));
    g_autofree char *whole = media(PLAYLIST_LIVE);
    g_assert_null(strstr(whole, "#EXT-X-GAP"));
    tear_down();
}

static void test_finished(void) {
    set_up();
    add(0, 60);
    announcer_end(announcer);
    announcer_publish(announcer);
    g_assert_true(view()->edge[PLAYLIST_LIVE].is_ended);
    announcer_show_finished(announcer, 2 * MEDIA_SEGMENT_US, 5 * MEDIA_SEGMENT_US);
    announcer_publish(announcer);
    g_autofree char *text = media(PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "#EXT-X-ENDLIST"));
    g_assert_null(strstr(text, "s1.m4s"));
    g_assert_nonnull(strstr(text, "s2.m4s"));
    g_assert_nonnull(strstr(text, "s4.m4s"));
    g_assert_null(strstr(text, "s5.m4s"));
    g_assert_cmpuint(view()->shown_from, ==, 2);
    g_assert_cmpuint(view()->shown_end, ==, 5);
    g_autofree char *tv =
        g_strndup((const char *)view()->tracks[0].tv->bytes, view()->tracks[0].tv->length);
    g_assert_nonnull(strstr(tv, "t2.ts"));
    g_assert_null(strstr(tv, "t0.ts"));
    g_assert_null(strstr(tv, "t4.ts")); /* half of it was trimmed */
    g_assert_null(announcer_ts_job(announcer, &(TsKey){.msn = 4, .video = 0, .audio = 1}));
    g_autoptr(TsJob) job = announcer_ts_job(announcer, &(TsKey){.msn = 2, .video = 0, .audio = 1});
    g_assert_nonnull(job);
    announcer_show_live(announcer);
    add(60, 61); /* the end is undone */
    g_assert_false(view()->edge[PLAYLIST_LIVE].is_ended);
    g_autofree char *again = media(PLAYLIST_LIVE);
    g_assert_null(strstr(again, "#EXT-X-ENDLIST"));
    g_assert_cmpuint(view()->shown_from, ==, 0);
    g_assert_cmpuint(view()->shown_end, ==, UINT64_MAX);
    tear_down();
}

static void test_trim(void) {
    set_up();
    add(0, 60);
    announcer_trim(announcer, 6);
    announcer_publish(announcer);
    g_assert_true(!has_span(5) && has_span(6));
    g_autofree char *text = media(PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "#EXT-X-MEDIA-SEQUENCE:6\n"));
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/announcer/rows", test_rows);
    g_test_add_func("/announcer/cuts", test_cuts);
    g_test_add_func("/announcer/finished", test_finished);
    g_test_add_func("/announcer/trim", test_trim);
    return g_test_run();
}
