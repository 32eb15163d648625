/* Which pictures and sounds a meeting is encoded to. */
#include "media/engine/ladder.h"

#include <string.h>

static char *make(const unsigned *heights, const char *const *languages) {
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    GString *text = g_string_new(NULL);
    unsigned n = ladder_make(heights, languages, tracks);
    g_assert_cmpuint(n, <=, MEDIA_MAX_TRACKS);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "%s%s%s%s", i ? " " : "", tracks[i].name,
                               tracks[i].is_floor ? "!" : "", tracks[i].is_low ? "_" : "");
    return g_string_free(text, FALSE);
}

static void expect(const unsigned *heights, const char *const *languages, const char *expected) {
    g_autofree char *text = make(heights, languages);
    g_assert_cmpstr(text, ==, expected);
}

static const char *const TWO[] = {"zh-CN", "bo", NULL};

static void test_orders(void) {
    static const unsigned ALL[] = {1080, 720, 360, 180, 0}, ONE[] = {720, 0}, ODD[] = {480, 180, 0},
                          NONE[] = {0};
    expect(ALL, TWO, "v1080 v720 v360 v180_ a-zh-cn! a-bo low-zh-cn!_ low-bo_");
    expect(ONE, TWO, "v720 a-zh-cn! a-bo"); /* no mono without its picture */
    expect(ODD, TWO, "v180_ a-zh-cn! a-bo low-zh-cn!_ low-bo_");
    expect(NONE, TWO, "a-zh-cn! a-bo");
}

static void test_values(void) {
    static const unsigned ALL[] = {720, 180, 0};
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    g_assert_cmpuint(ladder_make(ALL, TWO, tracks), ==, 6);
    g_assert_cmpint(tracks[0].kind, ==, MEDIA_VIDEO);
    g_assert_cmpuint(tracks[0].width, ==, 1280);
    g_assert_cmpuint(tracks[0].bit_rate, ==, 2500000);
    g_assert_cmpint(tracks[2].kind, ==, MEDIA_AUDIO);
    g_assert_cmpstr(tracks[2].language, ==, "zh-CN");
    g_assert_cmpuint(tracks[2].channels, ==, 2);
    g_assert_cmpuint(tracks[4].channels, ==, 1);
    g_assert_cmpuint(tracks[1].bit_rate + tracks[4].bit_rate, <=, 192000);
}

/* As much as one programme may have: all pictures, eight languages, a ninth is left out. */
static void test_full(void) {
    static const unsigned ALL[] = {1080, 720, 360, 180, 0};
    static const char *const NINE[] = {"zh", "bo", "mn", "ug", "kk", "ko", "ii", "za", "en", NULL};
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    g_assert_cmpuint(ladder_make(ALL, NINE, tracks), ==, MEDIA_MAX_TRACKS);
    for (unsigned i = 0; i < MEDIA_MAX_TRACKS; i++)
        for (unsigned j = 0; j < i; j++)
            g_assert_cmpstr(tracks[i].name, !=, tracks[j].name);
}

static void test_cores(void) {
    g_assert_cmpuint(ladder_for_cores(1)[0], ==, 720);
    g_assert_cmpuint(ladder_for_cores(3)[0], ==, 720);
    g_assert_cmpuint(ladder_for_cores(4)[0], ==, 1080);
    for (const unsigned *height = ladder_for_cores(64); *height; height++)
        g_assert_nonnull(ladder_find(*height));
    g_assert_null(ladder_find(0));
    g_assert_null(ladder_find(719));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ladder/orders", test_orders);
    g_test_add_func("/ladder/values", test_values);
    g_test_add_func("/ladder/full", test_full);
    g_test_add_func("/ladder/cores", test_cores);
    return g_test_run();
}
