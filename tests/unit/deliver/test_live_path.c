/* Every name below /live/, and what is none. */
#include "media/deliver/live_path.h"

#include <glib.h>
#include <string.h>

static bool parse(const char *path, LivePath *ret_path) {
    return live_path_parse((GateText){path, strlen(path)}, ret_path);
}

static void expect_text(GateText text, const char *expected) {
    g_assert_cmpmem(text.at, text.length, expected, strlen(expected));
}

static const struct {
    const char *name;
    LivePathKind kind;
    const char *track, *language;
    uint64_t number;
    unsigned part;
} NAMES[] = {
    {"master.m3u8", LIVE_PATH_MASTER, "", "", 0, 0},
    {"phone.m3u8", LIVE_PATH_PHONE, "", "", 0, 0},
    {"download.mp4", LIVE_PATH_DOWNLOAD, "", "", 0, 0},
    {"v720/live.m3u8", LIVE_PATH_MEDIA, "v720", "", 0, 0},
    {"low-zh/phone.m3u8", LIVE_PATH_PHONE_MEDIA, "low-zh", "", 0, 0},
    {"v720/init0.mp4", LIVE_PATH_INIT, "v720", "", 0, 0},
    {"v720/init17.mp4", LIVE_PATH_INIT, "v720", "", 17, 0},
    {"a-zh/s123.m4s", LIVE_PATH_SEGMENT, "a-zh", "", 123, 0},
    {"a-zh/p0.0.m4s", LIVE_PATH_PART, "a-zh", "", 0, 0},
    {"a-zh/p123456789012345.5.m4s", LIVE_PATH_PART, "a-zh", "", 123456789012345, 5},
    {"v720/p1.4294967295.m4s", LIVE_PATH_PART, "v720", "", 1, UINT32_MAX},
    {"v720/q7.1.m4s", LIVE_PATH_HALF, "v720", "", 7, 1},
    {"tv/zh.m3u8", LIVE_PATH_TV, "", "zh", 0, 0},
    {"tv/zh-CN/v360.m3u8", LIVE_PATH_TV_MEDIA, "v360", "zh-CN", 0, 0},
    {"tv/zh/v360/t42.ts", LIVE_PATH_TV_SEGMENT, "v360", "zh", 42, 0},
};

static void check_names(const char *prefix, const char *meeting, const char *token) {
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *text = g_strconcat(prefix, NAMES[i].name, NULL);
        LivePath path;
        g_test_message("%s", text);
        g_assert_true(parse(text, &path));
        g_assert_cmpint(path.kind, ==, NAMES[i].kind);
        expect_text(path.meeting, meeting);
        expect_text(path.token, token);
        expect_text(path.track, NAMES[i].track);
        expect_text(path.language, NAMES[i].language);
        g_assert_cmpuint(path.number, ==, NAMES[i].number);
        g_assert_cmpuint(path.part, ==, NAMES[i].part);
    }
}

static void test_every_name(void) {
    check_names("/live/demo/", "demo", "");
    check_names("/live/0190a0b0-0000-7000-8000-00000000de00/",
                "0190a0b0-0000-7000-8000-00000000de00", "");
}

static void test_every_name_with_token(void) {
    check_names("/live/demo/~a_b.C-d/", "demo", "a_b.C-d");
}

