/* config: the input once as a key file and once as a command line, one word a line. */
#include "base/config.h"

#include <string.h>

#include "base/error.h"

#define MAX_WORDS 16

typedef struct Settings {
    char *listen, *name, *folder;
    int64_t count, pause_us, limit_bytes;
    bool is_demo;
    char **proxies;
    int level;
} Settings;

static const char *const LEVELS[] = {"error", "info", "debug", NULL};

#define AT(member) offsetof(Settings, member)

static const ConfigSetting TABLE[] = {
    {"http", "listen", CONFIG_ADDRESS, AT(listen), "127.0.0.1:8080", .option = "listen",
     .help = "x"},
    {"http", "max_count", CONFIG_INTEGER, AT(count), "10", -100, 100, .help = "x"},
    {"http", "pause", CONFIG_DURATION, AT(pause_us), "90s", 500000, INT64_C(86400000000),
     .help = "x"},
    {"http", "trusted_proxies", CONFIG_LIST, AT(proxies), "10.0.0.1;::1", .help = "x"},
    {"data", "name", CONFIG_STRING, AT(name), "x", .help = "x"},
    {"data", "folder", CONFIG_PATH, AT(folder), "data", .option = "data", .help = "x"},
    {"data", "limit", CONFIG_BYTES, AT(limit_bytes), "64KiB", .help = "x"},
    {"data", "demo", CONFIG_BOOL, AT(is_demo), "false", .option = "demo", .help = "x"},
    {"log", "level", CONFIG_ENUM, AT(level), "info", .words = LEVELS, .help = "x"},
    {NULL, NULL, CONFIG_END},
};

#undef AT

static void check_settings(const Settings *settings) {
    g_assert_true(settings->count >= -100 && settings->count <= 100);
    g_assert_true(settings->pause_us >= 500000 && settings->pause_us <= INT64_C(86400000000));
    g_assert_true(settings->limit_bytes >= 0);
    g_assert_true(settings->level >= 0 && settings->level < 3);
    g_assert_nonnull(settings->proxies);
    g_assert_true(!settings->name || g_utf8_validate(settings->name, -1, NULL));
    g_assert_true(!settings->listen || strrchr(settings->listen, ':'));
}

static void check_error(const Settings *settings, const GError *error) {
    g_assert_true(error->domain == BASE_ERROR && error->code == ERROR_CONFIG);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    g_assert_cmpstr(settings->listen, ==, "127.0.0.1:8080");
    g_assert_cmpstr(settings->name, ==, "x");
    g_assert_cmpint(settings->count, ==, 10);
    g_assert_cmpuint(g_strv_length(settings->proxies), ==, 2);
}

static void try_file(const char *text, size_t length) {
    Settings settings;
    g_autoptr(GError) error = NULL;
    config_set_defaults(TABLE, &settings);
    if (!config_read_text(TABLE, "/etc/f", text, length, &settings, &error)) {
        check_error(&settings, error);
        g_assert_true(g_str_has_prefix(error->message, "/etc/f:"));
    }
    check_settings(&settings);
    config_clear(TABLE, &settings);
}

static void try_arguments(const char *text, size_t length) {
    g_autofree char *terminated = g_strndup(text, length);
    g_auto(GStrv) words = g_strsplit(terminated, "\n", MAX_WORDS);
    int n_words = (int)g_strv_length(words);
    int index = -1;
    Settings settings;
    g_autoptr(GError) error = NULL;
    config_set_defaults(TABLE, &settings);
    if (!config_read_arguments(TABLE, n_words, words, &settings, &index, &error))
        check_error(&settings, error);
    else
        g_assert_true(index >= 1 && index <= MAX(n_words, 1));
    check_settings(&settings);
    config_clear(TABLE, &settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    try_file((const char *)data, size);
    try_arguments((const char *)data, size);
    return 0;
}
