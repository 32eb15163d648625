#include "base/config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

typedef struct Settings {
    char *listen, *name, *motto, *folder;
    int64_t count, offset;
    bool is_demo;
    int64_t pause_us, limit_bytes;
    char **proxies;
    int level;
} Settings;

static const char *const LEVELS[] = {"error", "info", "debug", NULL};

#define AT(member) offsetof(Settings, member)

static const ConfigSetting TABLE[] = {
    {"http", "listen", CONFIG_ADDRESS, AT(listen), "127.0.0.1:8080", .option = "listen",
     .help = "Where to listen."},
    {"http", "max_count", CONFIG_INTEGER, AT(count), "10", 1, 100, .unit = "connections",
     .help = "How many."},
    {"http", "offset", CONFIG_INTEGER, AT(offset), NULL, G_MININT64, G_MAXINT64, .help = "Any."},
    {"http", "pause", CONFIG_DURATION, AT(pause_us), "90s", 500000, INT64_C(86400000000),
     .help = "How long."},
    {"http", "trusted_proxies", CONFIG_LIST, AT(proxies), "10.0.0.1; ::1", .help = "Whom."},
    {"data", "name", CONFIG_STRING, AT(name), "同屏 = # ; [x]", .help = "What."},
    {"data", "motto", CONFIG_STRING, AT(motto), NULL, .help = "Why."},
    {"data", "folder", CONFIG_PATH, AT(folder), "data", .option = "data", .help = "Where."},
    {"data", "limit", CONFIG_BYTES, AT(limit_bytes), "64KiB", .help = "How much."},
    {"data", "demo", CONFIG_BOOL, AT(is_demo), "false", .option = "demo", .help = "Whether."},
    {"log", "level", CONFIG_ENUM, AT(level), "info", .words = LEVELS, .help = "How loud."},
    {NULL, NULL, CONFIG_END},
};

#undef AT

/* The whole state in one line. */
static char *describe(const Settings *settings) {
    g_autofree char *proxies = g_strjoinv(",", settings->proxies);
    return g_strdup_printf(
        "listen=%s count=%" G_GINT64_FORMAT " offset=%" G_GINT64_FORMAT " pause=%" G_GINT64_FORMAT
        " proxies=%s name=%s motto=%s folder=%s limit=%" G_GINT64_FORMAT " demo=%d level=%s",
        settings->listen, settings->count, settings->offset, settings->pause_us, proxies,
        settings->name, settings->motto ? settings->motto : "-", settings->folder,
        settings->limit_bytes, settings->is_demo, LEVELS[settings->level]);
}

#define DEFAULTS                                                                                   \
    "listen=127.0.0.1:8080 count=10 offset=0 pause=90000000 proxies=10.0.0.1,::1 "                 \
    "name=同屏 = # ; [x] motto=- folder=data limit=65536 demo=0 level=info"

static void assert_state(Settings *settings, const char *expected) {
    g_autofree char *state = describe(settings);
    g_assert_cmpstr(state, ==, expected);
}

static void test_defaults(void) {
    Settings settings;
    memset(&settings, 0x5a, sizeof settings); /* a fresh struct need not be zeroed */
    config_set_defaults(TABLE, &settings);
    assert_state(&settings, DEFAULTS);
    config_clear(TABLE, &settings);
    g_assert_null(settings.listen);
    g_assert_null(settings.proxies);
    config_clear(TABLE, &settings);
}

static const struct {
    const char *text, *state;
} GOOD[] = {
    {"", DEFAULTS},
    {"# nothing\n\n   \n\t# more", DEFAULTS},
    {"[http]\nlisten=[::1]:0\n[http]\n max_count =\t100 \noffset=-9223372036854775808\n"
     "pause=500ms\ntrusted_proxies = a ;; b;\n"
     "[ data ]\nname= a=b # c \nmotto=x\nfolder=/srv/x\nlimit=0\ndemo=true\n[log]\nlevel=debug",
     "listen=[::1]:0 count=100 offset=-9223372036854775808 pause=500000 proxies=a,b "
     "name=a=b # c motto=x folder=/srv/x limit=0 demo=1 level=debug"},
    {"\xef\xbb\xbf[http]\r\nlisten=gate.example:443\r\npause=1d\r\ntrusted_proxies=\r\n"
     "[data]\r\nname=\r\nfolder=sub\r\nlimit=2TiB\r\n",
     "listen=gate.example:443 count=10 offset=0 pause=86400000000 proxies= "
     "name=(null) motto=- folder=/etc/some/sub limit=2199023255552 demo=0 level=info"},
    {"[http]\nlisten=\n[data]\nfolder=\n",
     "listen=(null) count=10 offset=0 pause=90000000 proxies=10.0.0.1,::1 "
     "name=同屏 = # ; [x] motto=- folder=(null) limit=65536 demo=0 level=info"},
};

