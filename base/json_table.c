#include "base/json_table.h"

#include <string.h>

/* Three of jansson's type words are also words of JsonKind. */
#define JSON_OBJECT  JANSSON_OBJECT
#define JSON_STRING  JANSSON_STRING
#define JSON_INTEGER JANSSON_INTEGER
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_STRING
#undef JSON_INTEGER
#undef json_is_object /* these would now compare with JsonKind */
#undef json_is_string
#undef json_is_integer
#undef json_is_number

#include "base/error.h"
#include "base/json_scan.h"

#define STRING_MAX_CHARS 1024                     /* when the field names no maximum */
#define INTEGER_MAX      ((INT64_C(1) << 53) - 1) /* exact for every reader: RFC 8259 §6 */
#define RAW_MAX_BYTES    1024                     /* likewise */
#define TABLE_MAX_FIELDS 64                       /* bits of `seen` in read_struct() */

/* Where the reader stands, from the inside out. The outermost is the table itself. */
typedef struct Path {
    const struct Path *parent;
    const char *name;
    size_t index; /* in a list, when `name` is NULL */
} Path;

static void append_path(GString *out, const Path *path, size_t start) {
    if (!path->parent)
        return;
    append_path(out, path->parent, start);
    if (!path->name) {
        g_string_append_printf(out, "[%zu]", path->index);
        return;
    }
    if (out->len > start)
        g_string_append_c(out, '.');
    json_scan_append_clipped(out, path->name, strlen(path->name));
}

static const char *table_name(const Path *path) {
    while (path->parent)
        path = path->parent;
    return path->name;
}

/* Always false, so that readers can return it. Values of strings are not repeated: one may be a
 * password. */
G_GNUC_PRINTF(3, 4)
static bool fail(const Path *path, GError **error, const char *format, ...) {
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "cannot read %s: ", table_name(path));
    append_path(text, path, text->len);
    g_string_append(text, path->parent ? ": " : "");
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text->str);
    return false;
}

static bool is_type(const json_t *value, json_type type) {
    return value && json_typeof(value) == type;
}

/* jansson's own texts repeat parts of the input, which may be secret. */
static const char *syntax_text(enum json_error_code code) {
    switch (code) {
    case json_error_duplicate_key:
        return "repeated field";
    case json_error_numeric_overflow:
        return "number out of range";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "NUL character in a string";
    case json_error_invalid_utf8:
        return "not UTF-8";
    case json_error_premature_end_of_input:
        return "text ends too early";
    case json_error_end_of_input_expected:
        return "text goes on after the object";
    default:
        return "not JSON";
    }
}

static json_t *parse(const char *text, size_t length, const Path *path, GError **error) {
    json_error_t failure;
    json_t *root = json_loadb(text ? text : "", length, JSON_REJECT_DUPLICATES, &failure);
    if (is_type(root, JANSSON_OBJECT))
        return root;
    if (root) {
        json_decref(root);
        fail(path, error, "must be an object");
        return NULL;
    }
    size_t position = MIN(length, (size_t)MAX(failure.position, 0));
    g_autoptr(GString) place = g_string_new(NULL);
    json_scan_append_place(place, text, position);
    g_autofree char *valid_place = g_utf8_make_valid(place->str, (gssize)place->len);
    fail(path, error, "%s%s at byte %zu", valid_place, syntax_text(json_error_code(&failure)),
         position);
    return NULL;
}

/* Readers: one per kind. What they allocate is stored in `member` before it is filled, so that
 * json_table_clear() frees it when they fail halfway. */

typedef bool ReadFn(const JsonField *field, json_t *value, const Path *path, void *member,
                    GError **error);

static bool read_struct(const JsonTable *table, json_t *object, const Path *path, void *data,
                        GError **error);

static bool check_count(size_t count, int64_t min, int64_t max, const char *unit, const Path *path,
                        GError **error) {
    if ((int64_t)count >= min && (int64_t)count <= max)
        return true;
    return fail(path, error, "must have %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " %s, has %zu",
                min, max, unit, count);
}

static bool read_text(json_t *value, int64_t min, int64_t max, const Path *path, char **member,
                      GError **error) {
    if (!is_type(value, JANSSON_STRING))
        return fail(path, error, "must be a string");
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    size_t n_chars = (size_t)g_utf8_strlen(text, (gssize)length);
    if (!check_count(n_chars, min, max ? max : STRING_MAX_CHARS, "characters", path, error))
        return false;
    *member = g_strndup(text, length);
    return true;
}

static bool read_string(const JsonField *field, json_t *value, const Path *path, void *member,
                        GError **error) {
    return read_text(value, field->min, field->max, path, member, error);
}

