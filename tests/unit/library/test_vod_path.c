/* Names below /vod/: those of docs/courses.md, and nothing else. */
#include "media/library/vod_path.h"

#include <glib.h>
#include <string.h>

static bool parse(const char *text, VodPath *ret_path) {
    return vod_path_parse((GateText){text, strlen(text)}, ret_path);
}

static void assert_text(GateText found, const char *expected) {
    g_assert_cmpmem(found.at, found.length, expected, strlen(expected));
}

static void test_names(void) {
    static const struct {
        const char *name;
        VodPathKind kind;
        const char *track, *language;
        uint64_t number;
    } ROWS[] = {
        {"master.m3u8", VOD_PATH_MASTER, "", "", 0},
        {"v720-9f21c0aa/media.m3u8", VOD_PATH_MEDIA, "v720-9f21c0aa", "", 0},
        {"v720-9f21c0aa/iframes.m3u8", VOD_PATH_IFRAMES, "v720-9f21c0aa", "", 0},
        {"a-9f21c0aa/init.mp4", VOD_PATH_INIT, "a-9f21c0aa", "", 0},
        {"a-9f21c0aa/s123.m4s", VOD_PATH_SEGMENT, "a-9f21c0aa", "", 123},
        {"c-9f21c0aa/cues.m3u8", VOD_PATH_CUES_LIST, "c-9f21c0aa", "", 0},
        {"c-9f21c0aa/cues.vtt", VOD_PATH_CUES, "c-9f21c0aa", "", 0},
        {"tv/zh-Hans.m3u8", VOD_PATH_TV, "", "zh-Hans", 0},
        {"tv/bo/v1.m3u8", VOD_PATH_TV_MEDIA, "v1", "bo", 0},
        {"tv/bo/v1/t7.ts", VOD_PATH_TV_SEGMENT, "v1", "bo", 7},
        {"poster.jpg", VOD_PATH_POSTER, "", "", 0},
        {"sprites.vtt", VOD_PATH_SPRITES, "", "", 0},
        {"sprite0.jpg", VOD_PATH_SPRITE, "", "", 0},
        {"download/lis.mp4", VOD_PATH_VIDEO_FILE, "", "lis", 0},
        {"download/lis.m4a", VOD_PATH_SOUND_FILE, "", "lis", 0},
        {"pages/d-1/p2.jpg", VOD_PATH_PAGE, "d-1", "", 2},
        {"pages/d-1/s2.jpg", VOD_PATH_SMALL_PAGE, "d-1", "", 2},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        VodPath path;
        g_autofree char *open = g_strconcat("/vod/demo-lesson/", ROWS[i].name, NULL);
        g_autofree char *signed_ = g_strconcat("/vod/demo-lesson/~abc.DEF_-1/", ROWS[i].name, NULL);
        g_assert_true(parse(open, &path));
        g_assert_cmpint(path.kind, ==, ROWS[i].kind);
        assert_text(path.lesson, "demo-lesson");
        assert_text(path.token, "");
        assert_text(path.track, ROWS[i].track);
        assert_text(path.language, ROWS[i].language);
        g_assert_cmpuint(path.number, ==, ROWS[i].number);
        g_assert_true(parse(signed_, &path));
        g_assert_cmpint(path.kind, ==, ROWS[i].kind);
        assert_text(path.token, "abc.DEF_-1");
        /* One byte more or less is another name. */
        g_autofree char *longer = g_strconcat(open, "x", NULL);
        g_assert_false(parse(longer, &path));
        open[strlen(open) - 1] = '\0';
        g_assert_false(parse(open, &path));
    }
}

static void test_refused(void) {
    static const char *const TEXTS[] = {
        "",
        "/vod/",
        "/vod/l",
        "/vod/l/",
        "/vod//master.m3u8",
        "/vod/l/~/master.m3u8",
        "/vod/l/~token",
        "/live/l/master.m3u8",
        "/vod/l/../master.m3u8",
        "/vod/l/v/s01.m4s",
        "/vod/l/v/s-1.m4s",
        "/vod/l/v/s.m4s",
        "/vod/l/v/s1234567890123456.m4s",
        "/vod/l/v//s1.m4s",
        "/vod/l/v%20/s1.m4s",
        "/vod/l/tv/.m3u8",
        "/vod/l/pages/p1.jpg",
        "/vod/l/sprite.jpg",
    };
    VodPath path;
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_assert_false(parse(TEXTS[i], &path));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vod_path/names", test_names);
    g_test_add_func("/vod_path/refused", test_refused);
    return g_test_run();
}
