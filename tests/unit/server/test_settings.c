#include "server/settings.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "tests/unit/server/temp_dir.h"

typedef struct WithName {
    Settings settings;
    char *name;
    bool flag;
} WithName;

static const ConfigSetting OPTIONS[] = {
    {"x", "name", CONFIG_STRING, offsetof(WithName, name), NULL, 0, 0, NULL, NULL, "A name.",
     "name"},
    {"x", "flag", CONFIG_BOOL, offsetof(WithName, flag), "false", 0, 0, NULL, NULL, "A flag.",
     "flag"},
    {.kind = CONFIG_END},
};

static const SettingsVerb VERB = {.options = OPTIONS};

static bool load(const SettingsVerb *verb, const char *line, void *settings, char ***ret_words,
                 GError **error) {
    g_auto(GStrv) argv = g_strsplit(line, "|", -1);
    int argc = *line ? (int)g_strv_length(argv) : 0;
    return settings_load(verb, argc, argv, settings, ret_words, error);
}

static void test_defaults(void) {
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(load(NULL, "", &settings, &words, &error));
    g_assert_cmpstr(settings.http_listen, ==, "127.0.0.1:8080");
    g_assert_cmpint(settings.gate_header_timeout_us, ==, 10 * CLOCK_US_PER_S);
    g_assert_cmpint(settings.gate_idle_timeout_us, ==, 75 * CLOCK_US_PER_S);
    g_assert_cmpint(settings.gate_write_timeout_us, ==, 30 * CLOCK_US_PER_S);
    g_assert_cmpint(settings.gate_relay_timeout_us, ==, 60 * CLOCK_US_PER_S);
    g_assert_cmpint(settings.session_lifetime_us, ==, 90 * 86400 * CLOCK_US_PER_S);
    g_assert_cmpint(settings.log_level, ==, LOG_INFO);
    g_assert_false(settings.server_demo);
    g_assert_null(settings.tls_certificate);
    g_assert_cmpuint(g_strv_length(words), ==, 0);
    settings_clear(NULL, &settings);
}

