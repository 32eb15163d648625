#include "base/config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/config_value.h"
#include "base/error.h"

#define QUOTE_MAX_BYTES 64

/* New values wait here until all are known to be good. */
typedef struct Overlay {
    const ConfigSetting *table;
    unsigned n_settings;
    ConfigValue *values; /* one per setting, owned */
    unsigned *lines;     /* where it was set; 0: not */
} Overlay;

static void overlay_init(Overlay *overlay, const ConfigSetting *table) {
    *overlay = (Overlay){.table = table};
    while (table[overlay->n_settings].kind != CONFIG_END)
        overlay->n_settings++;
    overlay->values = g_new0(ConfigValue, overlay->n_settings);
    overlay->lines = g_new0(unsigned, overlay->n_settings);
}

static void overlay_clear(Overlay *overlay) {
    for (unsigned i = 0; i < overlay->n_settings && overlay->values; i++)
        config_value_clear(&overlay->values[i]);
    g_clear_pointer(&overlay->values, g_free);
    g_clear_pointer(&overlay->lines, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Overlay, overlay_clear)

static void overlay_apply(Overlay *overlay, void *config) {
    for (unsigned i = 0; i < overlay->n_settings; i++)
        if (overlay->lines[i] > 0)
            config_value_store(&overlay->table[i], &overlay->values[i], config);
}

G_GNUC_PRINTF(2, 3)
static bool fail(GError **error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *valid = g_utf8_make_valid(text, -1); /* words may be cut or no text at all */
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFIG, valid);
    return false;
}

void config_set_defaults(const ConfigSetting *table, void *config) {
    for (const ConfigSetting *setting = table; setting->kind != CONFIG_END; setting++) {
        ConfigValue value;
        g_autofree char *problem = NULL;
        const char *text = config_value_default(setting);
        if (!config_value_parse(setting, text, NULL, &value, &problem))
            g_error("default of %s.%s: %s", setting->section, setting->name, problem);
        config_value_forget(setting, config);
        config_value_store(setting, &value, config);
    }
}

/* The key file. */

typedef struct Reader {
    Overlay *overlay;
    const char *name; /* of the file, for messages */
    char *folder;     /* owned; relative paths start here */
    char *section;    /* owned; NULL before the first */
    unsigned line;
} Reader;

static char *known_names(const ConfigSetting *table, const char *section) {
    GString *names = g_string_new(NULL);
    const char *before = "";
    for (const ConfigSetting *setting = table; setting->kind != CONFIG_END; setting++) {
        const char *name = section ? setting->name : setting->section;
        if (section ? !g_str_equal(setting->section, section) : g_str_equal(name, before))
            continue;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
        before = name;
    }
    return g_string_free(names, FALSE);
}

static bool read_section(Reader *reader, const char *text, size_t length, GError **error) {
    const ConfigSetting *setting = reader->overlay->table;
    g_free(reader->section);
    reader->section = g_strstrip(g_strndup(text + 1, length - 2));
    while (setting->kind != CONFIG_END && !g_str_equal(setting->section, reader->section))
        setting++;
    if (setting->kind != CONFIG_END)
        return true;
    g_autofree char *known = known_names(reader->overlay->table, NULL);
    return fail(error, "%s:%u: [%.*s]: unknown section, there are: %s", reader->name, reader->line,
                QUOTE_MAX_BYTES, reader->section, known);
}

static int find_key(const Reader *reader, const char *key) {
    const Overlay *overlay = reader->overlay;
    for (unsigned i = 0; i < overlay->n_settings; i++)
        if (g_str_equal(overlay->table[i].section, reader->section) &&
            g_str_equal(overlay->table[i].name, key))
            return (int)i;
    return -1;
}

static bool read_key(Reader *reader, const char *key, const char *text, GError **error) {
    Overlay *overlay = reader->overlay;
    if (!reader->section)
        return fail(error, "%s:%u: %.*s: stands before the first [section]", reader->name,
                    reader->line, QUOTE_MAX_BYTES, key);
    int i = find_key(reader, key);
    if (i < 0) {
        g_autofree char *known = known_names(overlay->table, reader->section);
        return fail(error, "%s:%u: %s.%.*s: unknown key, [%s] has: %s", reader->name, reader->line,
                    reader->section, QUOTE_MAX_BYTES, key, reader->section, known);
    }
    if (overlay->lines[i] > 0)
        return fail(error, "%s:%u: %s.%s: repeated, first on line %u", reader->name, reader->line,
                    reader->section, key, overlay->lines[i]);
    g_autofree char *problem = NULL;
    if (!config_value_parse(&overlay->table[i], text, reader->folder, &overlay->values[i],
                            &problem))
        return fail(error, "%s:%u: %s.%s: %s", reader->name, reader->line, reader->section, key,
                    problem);
    overlay->lines[i] = reader->line;
    return true;
}

static bool has_control_byte(const char *line) {
    for (const unsigned char *p = (const unsigned char *)line; *p; p++)
        if ((*p < 0x20 && *p != '\t') || *p == 0x7f)
            return true;
    return false;
}

/* `line` is valid UTF-8, without its end; it is changed. */
static bool read_line(Reader *reader, char *line, GError **error) {
    if (has_control_byte(line))
        return fail(error, "%s:%u: has a control character", reader->name, reader->line);
    g_strstrip(line);
    size_t length = strlen(line);
    if (length == 0 || line[0] == '#')
        return true;
    if (line[0] == '[' && line[length - 1] == ']' && length > 2)
        return read_section(reader, line, length, error);
    char *equals = strchr(line, '=');
    if (line[0] == '[' || !equals || equals == line)
        return fail(error, "%s:%u: is none of [section], key = value and # comment", reader->name,
                    reader->line);
    *equals = '\0';
    return read_key(reader, g_strchomp(line), g_strchug(equals + 1), error);
}

