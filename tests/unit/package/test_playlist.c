#include "media/package/playlist.h"

#include <string.h>

#include "tests/unit/package/playlist_fixture.h"

#define HEAD_LIVE                                                                                  \
    "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:2\n"                                         \
    "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.28,HOLD-BACK=6.0,"                \
    "CAN-SKIP-UNTIL=12.0\n#EXT-X-PART-INF:PART-TARGET=0.32\n"

static void test_first_parts(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 5);
    playlist_fixture_add(&fixture, 2);
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_cmpstr(text, ==,
                    HEAD_LIVE
                    "#EXT-X-MEDIA-SEQUENCE:5\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
                    "#EXT-X-MAP:URI=\"init1.mp4\"\n"
                    "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:29.600Z\n"
                    "#EXT-X-PART:DURATION=0.32,URI=\"p5.0.m4s\",INDEPENDENT=YES\n"
                    "#EXT-X-PART:DURATION=0.32,URI=\"p5.1.m4s\"\n"
                    "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p5.2.m4s\"\n"
                    "#EXT-X-RENDITION-REPORT:URI=\"../a-zh/live.m3u8\",LAST-MSN=5,LAST-PART=1\n"
                    "#EXT-X-RENDITION-REPORT:URI=\"../a-bo/live.m3u8\",LAST-MSN=5,LAST-PART=1\n");
    g_assert_null(playlist_fixture_delta(&fixture, 0, PLAYLIST_LIVE));
    playlist_fixture_tear_down(&fixture);
}

static void test_segments(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 5);
    playlist_fixture_add(&fixture, 24);
    g_autofree char *text = playlist_fixture_full(&fixture, 2, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "29.600Z\n#EXTINF:1.92,\ns5.m4s\n"
                                  "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:31.520Z\n"
                                  "#EXT-X-PART:DURATION=0.32,URI=\"p6.0.m4s\",INDEPENDENT=YES\n"));
    g_assert_nonnull(strstr(text, "#EXT-X-PART:DURATION=0.32,URI=\"p7.5.m4s\",GAP=YES\n"
                                  "#EXT-X-GAP\n#EXTINF:1.92,\ns7.m4s\n"));
    g_assert_nonnull(strstr(text, "\ns8.m4s\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p9.0.m4s\"\n"));
    g_assert_nonnull(strstr(text, "LAST-MSN=8,LAST-PART=5\n"));
    playlist_fixture_tear_down(&fixture);
}

static void test_phone(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 8); /* msn 2 has two of three: it is not there yet */
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_PHONE);
    g_assert_nonnull(strstr(text, "PART-HOLD-BACK=2.88,"));
    g_assert_nonnull(strstr(text, "#EXT-X-PART-INF:PART-TARGET=0.96\n"));
    g_assert_nonnull(strstr(text,
                            "#EXT-X-PART:DURATION=0.96,URI=\"q1.0.m4s\",INDEPENDENT=YES\n"
                            "#EXT-X-PART:DURATION=0.96,URI=\"q1.1.m4s\"\n#EXTINF:1.92,\ns1.m4s\n"
                            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"q2.0.m4s\"\n"
                            "#EXT-X-RENDITION-REPORT:URI=\"../a-zh/phone.m3u8\",LAST-MSN=1,"
                            "LAST-PART=1\n"));
    playlist_fixture_add(&fixture, 2); /* four: one whole part, and the child dies */
    g_autofree char *open = playlist_fixture_full(&fixture, 0, PLAYLIST_PHONE);
    g_assert_nonnull(strstr(open, "URI=\"q2.0.m4s\",INDEPENDENT=YES\n#EXT-X-PRELOAD-HINT:TYPE=PART,"
                                  "URI=\"q2.1.m4s\"\n"));
    playlist_fixture_restart(&fixture);
    playlist_fixture_add(&fixture, 1);
    g_autofree char *cut = playlist_fixture_full(&fixture, 0, PLAYLIST_PHONE);
    g_assert_nonnull(strstr(cut, "#EXT-X-PART:DURATION=0.32,URI=\"q2.1.m4s\"\n"
                                 "#EXTINF:1.28,\ns2.m4s\n#EXT-X-PRELOAD-HINT"));
    playlist_fixture_tear_down(&fixture);
}

