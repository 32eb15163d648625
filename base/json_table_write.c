#include "base/json_table.h"

#include <math.h>
#include <string.h>

static const char *escape_of(unsigned char c) {
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void append_escaped(GString *out, const char *text) {
    const char *run = text;
    const char *p = text;
    for (; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        g_string_append_len(out, run, p - run);
        run = p + 1;
        const char *escape = escape_of(c);
        if (escape)
            g_string_append(out, escape);
        else
            g_string_append_printf(out, "\\u%04x", c);
    }
    g_string_append_len(out, run, p - run);
}

void json_append_string(GString *out, const char *text) {
    g_string_append_c(out, '"');
    if (g_utf8_validate(text, -1, NULL)) {
        append_escaped(out, text);
    } else {
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        append_escaped(out, valid);
    }
    g_string_append_c(out, '"');
}

void json_append_number(GString *out, double number) {
    static const char *const FORMATS[] = {"%.15g", "%.16g", "%.17g"};
    char text[G_ASCII_DTOSTR_BUF_SIZE] = "null";
    if (number == 0)
        number = 0; /* "-0" would be read back as an integer without a sign */
    for (size_t i = 0; i < G_N_ELEMENTS(FORMATS) && isfinite(number); i++) {
        g_ascii_formatd(text, sizeof text, FORMATS[i], number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    g_string_append(out, text);
}

static void append_strings(GString *out, char **items) {
    g_string_append_c(out, '[');
    for (size_t i = 0; items[i]; i++) {
        g_string_append(out, i > 0 ? "," : "");
        json_append_string(out, items[i]);
    }
    g_string_append_c(out, ']');
}

static void append_objects(GString *out, const JsonTable *table, const GPtrArray *items) {
    g_string_append_c(out, '[');
    for (guint i = 0; i < items->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(table, g_ptr_array_index(items, i), out);
    }
    g_string_append_c(out, ']');
}

static const char *word_of(const JsonField *field, int index) {
    int i = 0;
    while (i < index && field->words[i])
        i++;
    return index < 0 ? NULL : field->words[i];
}

static bool is_present(const JsonField *field, const void *data) {
    switch (field->kind) {
    case JSON_INTEGER:
    case JSON_NUMBER:
    case JSON_BOOL:
        return !field->present_offset || G_STRUCT_MEMBER(bool, data, field->present_offset);
    case JSON_ENUM:
        return word_of(field, G_STRUCT_MEMBER(int, data, field->offset)) != NULL;
    default:
        return G_STRUCT_MEMBER(void *, data, field->offset) != NULL;
    }
}

static void append_value(GString *out, const JsonField *field, const void *member) {
    switch (field->kind) {
    case JSON_STRING:
        json_append_string(out, *(char *const *)member);
        break;
    case JSON_INTEGER:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, *(const int64_t *)member);
        break;
    case JSON_NUMBER:
        json_append_number(out, *(const double *)member);
        break;
    case JSON_BOOL:
        g_string_append(out, *(const bool *)member ? "true" : "false");
        break;
    case JSON_ENUM:
        json_append_string(out, word_of(field, *(const int *)member));
        break;
    case JSON_STRINGS:
        append_strings(out, *(char **const *)member);
        break;
    case JSON_OBJECT:
        json_table_append(field->table, *(void *const *)member, out);
        break;
    case JSON_OBJECTS:
        append_objects(out, field->table, *(GPtrArray *const *)member);
        break;
    case JSON_RAW:
        g_string_append(out, *(char *const *)member);
        break;
    case JSON_END:
        g_assert_not_reached();
    }
}

void json_table_append(const JsonTable *table, const void *data, GString *out) {
    const char *separator = "";
    g_string_append_c(out, '{');
    for (const JsonField *field = table->fields; field->kind != JSON_END; field++) {
        if (!is_present(field, data))
            continue;
        g_string_append(out, separator);
        json_append_string(out, field->name);
        g_string_append_c(out, ':');
        append_value(out, field, G_STRUCT_MEMBER_P(data, field->offset));
        separator = ",";
    }
    g_string_append_c(out, '}');
}

char *json_table_write(const JsonTable *table, const void *data) {
    GString *out = g_string_sized_new(256);
    json_table_append(table, data, out);
    return g_string_free(out, FALSE);
}
