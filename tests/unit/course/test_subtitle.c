#include "media/course/subtitle.h"

#include <string.h>

#include "base/error.h"

#define SECOND_US INT64_C(1000000)
#define ASS_HEAD                                                                                   \
    "[Script Info]\nTitle: x\n\n[Events]\n"                                                        \
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"

typedef struct Good {
    const char *name, *input, *output, *warning;
    int64_t duration_us;
} Good;

static const Good GOOD[] = {
    {"srt",
     "1\n00:00:01,000 --> 00:00:02,500\nOne\nTwo\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n",
     "00:00:01.000 --> 00:00:02.500\nOne\nTwo\n\n00:00:03.000 --> 00:00:04.000\nThree\n", ""},
    {"ends of lines of Windows", "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne\r\n\r\n",
     "00:00:01.000 --> 00:00:02.000\nOne\n", ""},
    {"ends of lines of old Macs", "1\r00:00:01,000 --> 00:00:02,000\rOne\rTwo\r",
     "00:00:01.000 --> 00:00:02.000\nOne\nTwo\n", ""},
    {"no empty lines, no numbers", "00:01,5 --> 00:02\nOne\n0:03.25 --> 0:04\nTwo",
     "00:00:01.500 --> 00:00:02.000\nOne\n\n00:00:03.250 --> 00:00:04.000\nTwo\n", ""},
    {"an empty line in a text",
     "1\n00:00:01,000 --> 00:00:02,000\nOne\n\nTwo\n\n2\n00:00:03,000 --> 00:00:04,000\n4\n",
     "00:00:01.000 --> 00:00:02.000\nOne\nTwo\n\n00:00:03.000 --> 00:00:04.000\n4\n", ""},
    {"tags of srt",
     "00:01,0 --> 00:02,0 X1:10 Y1:20\n{\\an8}<i>a</i> <font color=\"red\">b</FONT> 1 < 2 > 0 {c} "
     "& d\n",
     "00:00:01.000 --> 00:00:02.000\na b 1 &lt; 2 &gt; 0 {c} &amp; d\n", ""},
    {"vtt",
     "WEBVTT - title\nRegion: x\n\nNOTE a\n00:09.000 no\n\nSTYLE\n::cue { color: red }\n\nname\n"
     "00:01.000 --> 00:02.000 line:10% vertical:lr\n<v.loud Ana>a "
     "&amp;&lt;b&gt;&nbsp;<00:01.500>c&#8207;\n\n"
     "01:00:03.000 --> 01:00:04.000\n<c>d</c><>\n",
     "00:00:01.000 --> 00:00:02.000\na &amp;&lt;b&gt;\u00A0c\u200F\n\n01:00:03.000 --> "
     "01:00:04.000\nd\n",
     ""},
    {"ass",
     ASS_HEAD "Comment: 0,0:00:00.00,0:00:09.00,D,,0,0,0,,no\n"
              "Dialogue: 0,0:00:01.00,0:00:02.50,D,,0,0,0,,{\\k20}ka{\\k30}ra\\Ntwo, three\\hfour\n"
              "Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}text\n"
              "Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,fx,flies\n",
     "00:00:01.000 --> 00:00:02.500\nkara\ntwo, three\u00A0four\n\n00:00:03.000 --> "
     "00:00:04.000\ntext\n",
     ""},
    {"ssa with other fields",
     "[Script Info]\n[V4 Styles]\nFormat: Name\n[Events]\nFormat: Text2, End, Start, Text\n"
     "Dialogue: x,0:00:02.00,0:00:01.00,a, b\n",
     "00:00:01.000 --> 00:00:02.000\na, b\n", ""},
    {"layers of one title",
     ASS_HEAD "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,a\n"
              "Dialogue: 1,0:00:01.00,0:00:02.00,D,,0,0,0,,{\\bord0}a\n",
     "00:00:01.000 --> 00:00:02.000\na\n", ""},
    {"two speakers", "00:01,0 --> 00:05,0\na\n\n00:03,0 --> 00:07,0\nb\n",
     "00:00:01.000 --> 00:00:03.000\na\n\n00:00:03.000 --> 00:00:05.000\na\nb\n\n00:00:05.000 --> "
     "00:00:07.000\nb\n",
     "The subtitles were changed: 1 shown together with another one."},
    {"an end a moment too late", "00:01,0 --> 00:03,1\na\n\n00:03,0 --> 00:07,0\nb\n",
     "00:00:01.000 --> 00:00:03.000\na\n\n00:00:03.000 --> 00:00:07.000\nb\n", ""},
    {"not in order", "00:05,0 --> 00:06,0\nb\n\n00:01,0 --> 00:02,0\na\n",
     "00:00:01.000 --> 00:00:02.000\na\n\n00:00:05.000 --> 00:00:06.000\nb\n",
     "The subtitles were changed: 1 put in the order of their times."},
    {"an end before its start", "00:05,0 --> 00:04,0\nb\n\n00:06,0 --> 00:08,0\nc\n",
     "00:00:05.000 --> 00:00:06.000\nb\n\n00:00:06.000 --> 00:00:07.000\nb\nc\n\n00:00:07.000 --> "
     "00:00:08.000\nc\n",
     "The subtitles were changed: 1 given an end, 1 shown together with another one."},
    {"beyond the lesson",
     "00:01,0 --> 00:02,0\na\n\n00:08,0 --> 00:12,0\nb\n\n00:10,0 --> 00:11,0\nc\n",
     "00:00:01.000 --> 00:00:02.000\na\n\n00:00:08.000 --> 00:00:10.000\nb\n",
     "The subtitles were changed: 1 left out beyond the end of the lesson, 1 cut at the end of the "
     "lesson.",
     10 * SECOND_US},
    {"a time that cannot be read", "00:01,0 --> 00:02,0\na\n\n3\n00:0x,0 --> 00:04,0\nb\n",
     "00:00:01.000 --> 00:00:02.000\na\n3\n",
     "The subtitles were changed: 1 left out for times that cannot be read."},
    {"many lines", "00:01,0 --> 00:02,0\na\nb\nc\nd\ne\nf\n",
     "00:00:01.000 --> 00:00:02.000\na\nb\nc\nd e f\n",
     "The subtitles were changed: 1 with lines joined."},
    {"many at once",
     "00:01,0 --> 00:09,0\na\n\n00:01,0 --> 00:09,0\nb\n\n00:01,0 --> 00:09,0\nc\n\n"
     "00:01,0 --> 00:09,0\nd\n\n00:01,0 --> 00:09,0\ne\n",
     "00:00:01.000 --> 00:00:09.000\na\nb\nc\nd\n",
     "The subtitles were changed: 1 left out where too many are shown at once, 4 shown together "
     "with another one."},
    {"blanks and control signs", "00:01,0 --> 00:02,0\n \u3000a\tb\a\uFEFF \u00A0\n\t\n",
     "00:00:01.000 --> 00:00:02.000\na b\n", ""},
    {"scripts of the county", "00:01,0 --> 00:02,0\nᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ\nབོད་སྐད་\nئۇيغۇرچە\nꓡꓲ ꓢꓴ\n",
     "00:00:01.000 --> 00:00:02.000\nᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ\nབོད་སྐད་\nئۇيغۇرچە\nꓡꓲ ꓢꓴ\n", ""},
    {"a text without words", "00:01,0 --> 00:02,0\n<i></i>\n\n00:03,0 --> 00:04,0\na\n",
     "00:00:03.000 --> 00:00:04.000\na\n", ""},
};

