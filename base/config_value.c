#include "base/config_value.h"

#include <string.h>

#include <gio/gio.h>

#define PORT_MAX         65535
#define HOST_MAX_BYTES   253 /* RFC 1035 §2.3.4, without the last dot */
#define LABEL_MAX_BYTES  63
#define QUOTE_MAX_BYTES  64
#define NUMBER_MAX_CHARS 20

typedef struct Unit {
    const char *word;
    int64_t factor;
} Unit;

/* Largest last: the help shows a number in the largest that divides it. */
static const Unit DURATION_UNITS[] = {
    {"us", 1},
    {"ms", 1000},
    {"s", 1000000},
    {"min", INT64_C(60000000)},
    {"h", INT64_C(3600000000)},
    {"d", INT64_C(86400000000)},
    {NULL, 0},
};
static const Unit BYTE_UNITS[] = {
    {"", 1},
    {"KiB", INT64_C(1) << 10},
    {"MiB", INT64_C(1) << 20},
    {"GiB", INT64_C(1) << 30},
    {"TiB", INT64_C(1) << 40},
    {NULL, 0},
};
static const Unit NO_UNITS[] = {{"", 1}, {NULL, 0}};

typedef bool ParseFn(const ConfigSetting *setting, const char *text, const char *folder,
                     ConfigValue *value, char **ret_problem);

typedef struct KindRow {
    ParseFn *parse;
    const Unit *units;     /* of numbers; NULL: not a number */
    const char *form;      /* for the help; NULL: the words of the setting */
    const char *zero_text; /* the default when the table names none */
} KindRow;

static const KindRow *row_of(const ConfigSetting *setting);

G_GNUC_PRINTF(3, 4)
static bool fail(char **ret_problem, const char *text, const char *format, ...) {
    size_t n = strlen(text);
    if (n > QUOTE_MAX_BYTES)
        for (n = QUOTE_MAX_BYTES; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    GString *problem = g_string_new("'");
    g_string_append_len(problem, text, (gssize)n);
    g_string_append(problem, text[n] ? "…' " : "' ");
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(problem, format, arguments);
    va_end(arguments);
    *ret_problem = g_string_free(problem, FALSE);
    return false;
}

static bool parse_string(const ConfigSetting *setting, const char *text, const char *folder,
                         ConfigValue *value, char **ret_problem) {
    value->text = *text ? g_strdup(text) : NULL;
    return true;
}

static bool parse_path(const ConfigSetting *setting, const char *text, const char *folder,
                       ConfigValue *value, char **ret_problem) {
    if (*text && folder && !g_str_equal(folder, ".") && !g_path_is_absolute(text))
        value->text = g_build_filename(folder, text, NULL);
    else
        value->text = *text ? g_strdup(text) : NULL;
    return true;
}

static char *units_text(const Unit *units) {
    GString *text = g_string_new(NULL);
    for (const Unit *unit = units; unit->word; unit++)
        if (*unit->word)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", unit->word);
    return g_string_free(text, FALSE);
}

/* Digits with an optional minus, then one of the units. */
static bool scan_number(const char *text, const Unit *units, int64_t *ret_number) {
    size_t n_digits = strspn(text + (*text == '-'), "0123456789");
    if (n_digits == 0 || n_digits > NUMBER_MAX_CHARS)
        return false;
    const char *word = text + (*text == '-') + n_digits;
    const Unit *unit = units;
    while (unit->word && strcmp(unit->word, word) != 0)
        unit++;
    int64_t number = 0;
    for (const char *p = word - n_digits; p < word; p++) {
        int digit = *text == '-' ? -(*p - '0') : *p - '0';
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, digit, &number))
            return false;
    }
    return unit->word && !__builtin_mul_overflow(number, unit->factor, ret_number);
}

static bool parse_number(const ConfigSetting *setting, const char *text, const char *folder,
                         ConfigValue *value, char **ret_problem) {
    const Unit *units = row_of(setting)->units;
    if (!scan_number(text, units, &value->number)) {
        g_autofree char *words = units_text(units);
        return *words ? fail(ret_problem, text, "is not a whole number with one of the units %s",
                             words)
                      : fail(ret_problem, text, "is not a whole number");
    }
    if (value->number < setting->min || (setting->max && value->number > setting->max)) {
        g_autofree char *range = config_value_range(setting);
        return fail(ret_problem, text, "is out of range: %s", range);
    }
    return true;
}

static bool parse_word(const ConfigSetting *setting, const char *text, const char *folder,
                       ConfigValue *value, char **ret_problem) {
    static const char *const BOOL_WORDS[] = {"false", "true", NULL};
    const char *const *words = setting->kind == CONFIG_BOOL ? BOOL_WORDS : setting->words;
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            value->number = i;
            return true;
        }
    }
    g_autofree char *allowed = g_strjoinv(", ", (char **)words);
    return fail(ret_problem, text, "is none of: %s", allowed);
}