static void test_words_and_options(void) {
    static const struct {
        const char *line, *words, *data, *name;
        bool flag;
    } ROWS[] = {
        {"a|b", "a,b", "/var/lib/tongping", NULL, false},
        {"a|--data|/x|b", "a,b", "/x", NULL, false},
        {"--data=/x|--name|n|a|--flag|b", "a,b", "/x", "n", true},
        {"a|--|--flag|b", "a,--flag,b", "/var/lib/tongping", NULL, false},
        {"--data|/x|--data|/y", "", "/y", NULL, false},
        {"", "", "/var/lib/tongping", NULL, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        WithName settings = {0};
        g_auto(GStrv) words = NULL;
        g_autoptr(GError) error = NULL;
        g_test_message("line '%s'", ROWS[i].line);
        load(&VERB, ROWS[i].line, &settings, &words, &error);
        g_assert_no_error(error);
        g_autofree char *joined = g_strjoinv(",", words);
        g_assert_cmpstr(joined, ==, ROWS[i].words);
        g_assert_cmpstr(settings.settings.data_directory, ==, ROWS[i].data);
        g_assert_cmpstr(settings.name, ==, ROWS[i].name);
        g_assert_cmpint(settings.flag, ==, ROWS[i].flag);
        settings_clear(&VERB, &settings);
    }
}

static void test_bad_lines(void) {
    static const char *const ROWS[] = {"--colour|red",
                                       "--config",
                                       "--listen|nonsense",
                                       "a|--name",
                                       "--config|/nowhere/x.conf",
                                       "--gate-workers|99",
                                       "--flag=perhaps"};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        WithName settings = {0};
        char **words = NULL;
        g_autoptr(GError) error = NULL;
        g_assert_false(load(&VERB, ROWS[i], &settings, &words, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        g_assert_null(words);
    }
}

static void test_file_then_line(void) {
    char *folder = temp_dir_new();
    g_autofree char *path = g_build_filename(folder, "t.conf", NULL);
    static const char text[] = "[http]\nlisten = 127.0.0.1:1\n[server]\nname = 某某县\n"
                               "[data]\ndirectory = here\n";
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autofree char *line = g_strdup_printf("--listen|127.0.0.1:2|--config|%s", path);
    g_autofree char *here = g_build_filename(folder, "here", NULL);
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    load(NULL, line, &settings, &words, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(settings.http_listen, ==, "127.0.0.1:2");
    g_assert_cmpstr(settings.server_name, ==, "某某县");
    g_assert_cmpstr(settings.data_directory, ==, here);
    settings_clear(NULL, &settings);
    /* An option of a verb is no setting: not in the file. */
    g_assert_true(g_file_set_contents(path, "[x]\nname = n\n", -1, NULL));
    WithName with_name = {0};
    char **none = NULL;
    g_assert_false(load(&VERB, line, &with_name, &none, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    temp_dir_remove(folder);
}

static void test_describe_reads_back(void) {
    char *folder = temp_dir_new();
    g_autofree char *path = g_build_filename(folder, "t.conf", NULL);
    Settings settings = {0}, again = {0};
    g_auto(GStrv) words = NULL, more_words = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(load(NULL,
                       "--metrics-token|hush-hush|--rtc-turn-secret|hush-hush|--gate-write-timeout|"
                       "50min|--log-level|debug"
                       "|--gate-stop-grace|0s|--data|/x",
                       &settings, &words, &error));
    g_autofree char *text = settings_describe(&settings);
    g_assert_null(strstr(text, "hush"));
    g_assert_nonnull(strstr(text, "write_timeout = 50min\n"));
    g_assert_nonnull(strstr(text, "# public = (not set)\n"));
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autofree char *line = g_strconcat("--config|", path, NULL);
    load(NULL, line, &again, &more_words, &error);
    g_assert_no_error(error);
    g_autofree char *text_again = settings_describe(&again);
    g_assert_cmpstr(text, ==, text_again);
    settings_clear(NULL, &settings);
    settings_clear(NULL, &again);
    temp_dir_remove(folder);
}

/* deploy/example.conf is written by hand into no other place: `tongping check-config --example`. */
static void test_example_is_current(void) {
    g_autofree char *wanted = config_example_text(SETTINGS_TABLE);
    g_autofree char *path =
        g_test_build_filename(G_TEST_DIST, "..", "..", "deploy", "example.conf", NULL);
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &found, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(found, ==, wanted);
}

static void test_help(void) {
    static const SettingsVerb SHORT = {.options = OPTIONS, .only_data = true};
    g_autofree char *all = settings_help(NULL);
    g_assert_nonnull(strstr(all, "--listen"));
    g_assert_nonnull(strstr(all, "--config FILE"));
    g_autofree char *some = settings_help(&SHORT);
    g_assert_nonnull(strstr(some, "--flag"));
    g_assert_nonnull(strstr(some, "--data DIR"));
    g_assert_null(strstr(some, "--listen"));
}

static void test_listen(void) {
    Settings settings = {.http_listen = (char *)"127.0.0.1:1"};
    g_autofree char *near = settings_listen(&settings);
    g_assert_cmpstr(near, ==, "127.0.0.1:1");
    settings.server_lan = true;
    g_autofree char *wide = settings_listen(&settings);
    g_assert_cmpstr(wide, ==, "0.0.0.0:1");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settings/defaults", test_defaults);
    g_test_add_func("/settings/words-and-options", test_words_and_options);
    g_test_add_func("/settings/bad-lines", test_bad_lines);
    g_test_add_func("/settings/file-then-line", test_file_then_line);
    g_test_add_func("/settings/describe-reads-back", test_describe_reads_back);
    g_test_add_func("/settings/example-is-current", test_example_is_current);
    g_test_add_func("/settings/help", test_help);
    g_test_add_func("/settings/listen", test_listen);
    return g_test_run();
}
