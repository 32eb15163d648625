#include "base/json_scan.h"

#include <string.h>

#include "base/json_table.h"

#define QUOTE_MAX_BYTES 48
#define WORD(number)    G_STRINGIFY(number)

void json_scan_append_clipped(GString *out, const char *text, size_t length) {
    size_t n = length;
    if (n > QUOTE_MAX_BYTES)
        for (n = QUOTE_MAX_BYTES; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    g_string_append_len(out, text, (gssize)n);
    if (n < length)
        g_string_append(out, "…");
}

/* `p` is at an opening quote; returns what follows the closing one, or `end`. */
static const char *after_string(const char *p, const char *end) {
    for (p++; p < end; p++) {
        if (*p == '"')
            return p + 1;
        if (*p == '\\')
            p++;
    }
    return end;
}

bool json_scan_check(const char *text, size_t length, const char **ret_reason) {
    size_t depth = 0, n_values = 1;
    for (const char *p = text, *end = text + length; p < end; p++) {
        if (*p == '"') {
            p = after_string(p, end) - 1;
        } else if (*p == '{' || *p == '[') {
            n_values++; /* counts an empty list as two: an upper bound is enough */
            depth++;
        } else if (*p == '}' || *p == ']') {
            depth -= depth > 0;
        } else if (*p == ',') {
            n_values++;
        }
        if (depth > JSON_TABLE_MAX_DEPTH) {
            *ret_reason = "nested deeper than " WORD(JSON_TABLE_MAX_DEPTH) " levels";
            return false;
        }
        if (n_values > JSON_TABLE_MAX_VALUES) {
            *ret_reason = "has more than " WORD(JSON_TABLE_MAX_VALUES) " values";
            return false;
        }
    }
    return true;
}

#undef WORD

typedef struct Level {
    bool is_list, has_key;
    size_t index;
    const char *key; /* borrowed from the text, with its quotes */
    size_t key_bytes;
} Level;

static void take_key(Level *level, const char *quoted, size_t length) {
    if (level->is_list || level->has_key || length < 2)
        return;
    level->key = quoted;
    level->key_bytes = length;
}

static void append_levels(GString *out, const Level *levels, size_t n_levels) {
    size_t start = out->len;
    for (const Level *level = levels; level < levels + n_levels; level++) {
        if (level->is_list) {
            g_string_append_printf(out, "[%zu]", level->index);
        } else if (level->key) {
            g_string_append(out, out->len > start ? "." : "");
            json_scan_append_clipped(out, level->key + 1, level->key_bytes - 2);
        }
    }
    g_string_append(out, out->len > start ? ": " : "");
}

void json_scan_append_place(GString *out, const char *text, size_t position) {
    Level levels[JSON_TABLE_MAX_DEPTH + 1] = {0};
    size_t depth = 0; /* levels[0] is outside of the document */
    for (const char *p = text, *stop = text + position; p < stop; p++) {
        Level *level = &levels[depth];
        if (*p == '"') {
            const char *next = after_string(p, stop);
            take_key(level, p, (size_t)(next - p));
            p = next - 1;
        } else if (*p == '{' || *p == '[') {
            levels[++depth] = (Level){.is_list = *p == '['};
        } else if (*p == '}' || *p == ']') {
            depth -= depth > 0;
        } else if (*p == ',') {
            level->index++;
            level->has_key = false;
        } else if (*p == ':') {
            level->has_key = true;
        }
    }
    append_levels(out, levels + 1, depth);
}

typedef struct MemberScan {
    size_t depth;
    bool is_value; /* between a colon and a comma */
    bool is_found; /* the last name of the outermost object is the one we look for */
} MemberScan;

static void take_mark(MemberScan *scan, char mark) {
    if (mark == '{' || mark == '[')
        scan->depth++;
    else if (mark == '}' || mark == ']')
        scan->depth--;
    else if (scan->depth == 1 && mark == ',')
        scan->is_value = scan->is_found = false;
    else if (scan->depth == 1 && mark == ':')
        scan->is_value = true;
}

static bool is_quoted(const char *quoted, size_t length, const char *name) {
    size_t n = strlen(name);
    return length == n + 2 && memcmp(quoted + 1, name, n) == 0 && quoted[length - 1] == '"';
}

const char *json_scan_find_string(const char *text, size_t length, const char *name,
                                  size_t *ret_length) {
    const char *p = text, *end = text + length;
    while (p < end && strchr(" \t\r\n", *p) && *p)
        p++;
    if (p == end || *p != '{')
        return NULL;
    MemberScan scan = {.depth = 1};
    for (p++; p < end && scan.depth > 0; p++) {
        if (*p != '"') {
            take_mark(&scan, *p);
            continue;
        }
        const char *next = after_string(p, end);
        size_t n = (size_t)(next - p);
        if (scan.depth == 1 && scan.is_value && scan.is_found) {
            *ret_length = n;
            return p;
        }
        if (scan.depth == 1 && !scan.is_value)
            scan.is_found = is_quoted(p, n, name);
        p = next - 1;
    }
    return NULL;
}
