#include "media/ingest/stream_name.h"

#include <string.h>

#include <glib.h>

static void check(StreamNameFault fault, const StreamName *name, StreamNameFault expected,
                  const char *key, const char *language) {
    g_assert_cmpint(fault, ==, expected);
    if (expected != STREAM_NAME_OK)
        return;
    g_assert_cmpstr(name->key, ==, key);
    g_assert_cmpstr(name->language, ==, language);
}

static void test_rtmp(void) {
    static const struct {
        const char *application, *stream;
        StreamNameFault fault;
        const char *key, *language;
    } CASES[] = {
        {"live", "demo-studio", STREAM_NAME_OK, "demo-studio", ""},
        {"live/", "demo-studio", STREAM_NAME_OK, "demo-studio", ""},
        {"/live", "/demo/", STREAM_NAME_OK, "demo", ""},
        {"live", "demo/en", STREAM_NAME_OK, "demo", "en"},
        {"live/demo", "en", STREAM_NAME_OK, "demo", "en"},
        {"live/demo", "", STREAM_NAME_OK, "demo", ""},
        {"live", "demo?token=1/2", STREAM_NAME_OK, "demo", ""},
        {"live?x=y", "demo", STREAM_NAME_OK, "demo", ""},
        {"live", "demo/zh-Hans", STREAM_NAME_OK, "demo", "zh-Hans"},
        {"live", "demo/sr-Latn-RS", STREAM_NAME_OK, "demo", "sr-Latn-RS"},
        {"live", "", STREAM_NAME_EMPTY, NULL, NULL},
        {"live", "//", STREAM_NAME_EMPTY, NULL, NULL},
        {"vod", "demo", STREAM_NAME_APPLICATION, NULL, NULL},
        {"", "demo", STREAM_NAME_APPLICATION, NULL, NULL},
        {"livestream", "demo", STREAM_NAME_APPLICATION, NULL, NULL},
        {"live", "demo/en/x", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo studio", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo/e", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo/1en", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo/en-", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo/abcdefghi", STREAM_NAME_MALFORMED, NULL, NULL},
        {"live", "demo/en-abcdefgh-abcdefgh", STREAM_NAME_MALFORMED, NULL, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        StreamName name;
        g_test_message("%s + %s", CASES[i].application, CASES[i].stream);
        check(stream_name_from_rtmp(CASES[i].application, CASES[i].stream, &name), &name,
              CASES[i].fault, CASES[i].key, CASES[i].language);
        g_assert_cmpint(stream_name_is_application(CASES[i].application), ==,
                        CASES[i].fault != STREAM_NAME_APPLICATION);
    }
}

static void test_srt(void) {
    static const struct {
        const char *text;
        StreamNameFault fault;
        const char *key, *language;
    } CASES[] = {
        {"publish:demo", STREAM_NAME_OK, "demo", ""},
        {"publish:demo/en", STREAM_NAME_OK, "demo", "en"},
        {"demo", STREAM_NAME_OK, "demo", ""},
        {"#!::r=demo,m=publish", STREAM_NAME_OK, "demo", ""},
        {"#!::m=publish,u=studio,t=stream,r=demo/ug", STREAM_NAME_OK, "demo", "ug"},
        {"#!::r=demo", STREAM_NAME_OK, "demo", ""},
        {"#!::r=demo,m=request", STREAM_NAME_PLAY, NULL, NULL},
        {"#!::r=demo,m=bidirectional", STREAM_NAME_PLAY, NULL, NULL},
        {"#!::m=publish", STREAM_NAME_EMPTY, NULL, NULL},
        {"#!::", STREAM_NAME_EMPTY, NULL, NULL},
        {"read:demo", STREAM_NAME_PLAY, NULL, NULL},
        {"publish:", STREAM_NAME_EMPTY, NULL, NULL},
        {"", STREAM_NAME_EMPTY, NULL, NULL},
        {"publish:a,b", STREAM_NAME_MALFORMED, NULL, NULL},
        {"#!:{r=demo}", STREAM_NAME_MALFORMED, NULL, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        StreamName name;
        g_test_message("%s", CASES[i].text);
        check(stream_name_from_srt(CASES[i].text, strlen(CASES[i].text), &name), &name,
              CASES[i].fault, CASES[i].key, CASES[i].language);
    }
}

static void test_long_keys(void) {
    g_autofree char *fits = g_strnfill(INGEST_KEY_BYTES - 1, 'k');
    g_autofree char *longer = g_strnfill(INGEST_KEY_BYTES, 'k');
    g_autofree char *longest = g_strnfill(5000, 'k');
    StreamName name;
    g_assert_cmpint(stream_name_from_rtmp("live", fits, &name), ==, STREAM_NAME_OK);
    g_assert_cmpstr(name.key, ==, fits);
    g_assert_cmpint(stream_name_from_rtmp("live", longer, &name), ==, STREAM_NAME_MALFORMED);
    g_assert_cmpint(stream_name_from_rtmp("live", longest, &name), ==, STREAM_NAME_MALFORMED);
    g_assert_cmpint(stream_name_from_srt(longest, 5000, &name), ==, STREAM_NAME_MALFORMED);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stream_name/rtmp", test_rtmp);
    g_test_add_func("/stream_name/srt", test_srt);
    g_test_add_func("/stream_name/long_keys", test_long_keys);
    return g_test_run();
}