static void test_good(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        Settings settings;
        g_autoptr(GError) error = NULL;
        config_set_defaults(TABLE, &settings);
        bool ok = config_read_text(TABLE, "/etc/some/file.conf", GOOD[i].text, strlen(GOOD[i].text),
                                   &settings, &error);
        g_assert_no_error(error);
        g_assert_true(ok);
        assert_state(&settings, GOOD[i].state);
        config_clear(TABLE, &settings);
    }
}

#define NOT_WHOLE     "is not a whole number"
#define NO_DURATION   "is not a whole number with one of the units us, ms, s, min, h, d"
#define NO_SIZE       "is not a whole number with one of the units KiB, MiB, GiB, TiB"
#define NO_ADDRESS    "is not ADDR:PORT, like 127.0.0.1:8080 or [::1]:8080"
#define NOT_A_LINE    "is none of [section], key = value and # comment"
#define LONG_NAME     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ADDRESS(text) "[http]\nlisten=" text, "f:2: http.listen: '" text "' " NO_ADDRESS

static const struct {
    const char *text, *message;
} BAD[] = {
    {"[htpp]", "f:1: [htpp]: unknown section, there are: http, data, log"},
    {"\n\r\n[http]\nliste=1", "f:4: http.liste: unknown key, [http] has: listen, max_count, "
                              "offset, pause, trusted_proxies"},
    {"[log]\nlisten=:1", "f:2: log.listen: unknown key, [log] has: level"},
    {"[data]\nname=a\n[log]\n[data]\nname=a\n", "f:5: data.name: repeated, first on line 2"},
    {"name=a", "f:1: name: stands before the first [section]"},
    {"[http]\nlisten", "f:2: " NOT_A_LINE},
    {"[http]\n=listen", "f:2: " NOT_A_LINE},
    {"[http", "f:1: " NOT_A_LINE},
    {"[]", "f:1: " NOT_A_LINE},
    {"[http] # x", "f:1: " NOT_A_LINE},
    {"[http]\n; old style", "f:2: " NOT_A_LINE},
    {"[data]\nname=a\rb", "f:2: has a control character"},
    {"[data]\nname=a\x1b[0m", "f:2: has a control character"},
    {"[data]\nname=\xff", "f:2: is not UTF-8 text"},
    {"# \xc0\xaf", "f:1: is not UTF-8 text"},
    {"[http]\nmax_count=0", "f:2: http.max_count: '0' is out of range: 1 to 100"},
    {"[http]\nmax_count=101", "f:2: http.max_count: '101' is out of range: 1 to 100"},
    {"[http]\nmax_count=", "f:2: http.max_count: '' " NOT_WHOLE},
    {"[http]\nmax_count=+1", "f:2: http.max_count: '+1' " NOT_WHOLE},
    {"[http]\nmax_count=0x1", "f:2: http.max_count: '0x1' " NOT_WHOLE},
    {"[http]\nmax_count=1.0", "f:2: http.max_count: '1.0' " NOT_WHOLE},
    {"[http]\nmax_count=1 # one", "f:2: http.max_count: '1 # one' " NOT_WHOLE},
    {"[http]\noffset=9223372036854775808", "f:2: http.offset: '9223372036854775808' " NOT_WHOLE},
    {"[http]\noffset=-9223372036854775809", "f:2: http.offset: '-9223372036854775809' " NOT_WHOLE},
    {"[http]\noffset=000000000000000000001",
     "f:2: http.offset: '000000000000000000001' " NOT_WHOLE},
    {"[http]\npause=10", "f:2: http.pause: '10' " NO_DURATION},
    {"[http]\npause=10 s", "f:2: http.pause: '10 s' " NO_DURATION},
    {"[http]\npause=1m", "f:2: http.pause: '1m' " NO_DURATION},
    {"[http]\npause=99999999999999d", "f:2: http.pause: '99999999999999d' " NO_DURATION},
    {"[http]\npause=499ms", "f:2: http.pause: '499ms' is out of range: 500ms to 1d"},
    {"[data]\nlimit=1KB", "f:2: data.limit: '1KB' " NO_SIZE},
    {"[data]\nlimit=-1", "f:2: data.limit: '-1' is out of range: at least 0"},
    {"[data]\ndemo=yes", "f:2: data.demo: 'yes' is none of: false, true"},
    {"[data]\ndemo=", "f:2: data.demo: '' is none of: false, true"},
    {"[log]\nlevel=Info", "f:2: log.level: 'Info' is none of: error, info, debug"},
    {"[log]\nlevel=" LONG_NAME "a",
     "f:2: log.level: '" LONG_NAME "…' is none of: error, info, debug"},
    {ADDRESS("8080")},
    {ADDRESS(":8080")},
    {ADDRESS("127.0.0.1")},
    {ADDRESS("127.0.0.1:")},
    {ADDRESS("127.0.0.1:65536")},
    {ADDRESS("127.0.0.1:-1")},
    {ADDRESS("127.0.0.1:http")},
    {ADDRESS("256.0.0.1:80")},
    {ADDRESS("1.2.3:80")},
    {ADDRESS("::1:80")},
    {ADDRESS("[::1]80")},
    {ADDRESS("[::g]:80")},
    {ADDRESS("[127.0.0.1]:80")},
    {ADDRESS("[:80")},
    {ADDRESS("a..b:80")},
    {ADDRESS("-a:80")},
    {ADDRESS("a_b:80")},
    {ADDRESS("*:80")},
};