static unsigned count(const char *text, const char *what) {
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void test_new_life(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 9);
    playlist_fixture_restart(&fixture);
    playlist_fixture_add(&fixture, 7);
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "#EXTINF:0.96,\ns2.m4s\n#EXT-X-DISCONTINUITY\n"
                                  "#EXT-X-MAP:URI=\"init2.mp4\"\n"
                                  "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:25.760Z\n"
                                  "#EXT-X-PART:DURATION=0.32,URI=\"p3.0.m4s\",INDEPENDENT=YES\n"));
    g_assert_cmpuint(grid_index_trim(fixture.index, 2), ==, 1);
    g_autofree char *before = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(before, "SEQUENCE:2\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
                                    "#EXT-X-MAP:URI=\"init1.mp4\"\n"));
    g_assert_cmpuint(grid_index_trim(fixture.index, 3), ==, 1);
    g_autofree char *after = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(after, "SEQUENCE:3\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n"
                                   "#EXT-X-MAP:URI=\"init2.mp4\"\n"));
    g_assert_cmpuint(count(after, "#EXT-X-DISCONTINUITY\n"), ==, 0);
    grid_index_trim(fixture.index, 100);
    playlist_fixture_restart(&fixture);
    playlist_fixture_add(&fixture, 1);
    g_autofree char *anew = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(anew, "#EXT-X-DISCONTINUITY-SEQUENCE:2\n#EXT-X-MAP:URI=\"init3"));
    playlist_fixture_tear_down(&fixture);
}

/* Put the delta's rest behind what the client has of the full one before. */
static char *merge(const char *before, const char *delta) {
    const char *skip = strstr(delta, "#EXT-X-SKIP:SKIPPED-SEGMENTS=");
    unsigned n_skipped = (unsigned)g_ascii_strtoull(strchr(skip, '=') + 1, NULL, 10);
    const char *body = strstr(before, "#EXT-X-MAP"), *end = body;
    for (unsigned i = 0; i < n_skipped; i++)
        end = strchr(strstr(end, "#EXTINF"), '\n') + 1, end = strchr(end, '\n') + 1;
    return g_strdup_printf("%.*s%.*s%s", (int)(skip - delta), delta, (int)(end - body), body,
                           strchr(skip, '\n') + 1);
}

static char *strip_parts(const char *text) {
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], "#EXT-X-PART:"))
            g_string_append_printf(out, "%s\n", lines[i]);
    }
    return g_string_free(out, FALSE);
}

static void test_delta(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 36);
    g_assert_null(playlist_fixture_delta(&fixture, 0, PLAYLIST_LIVE)); /* 11.52 s */
    playlist_fixture_add(&fixture, 8);
    for (unsigned i = 0; i < 400; i++) {
        PlaylistProfile profile = i % 2 ? PLAYLIST_PHONE : PLAYLIST_LIVE;
        g_autofree char *before = playlist_fixture_full(&fixture, 0, profile);
        if (i == 30)
            playlist_fixture_restart(&fixture);
        playlist_fixture_add(&fixture, 1);
        g_autofree char *after = playlist_fixture_full(&fixture, 0, profile);
        g_autofree char *delta = playlist_fixture_delta(&fixture, 0, profile);
        g_assert_cmpuint(count(delta, "#EXTINF"), >=, 6);
        g_assert_cmpuint(count(delta, "#EXTINF"), <=, 8);
        g_assert_cmpuint(count(delta, "#EXT-X-PROGRAM-DATE-TIME"), >=, 1);
        g_autofree char *merged = merge(before, delta);
        g_autofree char *left = strip_parts(merged), *right = strip_parts(after);
        g_assert_cmpstr(left, ==, right);
    }
    playlist_fixture_tear_down(&fixture);
}

/* What is ready-made says what a new writer says, through restarts, trims and withdrawals. */
static void test_ready_made(void) {
    static const MediaTrack TRACKS[FIXTURE_TRACKS] = {
        {.name = "v720"}, {.name = "a-zh"}, {.name = "a-bo"}};
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 20);
    for (unsigned i = 0; i < 600; i++) {
        playlist_fixture_add(&fixture, 5);
        if (i % 97 == 50)
            playlist_fixture_restart(&fixture);
        if (i > 200)
            grid_index_trim(fixture.index, 20 + (i < 400 ? i / 7 : i - 300));
        if (i == 300) {
            grid_index_withdraw(fixture.index, 70 * MEDIA_SEGMENT_US, 90 * MEDIA_SEGMENT_US, true);
            playlist_writer_forget(fixture.writer);
        }
        g_autofree char *old = playlist_fixture_full(&fixture, i % 3, i % 2);
        g_assert_cmpint(strstr(old, "#EXT-X-GAP\n") != NULL, ==, i >= 300 && i < 400);
        PlaylistWriter *kept = fixture.writer;
        fixture.writer = playlist_writer_new(TRACKS, FIXTURE_TRACKS, fixture.index);
        g_autofree char *anew = playlist_fixture_full(&fixture, i % 3, i % 2);
        playlist_writer_free(fixture.writer);
        fixture.writer = kept;
        g_assert_cmpstr(old, ==, anew);
    }
    playlist_fixture_tear_down(&fixture);
}

