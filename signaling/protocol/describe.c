#include "signaling/protocol/describe.h"

static const char *const KIND_WORDS[] = {
    [JSON_STRING] = "string", [JSON_INTEGER] = "integer", [JSON_NUMBER] = "number",
    [JSON_BOOL] = "bool",     [JSON_ENUM] = "enum",       [JSON_STRINGS] = "strings",
    [JSON_OBJECT] = "object", [JSON_OBJECTS] = "objects", [JSON_RAW] = "raw",
};

void describe_append_words(GString *out, const char *const *words) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; words[i]; i++) {
        g_string_append(out, i > 0 ? "," : "");
        json_append_string(out, words[i]);
    }
    g_string_append_c(out, ']');
}

static bool has_limits(JsonKind kind) {
    return kind != JSON_BOOL && kind != JSON_ENUM && kind != JSON_OBJECT;
}

static void append_field(GString *out, const JsonField *field) {
    g_string_append_printf(out, "{\"name\":\"%s\",\"kind\":\"%s\",\"required\":%s", field->name,
                           KIND_WORDS[field->kind],
                           field->presence == JSON_REQUIRED ? "true" : "false");
    if (has_limits(field->kind))
        g_string_append_printf(out, ",\"min\":%" G_GINT64_FORMAT ",\"max\":%" G_GINT64_FORMAT,
                               field->min, field->max);
    if (field->item_max)
        g_string_append_printf(out, ",\"item_max\":%zu", field->item_max);
    if (field->words) {
        g_string_append(out, ",\"words\":");
        describe_append_words(out, field->words);
    }
    if (field->table) {
        g_string_append(out, ",\"fields\":");
        describe_append_fields(out, field->table);
    }
    g_string_append_c(out, '}');
}

void describe_append_fields(GString *out, const JsonTable *table) {
    g_string_append_c(out, '[');
    for (const JsonField *field = table->fields; field->kind != JSON_END; field++) {
        g_string_append(out, field > table->fields ? "," : "");
        append_field(out, field);
    }
    g_string_append_c(out, ']');
}
