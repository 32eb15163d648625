/* Field tables: JSON object ↔ plain C struct, with limits on size, depth and length. Handlers never
 * see JSON; the parser (jansson) is hidden in json_table.c. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_TABLE_MAX_DEPTH 8
#define JSON_TABLE_MAX_ITEMS 10000 /* in one list, unless the field says less */

typedef enum JsonKind {
    JSON_END,     /* terminates a table */
    JSON_STRING,  /* char *, owned, valid UTF-8 without NUL; min/max: characters */
    JSON_INTEGER, /* int64_t; min/max: value */
    JSON_NUMBER,  /* double; min/max: value; finite */
    JSON_BOOL,    /* bool */
    JSON_ENUM,    /* int; `words` lists the allowed strings, NULL-terminated; index is stored */
    JSON_STRINGS, /* GStrv, owned; min/max: number of items; each at most `item_max` characters */
    JSON_OBJECT,  /* pointer to a struct of `table`, owned, NULL when absent */
    JSON_OBJECTS, /* GPtrArray * of structs of `table`, owned; min/max: number of items */
    JSON_RAW,     /* char *: the value's own JSON text, owned; max: bytes */
} JsonKind;

typedef enum JsonPresence { JSON_OPTIONAL, JSON_REQUIRED } JsonPresence;

typedef struct JsonTable JsonTable;

/* One field of a table, in the order of the columns. */
typedef struct JsonField {
    const char *name;
    JsonKind kind;
    size_t offset; /* offsetof(struct, member) */
    JsonPresence presence;
    int64_t min, max; /* see JsonKind; max 0: no upper bound for numbers, 1,024 for strings */
    const char *const *words;
    const JsonTable *table;
    size_t item_max;
    /* JSON_INTEGER, JSON_NUMBER, JSON_BOOL: offset of a bool that says "was present"; 0: none */
    size_t present_offset;
} JsonField;

struct JsonTable {
    const char *name; /* of the struct, for messages */
    size_t struct_bytes;
    const JsonField *fields; /* ended by JSON_END */
};

/* Parses exactly one JSON object into a zeroed struct of `table`. Unknown, repeated, missing, badly
 * typed or out-of-range fields, broken UTF-8 and too deep nesting are ERROR_INVALID with one
 * sentence that names the field by its path ("items[3].name"); more than `max_bytes` is
 * ERROR_TOO_LARGE. On failure `ret_struct` is untouched. */
bool json_table_read(const JsonTable *table, const char *text, size_t length, size_t max_bytes,
                     void *ret_struct, GError **error);

/* Frees what a struct of `table` owns and zeroes it. NULL is allowed. */
void json_table_clear(const JsonTable *table, void *data);

/* The mirror: compact JSON text of a struct; absent strings and objects are left out. Caller frees.
 */
char *json_table_write(const JsonTable *table, const void *data);
void json_table_append(const JsonTable *table, const void *data, GString *out);

/* Appends `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD. */
void json_append_string(GString *out, const char *text);

/* Reads one string member of a JSON object without a table: the dispatch key of a message.
 * NULL when `text` is not an object or has no such string. Caller frees. */
char *json_peek_string(const char *text, size_t length, const char *name);