static bool is_label(const char *label) {
    size_t n = strlen(label);
    return n > 0 && n <= LABEL_MAX_BYTES && label[0] != '-' && label[n - 1] != '-' &&
           strspn(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

/* A name, or an IPv4 address; what ends in a number must be the latter. */
static bool is_host(const char *host) {
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    size_t n_labels = g_strv_length(labels);
    if (n_labels == 0 || strlen(host) > HOST_MAX_BYTES)
        return false;
    for (size_t i = 0; i < n_labels; i++)
        if (!is_label(labels[i]))
            return false;
    const char *last = labels[n_labels - 1];
    return strspn(last, "0123456789") < strlen(last) || g_hostname_is_ip_address(host);
}

static bool is_address(const char *text) {
    const char *colon = strrchr(text, ':');
    if (!colon || colon == text)
        return false;
    int64_t port;
    if (colon[1] == '-' || !scan_number(colon + 1, NO_UNITS, &port) || port > PORT_MAX)
        return false;
    g_autofree char *host = g_strndup(text, (gsize)(colon - text));
    size_t n = strlen(host);
    if (host[0] != '[')
        return is_host(host);
    if (host[n - 1] != ']')
        return false;
    host[n - 1] = '\0';
    return strchr(host + 1, ':') && g_hostname_is_ip_address(host + 1);
}

static bool parse_address(const ConfigSetting *setting, const char *text, const char *folder,
                          ConfigValue *value, char **ret_problem) {
    if (*text && !is_address(text))
        return fail(ret_problem, text, "is not ADDR:PORT, like 127.0.0.1:8080 or [::1]:8080");
    value->text = *text ? g_strdup(text) : NULL;
    return true;
}

static bool parse_list(const ConfigSetting *setting, const char *text, const char *folder,
                       ConfigValue *value, char **ret_problem) {
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    g_auto(GStrv) words = g_strsplit(text, ";", -1);
    for (char **word = words; *word; word++)
        if (*g_strstrip(*word))
            g_ptr_array_add(items, g_strdup(*word));
    g_ptr_array_add(items, NULL);
    value->list = (char **)g_ptr_array_free(g_steal_pointer(&items), FALSE);
    return true;
}

static const KindRow KINDS[] = {
    [CONFIG_STRING] = {parse_string, NULL, "TEXT", ""},
    [CONFIG_PATH] = {parse_path, NULL, "PATH", ""},
    [CONFIG_INTEGER] = {parse_number, NO_UNITS, "N", "0"},
    [CONFIG_BOOL] = {parse_word, NULL, "true|false", "false"},
    [CONFIG_DURATION] = {parse_number, DURATION_UNITS, "TIME", "0s"},
    [CONFIG_BYTES] = {parse_number, BYTE_UNITS, "BYTES", "0"},
    [CONFIG_ADDRESS] = {parse_address, NULL, "ADDR:PORT", ""},
    [CONFIG_LIST] = {parse_list, NULL, "TEXT;TEXT…", ""},
    [CONFIG_ENUM] = {parse_word, NULL, NULL, NULL},
};

static const KindRow *row_of(const ConfigSetting *setting) {
    return &KINDS[setting->kind];
}

bool config_value_parse(const ConfigSetting *setting, const char *text, const char *folder,
                        ConfigValue *ret_value, char **ret_problem) {
    ConfigValue value = {0};
    if (!row_of(setting)->parse(setting, text, folder, &value, ret_problem))
        return false;
    *ret_value = value;
    return true;
}

void config_value_store(const ConfigSetting *setting, ConfigValue *value, void *config) {
    void *member = G_STRUCT_MEMBER_P(config, setting->offset);
    switch (setting->kind) {
    case CONFIG_STRING:
    case CONFIG_PATH:
    case CONFIG_ADDRESS:
        g_free(*(char **)member);
        *(char **)member = g_steal_pointer(&value->text);
        break;
    case CONFIG_LIST:
        g_strfreev(*(char ***)member);
        *(char ***)member = g_steal_pointer(&value->list);
        break;
    case CONFIG_BOOL:
        *(bool *)member = value->number != 0;
        break;
    case CONFIG_ENUM:
        *(int *)member = (int)value->number;
        break;
    default:
        *(int64_t *)member = value->number;
        break;
    }
    config_value_clear(value);
}

void config_value_clear(ConfigValue *value) {
    g_clear_pointer(&value->text, g_free);
    g_clear_pointer(&value->list, g_strfreev);
    value->number = 0;
}

void config_value_forget(const ConfigSetting *setting, void *config) {
    switch (setting->kind) {
    case CONFIG_STRING:
    case CONFIG_PATH:
    case CONFIG_ADDRESS:
    case CONFIG_LIST:
        G_STRUCT_MEMBER(void *, config, setting->offset) = NULL;
        break;
    default:
        break;
    }
}

const char *config_value_default(const ConfigSetting *setting) {
    if (setting->default_text)
        return setting->default_text;
    const char *zero_text = row_of(setting)->zero_text;
    return zero_text ? zero_text : setting->words[0];
}

char *config_value_form(const ConfigSetting *setting) {
    const char *form = row_of(setting)->form;
    if (!form)
        return g_strjoinv("|", (char **)setting->words);
    return setting->unit && row_of(setting)->units == NO_UNITS
               ? g_strdup_printf("%s %s", form, setting->unit)
               : g_strdup(form);
}

static char *number_text(const KindRow *row, int64_t number) {
    if (number == 0)
        return g_strdup(row->zero_text);
    const Unit *best = &row->units[0];
    for (const Unit *unit = row->units; unit->word; unit++)
        if (number % unit->factor == 0)
            best = unit;
    return g_strdup_printf("%" G_GINT64_FORMAT "%s", number / best->factor, best->word);
}

char *config_value_range(const ConfigSetting *setting) {
    const KindRow *row = row_of(setting);
    if (!row->units)
        return NULL;
    g_autofree char *min = number_text(row, setting->min);
    if (!setting->max)
        return g_strdup_printf("at least %s", min);
    g_autofree char *max = number_text(row, setting->max);
    return g_strdup_printf("%s to %s", min, max);
}