static void test_bad(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        Settings settings;
        g_autoptr(GError) error = NULL;
        config_set_defaults(TABLE, &settings);
        g_assert_false(
            config_read_text(TABLE, "f", BAD[i].text, strlen(BAD[i].text), &settings, &error));
        g_assert_cmpstr(error->message, ==, BAD[i].message);
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        assert_state(&settings, DEFAULTS);
        config_clear(TABLE, &settings);
    }
}

static void test_untouched(void) {
    static const char TEXT[] = "[data]\nmotto=first\nname=second\n[http]\ntrusted_proxies=a\nx=1";
    Settings settings;
    g_autoptr(GError) error = NULL;
    config_set_defaults(TABLE, &settings);
    g_assert_false(config_read_text(TABLE, "f", TEXT, strlen(TEXT), &settings, &error));
    g_assert_true(g_str_has_prefix(error->message, "f:6: http.x: unknown key"));
    assert_state(&settings, DEFAULTS);
    config_clear(TABLE, &settings);
}

static void test_nul_and_size(void) {
    static const char NUL[] = "[data]\nname=a\0b\n";
    Settings settings;
    g_autoptr(GError) error = NULL;
    config_set_defaults(TABLE, &settings);
    g_assert_false(config_read_text(TABLE, "f", NUL, sizeof NUL - 1, &settings, &error));
    g_assert_cmpstr(error->message, ==, "f:2: is not UTF-8 text");
    g_clear_error(&error);

    g_autofree char *blanks = g_strnfill(CONFIG_FILE_MAX_BYTES + 1, ' ');
    g_assert_true(config_read_text(TABLE, "f", blanks, CONFIG_FILE_MAX_BYTES, &settings, &error));
    g_assert_false(
        config_read_text(TABLE, "f", blanks, CONFIG_FILE_MAX_BYTES + 1, &settings, &error));
    g_assert_cmpstr(error->message, ==, "f: has more than 1048576 bytes");
    config_clear(TABLE, &settings);
}