static void test_end(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 62);
    grid_index_end(fixture.index);
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_true(g_str_has_suffix(text, "#EXTINF:0.64,\ns11.m4s\n#EXT-X-ENDLIST\n"));
    g_assert_null(playlist_fixture_delta(&fixture, 0, PLAYLIST_LIVE));
    playlist_fixture_restart(&fixture);
    playlist_fixture_add(&fixture, 1);
    g_autofree char *open = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_null(strstr(open, "ENDLIST"));
    playlist_fixture_tear_down(&fixture);
}

static void test_empty(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_cmpstr(text, ==,
                    HEAD_LIVE "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n");
    playlist_fixture_add(&fixture, 2);
    g_autofree char *phone = playlist_fixture_full(&fixture, 0, PLAYLIST_PHONE);
    g_assert_true(g_str_has_suffix(phone, "SEQUENCE:0\n#EXT-X-PRELOAD-HINT:TYPE=PART,"
                                          "URI=\"q1.0.m4s\"\n"));
    playlist_fixture_tear_down(&fixture);
}

static void test_chapters(void) {
    static const PlaylistChapter CHAPTERS[] = {
        {"c1", FIXTURE_WALL_US + 1920000, "开幕"},
        {"c2", FIXTURE_WALL_US + 3840000, "Two \"three\"\nfour"},
    };
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 60);
    playlist_writer_set_chapters(fixture.writer, CHAPTERS, 2);
    static const char EXPECTED[] =
        "#EXT-X-DATERANGE:ID=\"c1\",CLASS=\"agenda\",START-DATE=\"2023-11-14T22:13:21.920Z\","
        "END-ON-NEXT=YES,X-TITLE=\"开幕\"\n"
        "#EXT-X-DATERANGE:ID=\"c2\",CLASS=\"agenda\",START-DATE=\"2023-11-14T22:13:23.840Z\","
        "END-ON-NEXT=YES,X-TITLE=\"Two threefour\"\n";
    g_autofree char *text = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_autofree char *delta = playlist_fixture_delta(&fixture, 0, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, EXPECTED));
    g_assert_nonnull(strstr(delta, EXPECTED)); /* dates are not skipped: v2 is not offered */
    playlist_writer_set_chapters(fixture.writer, NULL, 0);
    g_autofree char *bare = playlist_fixture_full(&fixture, 0, PLAYLIST_LIVE);
    g_assert_null(strstr(bare, "DATERANGE"));
    playlist_fixture_tear_down(&fixture);
}

static void test_vod(void) {
    PlaylistFixture fixture;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, 15);
    playlist_fixture_restart(&fixture);
    playlist_fixture_add(&fixture, 26);
    grid_index_withdraw(fixture.index, 5 * MEDIA_SEGMENT_US, 6 * MEDIA_SEGMENT_US, true);
    PlaylistText set;
    playlist_writer_vod(fixture.writer, 2, 2, 8, &set);
    g_autofree char *text = playlist_fixture_text(&set);
    playlist_text_clear(&set);
    g_assert_cmpstr(text, ==,
                    "#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-TARGETDURATION:2\n"
                    "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n"
                    "#EXT-X-MAP:URI=\"init1.mp4\"\n"
                    "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:23.840Z\n"
                    "#EXTINF:1.92,\ns2.m4s\n#EXTINF:0.96,\ns3.m4s\n#EXT-X-DISCONTINUITY\n"
                    "#EXT-X-MAP:URI=\"init2.mp4\"\n"
                    "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:27.680Z\n"
                    "#EXTINF:1.92,\ns4.m4s\n#EXT-X-DISCONTINUITY\n"
                    "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:31.520Z\n"
                    "#EXTINF:1.92,\ns6.m4s\n#EXT-X-GAP\n#EXTINF:1.92,\ns7.m4s\n#EXT-X-ENDLIST\n");
    playlist_fixture_tear_down(&fixture);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playlist/first-parts", test_first_parts);
    g_test_add_func("/playlist/segments", test_segments);
    g_test_add_func("/playlist/phone", test_phone);
    g_test_add_func("/playlist/new-life", test_new_life);
    g_test_add_func("/playlist/delta", test_delta);
    g_test_add_func("/playlist/ready-made", test_ready_made);
    g_test_add_func("/playlist/end", test_end);
    g_test_add_func("/playlist/empty", test_empty);
    g_test_add_func("/playlist/chapters", test_chapters);
    g_test_add_func("/playlist/vod", test_vod);
    return g_test_run();
}