static bool read_integer(const JsonField *field, json_t *value, const Path *path, void *member,
                         GError **error) {
    if (!is_type(value, JANSSON_INTEGER))
        return fail(path, error, "must be an integer");
    int64_t number = json_integer_value(value);
    int64_t max = field->max ? field->max : INTEGER_MAX;
    if (number < field->min || number > max)
        return fail(path, error,
                    "must be %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", is %" G_GINT64_FORMAT,
                    field->min, max, number);
    *(int64_t *)member = number;
    return true;
}

static bool read_number(const JsonField *field, json_t *value, const Path *path, void *member,
                        GError **error) {
    if (!is_type(value, JANSSON_INTEGER) && !is_type(value, JSON_REAL))
        return fail(path, error, "must be a number");
    double number = json_number_value(value); /* jansson refuses what is not finite */
    if (number < (double)field->min)
        return fail(path, error, "must be at least %" G_GINT64_FORMAT ", is %g", field->min,
                    number);
    if (field->max && number > (double)field->max)
        return fail(path, error, "must be at most %" G_GINT64_FORMAT ", is %g", field->max, number);
    *(double *)member = number;
    return true;
}

static bool read_bool(const JsonField *field, json_t *value, const Path *path, void *member,
                      GError **error) {
    if (!json_is_boolean(value))
        return fail(path, error, "must be true or false");
    *(bool *)member = json_is_true(value);
    return true;
}

static bool read_enum(const JsonField *field, json_t *value, const Path *path, void *member,
                      GError **error) {
    if (!is_type(value, JANSSON_STRING))
        return fail(path, error, "must be a string");
    const char *word = json_string_value(value);
    for (int i = 0; field->words[i]; i++) {
        if (strcmp(field->words[i], word) == 0) {
            *(int *)member = i;
            return true;
        }
    }
    g_autoptr(GString) quoted = g_string_new(NULL);
    json_scan_append_clipped(quoted, word, json_string_length(value));
    g_autofree char *allowed = g_strjoinv(", ", (char **)field->words);
    return fail(path, error, "'%s' is none of: %s", quoted->str, allowed);
}

static bool check_list(const JsonField *field, json_t *value, const Path *path, GError **error) {
    if (!json_is_array(value))
        return fail(path, error, "must be a list");
    int64_t max = field->max ? field->max : JSON_TABLE_MAX_ITEMS;
    return check_count(json_array_size(value), field->min, max, "items", path, error);
}

static bool read_strings(const JsonField *field, json_t *value, const Path *path, void *member,
                         GError **error) {
    if (!check_list(field, value, path, error))
        return false;
    size_t n_items = json_array_size(value);
    char **items = *(char ***)member = g_new0(char *, n_items + 1);
    for (size_t i = 0; i < n_items; i++) {
        Path item_path = {path, NULL, i};
        if (!read_text(json_array_get(value, i), 0, (int64_t)field->item_max, &item_path, &items[i],
                       error))
            return false;
    }
    return true;
}

static bool read_object(const JsonField *field, json_t *value, const Path *path, void *member,
                        GError **error) {
    if (!is_type(value, JANSSON_OBJECT))
        return fail(path, error, "must be an object");
    void *child = *(void **)member = g_malloc0(field->table->struct_bytes);
    return read_struct(field->table, value, path, child, error);
}

static bool read_objects(const JsonField *field, json_t *value, const Path *path, void *member,
                         GError **error) {
    if (!check_list(field, value, path, error))
        return false;
    size_t n_items = json_array_size(value);
    GPtrArray *items = *(GPtrArray **)member = g_ptr_array_sized_new((guint)n_items);
    for (size_t i = 0; i < n_items; i++) {
        Path item_path = {path, NULL, i};
        void *child = NULL;
        bool ok = read_object(field, json_array_get(value, i), &item_path, &child, error);
        if (child)
            g_ptr_array_add(items, child);
        if (!ok)
            return false;
    }
    return true;
}

static void append_json(GString *out, json_t *value);

static void append_json_object(GString *out, json_t *object) {
    const char *separator = "";
    const char *key;
    json_t *child;
    g_string_append_c(out, '{');
    json_object_foreach(object, key, child) {
        g_string_append(out, separator);
        json_append_string(out, key);
        g_string_append_c(out, ':');
        append_json(out, child);
        separator = ",";
    }
    g_string_append_c(out, '}');
}

static void append_json_list(GString *out, json_t *list) {
    g_string_append_c(out, '[');
    for (size_t i = 0; i < json_array_size(list); i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_json(out, json_array_get(list, i));
    }
    g_string_append_c(out, ']');
}

static void append_json(GString *out, json_t *value) {
    switch (json_typeof(value)) {
    case JANSSON_OBJECT:
        append_json_object(out, value);
        break;
    case JSON_ARRAY:
        append_json_list(out, value);
        break;
    case JANSSON_STRING:
        json_append_string(out, json_string_value(value));
        break;
    case JANSSON_INTEGER:
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        json_append_number(out, json_real_value(value));
        break;
    default:
        g_string_append(out, json_is_true(value)    ? "true"
                             : json_is_false(value) ? "false"
                                                    : "null");
        break;
    }
}