static void assert_file_fails(const char *path, const char *message) {
    Settings settings;
    g_autoptr(GError) error = NULL;
    config_set_defaults(TABLE, &settings);
    g_assert_false(config_read_file(TABLE, path, &settings, &error));
    g_assert_cmpstr(error->message, ==, message);
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    config_clear(TABLE, &settings);
}

static void test_file(void) {
    g_autofree char *folder = g_dir_make_tmp("test_config_XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "x.conf", NULL);
    g_autofree char *expected_folder = g_build_filename(folder, "here", NULL);
    Settings settings;
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, "[data]\nfolder=here\n", -1, NULL));
    config_set_defaults(TABLE, &settings);
    g_assert_true(config_read_file(TABLE, path, &settings, &error));
    g_assert_cmpstr(settings.folder, ==, expected_folder);
    config_clear(TABLE, &settings);

    g_assert_true(g_file_set_contents(path, "[data]\nfolders=here\n", -1, NULL));
    g_autofree char *message = g_strdup_printf(
        "%s:2: data.folders: unknown key, [data] has: name, motto, folder, limit, demo", path);
    assert_file_fails(path, message);
    assert_file_fails("/nowhere/x.conf", "/nowhere/x.conf: cannot be read: No such file or "
                                         "directory");
    assert_file_fails("/", "/: cannot be read: Is a directory");
    assert_file_fails("/dev/zero", "/dev/zero: has more than 1048576 bytes");
    g_unlink(path);
    g_rmdir(folder);
}

typedef struct ArgumentCase {
    const char *words[8]; /* behind the name of the program */
    const char *outcome;  /* state, or "error: message" */
    int index;
} ArgumentCase;

static const ArgumentCase ARGUMENTS[] = {
    {{NULL}, DEFAULTS, 1},
    {{"--", "--demo", NULL}, DEFAULTS, 2},
    {{"-", "--demo", NULL}, DEFAULTS, 1},
    {{"word", "--demo", NULL}, DEFAULTS, 1},
    {{"--demo", "--listen", "[::]:0", "--http-max-count=7", "--http-max_count", "8", "rest", NULL},
     "listen=[::]:0 count=8 offset=0 pause=90000000 proxies=10.0.0.1,::1 "
     "name=同屏 = # ; [x] motto=- folder=data limit=65536 demo=1 level=info",
     7},
    {{"--demo=false", "--data", "./x", "--http-listen=a:1",
      "--data-name=", "--http-trusted-proxies", "x", NULL},
     "listen=a:1 count=10 offset=0 pause=90000000 proxies=x "
     "name=(null) motto=- folder=./x limit=65536 demo=0 level=info",
     8},
    {{"--demo", "true", NULL},
     "listen=127.0.0.1:8080 count=10 offset=0 pause=90000000 proxies=10.0.0.1,::1 "
     "name=同屏 = # ; [x] motto=- folder=data limit=65536 demo=1 level=info",
     2},
    {{"--data", "--", NULL},
     "listen=127.0.0.1:8080 count=10 offset=0 pause=90000000 proxies=10.0.0.1,::1 "
     "name=同屏 = # ; [x] motto=- folder=-- limit=65536 demo=0 level=info",
     3},
    {{"--data", NULL}, "error: --data: needs a value", 0},
    {{"--demo", "--lissen=1", NULL}, "error: --lissen: unknown option", 0},
    {{"-x", NULL}, "error: -x: unknown option", 0},
    {{"-demo", NULL}, "error: -demo: unknown option", 0},
    {{"--=x", NULL}, "error: --: unknown option", 0},
    {{"---demo", NULL}, "error: ---demo: unknown option", 0},
    {{"--dem", NULL}, "error: --dem: unknown option", 0},
    {{"--demo=1", NULL}, "error: --demo: '1' is none of: false, true", 0},
    {{"--listen", "8080", NULL}, "error: --listen: '8080' " NO_ADDRESS, 0},
    {{"--data=a\xff", NULL}, "error: --data: its value is not UTF-8 text", 0},
    {{"--data=a\nb", NULL}, "error: --data: its value is not UTF-8 text", 0},
};

