/* Field tables: JSON object ↔ plain C struct, with limits on size, depth and length. Handlers never
 * see JSON; the parser (jansson) is hidden in json_table.c. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_TABLE_MAX_DEPTH 8
#define JSON_TABLE_MAX_ITEMS 10000 /* in one list, unless the field says less */
/* In one text, lists and objects counted twice: the parser needs up to 300 bytes for each. */
#define JSON_TABLE_MAX_VALUES 100000

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
    JSON_RAW,     /* char *: the value's JSON text made compact, owned; max: bytes */
} JsonKind;

typedef enum JsonPresence { JSON_OPTIONAL, JSON_REQUIRED } JsonPresence;

typedef struct JsonTable JsonTable;

/* One field of a table, in the order of the columns. */
typedef struct JsonField {
    const char *name;
    JsonKind kind;
    size_t offset; /* offsetof(struct, member) */
    JsonPresence presence;
    /* See JsonKind. max 0: 2^53 - 1 for integers, no upper bound for numbers, 1,024 for strings and
     * raw text, JSON_TABLE_MAX_ITEMS for lists. min is always meant: 0 forbids negative numbers. */
    int64_t min, max;
    const char *const *words;
    const JsonTable *table;
    size_t item_max; /* 0: 1,024 */
    /* Offset of a bool that says "was present"; 0: none. The writer leaves out absent integers,
     * numbers and booleans that have one. */
    size_t present_offset;
} JsonField;

struct JsonTable {
    const char *name; /* of the struct, for messages */
    size_t struct_bytes;
    const JsonField *fields; /* ended by JSON_END */
    bool passes_unknown; /* another program's words: fields that are not named are passed over */
};

/* Parses exactly one JSON object and overwrites a struct of `table`. null is no value. Unknown,
 * repeated, missing, badly typed or out-of-range fields, broken UTF-8 and too deep nesting are
 * ERROR_INVALID with one sentence that names the field by its path ("items[3].name"); more than
 * `max_bytes` is ERROR_TOO_LARGE. On failure `ret_struct` is untouched. */
bool json_table_read(const JsonTable *table, const char *text, size_t length, size_t max_bytes,
                     void *ret_struct, GError **error);

/* Frees what a struct of `table` owns and zeroes it. NULL is allowed. */
void json_table_clear(const JsonTable *table, void *data);

/* The mirror: compact JSON text of a struct; absent strings, lists and objects are left out, so are
 * enums outside of their words. Caller frees. */
char *json_table_write(const JsonTable *table, const void *data);
void json_table_append(const JsonTable *table, const void *data, GString *out);

/* Appends `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD. */
void json_append_string(GString *out, const char *text);

/* Appends the shortest decimal text that reads back equal; null when it is not finite. */
void json_append_number(GString *out, double number);

/* Reads one string member of a JSON object without a table and without judging the rest: the
 * dispatch key of a message. The first of that name counts. NULL when `text` is not an object or
 * has no such string. Caller frees. */
char *json_peek_string(const char *text, size_t length, const char *name);