static void test_good(gconstpointer data) {
    const Good *row = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(SubtitleFile) file =
        subtitle_read((const uint8_t *)row->input, strlen(row->input), row->duration_us, &error);
    g_assert_no_error(error);
    g_autoptr(GString) out = g_string_new(NULL);
    subtitle_append_vtt(file, out);
    g_assert_true(g_str_has_prefix(out->str, "WEBVTT\n\n"));
    g_assert_cmpstr(out->str + strlen("WEBVTT\n\n"), ==, row->output);
    g_assert_cmpstr(subtitle_warning(file), ==, row->warning);
    /* what was written is read again as it is */
    g_autoptr(SubtitleFile) again =
        subtitle_read((const uint8_t *)out->str, out->len, row->duration_us, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(subtitle_count(again), ==, subtitle_count(file));
    g_assert_cmpstr(subtitle_warning(again), ==, "");
}

static void assert_refused(const char *input, size_t length, int64_t duration_us, ErrorCode code,
                           const char *sentence) {
    g_autoptr(GError) error = NULL;
    g_assert_null(subtitle_read((const uint8_t *)input, length, duration_us, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
    g_assert_cmpstr(error->message, ==, sentence);
}

static void test_refused(void) {
    static const char NO_FILE[] = "This is no subtitle file: SRT, WebVTT, ASS and SSA can be used.";
    static const struct {
        const char *input, *sentence;
        ErrorCode code;
        int64_t duration_us;
    } ROWS[] = {
        {"", NO_FILE, ERROR_UNSUPPORTED},
        {"title,speaker\n1,Ana\n", NO_FILE, ERROR_UNSUPPORTED},
        {"{10}{20}MicroDVD\n", NO_FILE, ERROR_UNSUPPORTED},
        {"WEBVTTX\n\n", NO_FILE, ERROR_UNSUPPORTED},
        {"WEBVTT\n\nNOTE nothing\n", "There is no subtitle in this file.", ERROR_INVALID},
        {"00:01,0 --> 00:02,0\n\n", "There is no subtitle in this file.", ERROR_INVALID},
        {ASS_HEAD, "There is no subtitle in this file.", ERROR_INVALID},
        {"WEBVTT\n\n00.01.000 --> 00.02.000\na\n",
         "None of the times in this subtitle file can be read.", ERROR_INVALID},
        {ASS_HEAD "Dialogue: 0,soon,later,D,,0,0,0,,a\n",
         "None of the times in this subtitle file can be read.", ERROR_INVALID},
        {"00:02,0 --> 00:01,0\na\n\n00:04,0 --> 00:03,0\nb\n\n00:06,0 --> 00:05,0\nc\n",
         "The times in this subtitle file run backwards.", ERROR_INVALID},
        {"00:11,0 --> 00:12,0\na\n",
         "All subtitles of this file begin after the end of the lesson.", ERROR_INVALID,
         10 * SECOND_US},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_refused(ROWS[i].input, strlen(ROWS[i].input), ROWS[i].duration_us, ROWS[i].code,
                       ROWS[i].sentence);
}

static void append_cues(GString *text, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "%u\n%02u:%02u:%02u,000 --> %02u:%02u:%02u,900\nwords\n\n",
                               i + 1, i / 3600, i / 60 % 60, i % 60, i / 3600, i / 60 % 60, i % 60);
}

static void test_limits(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    append_cues(text, SUBTITLE_MAX_CUES);
    g_autoptr(SubtitleFile) file = subtitle_read((const uint8_t *)text->str, text->len, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(subtitle_count(file), ==, SUBTITLE_MAX_CUES);

    g_string_append(text, "09:00:00,000 --> 09:00:01,000\none more\n");
    assert_refused(text->str, text->len, 0, ERROR_TOO_LARGE,
                   "A subtitle file has at most 20000 subtitles.");

    g_string_assign(text, "00:01:01,000 --> 00:01:02,000\n");
    while (text->len < SUBTITLE_MAX_CUE_BYTES + 100)
        g_string_append(text, "a line of a story without times\n");
    assert_refused(
        text->str, text->len, 0, ERROR_INVALID,
        "The subtitle at 00:01:01.000 is far too long: the times of those behind it are missing.");

    g_string_set_size(text, SUBTITLE_MAX_BYTES + 1);
    assert_refused(text->str, text->len, 0, ERROR_TOO_LARGE, "A subtitle file has at most 8 MiB.");
}

/* All at the same time: the work stays linear. */
static void test_all_at_once(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < SUBTITLE_MAX_CUES; i++)
        g_string_append_printf(text, "00:00:%02u,%03u --> 02:00:%02u,%03u\nw%u\n\n", i / 1000,
                               i % 1000, i / 1000, i % 1000, i);
    int64_t started_us = g_get_monotonic_time();
    g_autoptr(SubtitleFile) file = subtitle_read((const uint8_t *)text->str, text->len, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(subtitle_count(file), <=, 2 * SUBTITLE_MAX_LINES);
    g_assert_cmpint(g_get_monotonic_time() - started_us, <, 30 * SECOND_US);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        g_autofree char *path = g_strdup_printf("/subtitle/good/%s", GOOD[i].name);
        g_test_add_data_func(path, &GOOD[i], test_good);
    }
    g_test_add_func("/subtitle/refused", test_refused);
    g_test_add_func("/subtitle/limits", test_limits);
    g_test_add_func("/subtitle/all-at-once", test_all_at_once);
    return g_test_run();
}