static void test_arguments(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(ARGUMENTS); i++) {
        const ArgumentCase *row = &ARGUMENTS[i];
        g_autoptr(GPtrArray) argv = g_ptr_array_new();
        g_ptr_array_add(argv, (char *)"program");
        for (size_t word = 0; row->words[word]; word++)
            g_ptr_array_add(argv, (char *)row->words[word]);
        Settings settings;
        int index = 0;
        g_autoptr(GError) error = NULL;
        config_set_defaults(TABLE, &settings);
        bool ok = config_read_arguments(TABLE, (int)argv->len, (char **)argv->pdata, &settings,
                                        &index, &error);
        g_autofree char *outcome =
            ok ? describe(&settings) : g_strconcat("error: ", error->message, NULL);
        g_assert_cmpstr(outcome, ==, row->outcome);
        g_assert_cmpint(index, ==, row->index);
        if (!ok)
            assert_state(&settings, DEFAULTS);
        config_clear(TABLE, &settings);
    }
}

static const char EXAMPLE_START[] = "# Every setting with its default. Take the # away to change "
                                    "one.\n"
                                    "\n"
                                    "[http]\n"
                                    "\n"
                                    "# Where to listen.\n"
                                    "# ADDR:PORT\n"
                                    "#listen = 127.0.0.1:8080\n"
                                    "\n"
                                    "# How many.\n"
                                    "# N connections, 1 to 100\n"
                                    "#max_count = 10\n";

/* "#key = value" without the "#": every default is read back from its own text. */
static char *uncomment(const char *example) {
    g_autoptr(GRegex) regex = g_regex_new("^#(?=\\w+ = )", G_REGEX_MULTILINE, 0, NULL);
    return g_regex_replace_literal(regex, example, -1, 0, "", 0, NULL);
}

static void test_example(void) {
    g_autofree char *example = config_example_text(TABLE);
    g_assert_cmpmem(example, strlen(EXAMPLE_START), EXAMPLE_START, strlen(EXAMPLE_START));
    g_autofree char *active = uncomment(example);
    g_assert_nonnull(strstr(active, "\nmotto = \n"));
    g_assert_nonnull(strstr(active, "\noffset = 0\n"));
    const char *texts[] = {example, active};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Settings settings;
        g_autoptr(GError) error = NULL;
        config_set_defaults(TABLE, &settings);
        config_read_text(TABLE, "example.conf", texts[i], strlen(texts[i]), &settings, &error);
        g_assert_no_error(error);
        assert_state(&settings, DEFAULTS);
        config_clear(TABLE, &settings);
    }
}

static void test_help(void) {
    g_autofree char *help = config_help_text(TABLE);
    static const char *const PARTS[] = {
        "  --listen ADDR:PORT\n      Where to listen. Default: 127.0.0.1:8080.\n",
        "  --http-max-count N connections, 1 to 100\n      How many. Default: 10.\n",
        "  --http-pause TIME, 500ms to 1d\n",
        "  --data-motto TEXT\n      Why.\n",
        "  --data-limit BYTES\n",
        "  --demo[=true|false]\n      Whether. Default: false.\n",
        "  --log-level error|info|debug\n      How loud. Default: info.\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
        if (!strstr(help, PARTS[i]))
            g_error("'%s' is not in the help:\n%s", PARTS[i], help);
}

static void test_bad_default(void) {
    if (g_test_subprocess()) {
        static const ConfigSetting BROKEN[] = {
            {"http", "max_count", CONFIG_INTEGER, 0, "many", .help = "x"},
            {NULL, NULL, CONFIG_END},
        };
        int64_t count;
        config_set_defaults(BROKEN, &count);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*default of http.max_count: 'many' is not a whole number*");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/config/defaults", test_defaults);
    g_test_add_func("/base/config/good", test_good);
    g_test_add_func("/base/config/bad", test_bad);
    g_test_add_func("/base/config/untouched", test_untouched);
    g_test_add_func("/base/config/nul_and_size", test_nul_and_size);
    g_test_add_func("/base/config/file", test_file);
    g_test_add_func("/base/config/arguments", test_arguments);
    g_test_add_func("/base/config/example", test_example);
    g_test_add_func("/base/config/help", test_help);
    g_test_add_func("/base/config/bad_default", test_bad_default);
    return g_test_run();
}