static bool read_raw(const JsonField *field, json_t *value, const Path *path, void *member,
                     GError **error) {
    g_autoptr(GString) text = g_string_new(NULL);
    append_json(text, value);
    int64_t max = field->max ? field->max : RAW_MAX_BYTES;
    if (!check_count(text->len, 0, max, "bytes", path, error))
        return false;
    *(char **)member = g_strndup(text->str, text->len);
    return true;
}

static ReadFn *const READERS[] = {
    [JSON_STRING] = read_string, [JSON_INTEGER] = read_integer, [JSON_NUMBER] = read_number,
    [JSON_BOOL] = read_bool,     [JSON_ENUM] = read_enum,       [JSON_STRINGS] = read_strings,
    [JSON_OBJECT] = read_object, [JSON_OBJECTS] = read_objects, [JSON_RAW] = read_raw,
};

static unsigned find_field(const JsonTable *table, const char *name) {
    unsigned i = 0;
    while (table->fields[i].kind != JSON_END && strcmp(table->fields[i].name, name) != 0)
        i++;
    return i;
}

static bool check_required(const JsonTable *table, uint64_t seen, const Path *path,
                           GError **error) {
    for (unsigned i = 0; table->fields[i].kind != JSON_END; i++) {
        Path field_path = {path, table->fields[i].name, 0};
        if (table->fields[i].presence == JSON_REQUIRED && !(seen >> i & 1))
            return fail(&field_path, error, "missing");
    }
    return true;
}

static bool read_struct(const JsonTable *table, json_t *object, const Path *path, void *data,
                        GError **error) {
    uint64_t seen = 0;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        Path field_path = {path, key, 0};
        unsigned i = find_field(table, key);
        const JsonField *field = &table->fields[i];
        if (field->kind == JSON_END && table->passes_unknown)
            continue;
        if (field->kind == JSON_END)
            return fail(&field_path, error, "unknown field");
        g_assert(i < TABLE_MAX_FIELDS);
        seen |= UINT64_C(1) << i;
        void *member = G_STRUCT_MEMBER_P(data, field->offset);
        if (!READERS[field->kind](field, value, &field_path, member, error))
            return false;
        if (field->present_offset)
            G_STRUCT_MEMBER(bool, data, field->present_offset) = true;
    }
    return check_required(table, seen, path, error);
}

bool json_table_read(const JsonTable *table, const char *text, size_t length, size_t max_bytes,
                     void *ret_struct, GError **error) {
    Path path = {NULL, table->name, 0};
    if (length > max_bytes) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read %s: it has %zu bytes, at most %zu are allowed", table->name,
                    length, max_bytes);
        return false;
    }
    const char *reason;
    if (!json_scan_check(text, length, &reason))
        return fail(&path, error, "%s", reason);
    json_auto_t *root = parse(text, length, &path, error);
    if (!root)
        return false;
    g_autofree void *data = g_malloc0(table->struct_bytes);
    if (!read_struct(table, root, &path, data, error)) {
        json_table_clear(table, data);
        return false;
    }
    memcpy(ret_struct, data, table->struct_bytes);
    return true;
}

static void clear_child(const JsonTable *table, void *child) {
    json_table_clear(table, child);
    g_free(child);
}

static void clear_objects(const JsonTable *table, GPtrArray *items) {
    if (!items)
        return;
    for (guint i = 0; i < items->len; i++)
        clear_child(table, g_ptr_array_index(items, i));
    g_ptr_array_set_free_func(items, NULL);
    g_ptr_array_unref(items);
}

static void clear_member(const JsonField *field, void *member) {
    switch (field->kind) {
    case JSON_STRING:
    case JSON_RAW:
        g_free(*(char **)member);
        break;
    case JSON_STRINGS:
        g_strfreev(*(char ***)member);
        break;
    case JSON_OBJECT:
        clear_child(field->table, *(void **)member);
        break;
    case JSON_OBJECTS:
        clear_objects(field->table, *(GPtrArray **)member);
        break;
    default:
        break;
    }
}

void json_table_clear(const JsonTable *table, void *data) {
    if (!data)
        return;
    for (const JsonField *field = table->fields; field->kind != JSON_END; field++)
        clear_member(field, G_STRUCT_MEMBER_P(data, field->offset));
    memset(data, 0, table->struct_bytes);
}

char *json_peek_string(const char *text, size_t length, const char *name) {
    size_t n;
    const char *quoted = json_scan_find_string(text, length, name, &n);
    if (!quoted)
        return NULL;
    json_auto_t *value = json_loadb(quoted, n, JSON_DECODE_ANY, NULL);
    return is_type(value, JANSSON_STRING) ? g_strdup(json_string_value(value)) : NULL;
}