static bool read_lines(Reader *reader, const char *text, size_t length, GError **error) {
    const char *end = text + length;
    for (const char *p = text; p < end;) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *line_end = newline ? newline : end;
        size_t n = (size_t)(line_end - p);
        reader->line++;
        if (n > 0 && p[n - 1] == '\r')
            n--;
        if (n > 0 && !g_utf8_validate_len(p, n, NULL))
            return fail(error, "%s:%u: is not UTF-8 text", reader->name, reader->line);
        g_autofree char *line = g_strndup(p, n);
        if (!read_line(reader, line, error))
            return false;
        p = newline ? newline + 1 : end;
    }
    return true;
}

bool config_read_text(const ConfigSetting *table, const char *name, const char *text, size_t length,
                      void *config, GError **error) {
    static const char MARK[] = "\xef\xbb\xbf"; /* some editors begin UTF-8 files with it */
    if (length > CONFIG_FILE_MAX_BYTES)
        return fail(error, "%s: has more than %d bytes", name, CONFIG_FILE_MAX_BYTES);
    if (length >= 3 && memcmp(text, MARK, 3) == 0) {
        text += 3;
        length -= 3;
    }
    g_auto(Overlay) overlay;
    overlay_init(&overlay, table);
    Reader reader = {&overlay, name, g_path_get_dirname(name), NULL, 0};
    bool ok = read_lines(&reader, text, length, error);
    g_free(reader.folder);
    g_free(reader.section);
    if (ok)
        overlay_apply(&overlay, config);
    return ok;
}

/* One byte more than allowed, so that config_read_text() sees that it is too much. */
static GString *read_bounded(const char *path) {
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    g_autoptr(GString) text = g_string_sized_new(4096);
    char buffer[4096];
    size_t n;
    while (text->len <= CONFIG_FILE_MAX_BYTES && (n = fread(buffer, 1, sizeof buffer, file)) > 0)
        g_string_append_len(text, buffer, (gssize)n);
    int saved_errno = ferror(file) ? errno : 0;
    fclose(file);
    errno = saved_errno;
    return saved_errno == 0 ? g_steal_pointer(&text) : NULL;
}

bool config_read_file(const ConfigSetting *table, const char *path, void *config, GError **error) {
    GString *text = read_bounded(path);
    if (!text)
        return fail(error, "%s: cannot be read: %s", path, g_strerror(errno));
    bool ok = config_read_text(table, path, text->str, text->len, config, error);
    g_string_free(text, TRUE);
    return ok;
}

/* The command line. */

static bool is_same_name(const char *option, size_t length, const char *name) {
    for (size_t i = 0; i < length; i++) {
        char wanted = name[i] == '_' ? '-' : name[i];
        if (!name[i] || (option[i] == '_' ? '-' : option[i]) != wanted)
            return false;
    }
    return name[length] == '\0';
}

/* `option` without its dashes and value. */
static int find_option(const Overlay *overlay, const char *option, size_t length) {
    for (unsigned i = 0; i < overlay->n_settings; i++) {
        const ConfigSetting *setting = &overlay->table[i];
        g_autofree char *name = g_strconcat(setting->section, "-", setting->name, NULL);
        if (is_same_name(option, length, name) ||
            (setting->option && is_same_name(option, length, setting->option)))
            return (int)i;
    }
    return -1;
}

static bool read_option(Overlay *overlay, int argc, char *const argv[], int *index,
                        GError **error) {
    const char *word = argv[*index];
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    int i = length > 2 && g_str_has_prefix(word, "--") ? find_option(overlay, word + 2, length - 2)
                                                       : -1;
    if (i < 0)
        return fail(error, "%.*s: unknown option", (int)MIN(length, QUOTE_MAX_BYTES), word);
    const char *text = equals ? equals + 1 : "true";
    if (!equals && overlay->table[i].kind != CONFIG_BOOL)
        text = ++*index < argc ? argv[*index] : NULL;
    if (!text)
        return fail(error, "%s: needs a value", word);
    if (!g_utf8_validate(text, -1, NULL) || has_control_byte(text))
        return fail(error, "%.*s: its value is not UTF-8 text", (int)length, word);
    g_autofree char *problem = NULL;
    config_value_clear(&overlay->values[i]);
    if (!config_value_parse(&overlay->table[i], text, NULL, &overlay->values[i], &problem))
        return fail(error, "%.*s: %s", (int)length, word, problem);
    overlay->lines[i] = 1;
    return true;
}

bool config_read_arguments(const ConfigSetting *table, int argc, char *const argv[], void *config,
                           int *ret_index, GError **error) {
    g_auto(Overlay) overlay;
    overlay_init(&overlay, table);
    int index = 1;
    for (; index < argc && argv[index][0] == '-' && argv[index][1]; index++) {
        if (g_str_equal(argv[index], "--")) {
            index++;
            break;
        }
        if (!read_option(&overlay, argc, argv, &index, error))
            return false;
    }
    overlay_apply(&overlay, config);
    *ret_index = index;
    return true;
}

void config_clear(const ConfigSetting *table, void *config) {
    for (const ConfigSetting *setting = table; setting->kind != CONFIG_END; setting++) {
        ConfigValue unset = {0};
        config_value_store(setting, &unset, config);
    }
}