static void test_what_is_none(void) {
    static const char *const BAD[] = {
        "",
        "/",
        "/live",
        "/live/",
        "/live/demo",
        "/live/demo/",
        "/live//master.m3u8",
        "/Live/demo/master.m3u8",
        "/live/demo/Master.m3u8",
        "/live/demo/master.m3u8/",
        "/live/demo/master.m3u8x",
        "/live/demo/master.m3u",
        "/live/demo//master.m3u8",
        /* what leads out */
        "/live/../master.m3u8",
        "/live/demo/../master.m3u8",
        "/live/demo/../../etc/passwd",
        "/live/demo/./live.m3u8",
        "/live/demo/v720/../live.m3u8",
        "/live/demo/%2e%2e/live.m3u8",
        "/live/demo/v720%2flive.m3u8",
        "/live/de.mo/master.m3u8",
        "/live/demo/v7_20/live.m3u8",
        "/live/demo/v720\\live.m3u8",
        /* numbers */
        "/live/demo/v720/s.m4s",
        "/live/demo/v720/s-1.m4s",
        "/live/demo/v720/s+1.m4s",
        "/live/demo/v720/s01.m4s",
        "/live/demo/v720/s00.m4s",
        "/live/demo/v720/s1x.m4s",
        "/live/demo/v720/s 1.m4s",
        "/live/demo/v720/s1.5.m4s",
        "/live/demo/v720/p1.m4s",
        "/live/demo/v720/p1..m4s",
        "/live/demo/v720/p1.01.m4s",
        "/live/demo/v720/p.1.m4s",
        "/live/demo/v720/p1.4294967296.m4s",
        "/live/demo/v720/s1234567890123456.m4s",
        "/live/demo/v720/s18446744073709551616.m4s",
        "/live/demo/v720/init.mp4",
        "/live/demo/v720/init1.m4s",
        "/live/demo/v720/q1.m4s",
        /* tokens */
        "/live/demo/~/master.m3u8",
        "/live/demo/~token",
        "/live/demo/~token/",
        "/live/demo/~a/~b/master.m3u8",
        "/live/~token/master.m3u8",
        /* old televisions */
        "/live/demo/tv/",
        "/live/demo/tv/.m3u8",
        "/live/demo/tv/zh",
        "/live/demo/tv/zh/",
        "/live/demo/tv/zh/v360",
        "/live/demo/tv/zh/v360/",
        "/live/demo/tv/zh/v360/s1.m4s",
        "/live/demo/tv/zh/v360/t1.m4s",
        "/live/demo/tv/zh/v360/t1.ts/x",
        "/live/demo/tv/zh.m3u8.gz",
    };
    LivePath path;
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_test_message("%s", BAD[i]);
        g_assert_false(parse(BAD[i], &path));
    }
    static const char NUL[] = "/live/demo/master.m3u8\0";
    g_assert_false(live_path_parse((GateText){NUL, sizeof NUL - 1}, &path));
}

static void test_long_names(void) {
    g_autofree char *n63 = g_strnfill(63, 'a'), *n64 = g_strnfill(64, 'a');
    g_autofree char *t254 = g_strnfill(254, 't'), *t255 = g_strnfill(255, 't');
    static const char *const PATTERNS[] = {"/live/%s/master.m3u8", "/live/x/%s/live.m3u8",
                                           "/live/x/tv/%s.m3u8", "/live/x/tv/zh/%s.m3u8"};
    LivePath path;
    for (unsigned i = 0; i < G_N_ELEMENTS(PATTERNS); i++) {
        g_auto(GStrv) halves = g_strsplit(PATTERNS[i], "%s", 2);
        g_autofree char *good = g_strconcat(halves[0], n63, halves[1], NULL);
        g_autofree char *bad = g_strconcat(halves[0], n64, halves[1], NULL);
        g_assert_true(parse(good, &path));
        g_assert_false(parse(bad, &path));
    }
    g_autofree char *good = g_strconcat("/live/x/~", t254, "/master.m3u8", NULL);
    g_autofree char *bad = g_strconcat("/live/x/~", t255, "/master.m3u8", NULL);
    g_assert_true(parse(good, &path));
    g_assert_cmpuint(path.token.length, ==, 254);
    g_assert_false(parse(bad, &path));
}

/* Never reads behind the end: each prefix of a name lies in memory of exactly its length. */
static void test_every_prefix(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *text = g_strconcat("/live/demo/~tok/", NAMES[i].name, NULL);
        for (size_t n = 0; n < strlen(text); n++) {
            g_autofree char *piece = g_memdup2(text, MAX(n, 1));
            LivePath path;
            g_assert_false(live_path_parse((GateText){piece, n}, &path));
        }
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_path/every_name", test_every_name);
    g_test_add_func("/live_path/every_name_with_token", test_every_name_with_token);
    g_test_add_func("/live_path/what_is_none", test_what_is_none);
    g_test_add_func("/live_path/long_names", test_long_names);
    g_test_add_func("/live_path/every_prefix", test_every_prefix);
    return g_test_run();
}
