#include "catalog/intake/unit_names.h"

#include <string.h>

#define MAX_PATH_NAMES 16 /* depth of the tree */

typedef struct Unit {
    const char *id, *name; /* of the chunk */
    const char *bare;      /* what the name is compared by */
    int parent;
} Unit;

struct UnitNames {
    GArray *units; /* of Unit */
    GStringChunk *texts;
    GHashTable *by_path; /* bare names of a path put together → GArray of int: its last units */
};

UnitNames *unit_names_new(void) {
    UnitNames *names = g_new0(UnitNames, 1);
    names->units = g_array_new(FALSE, FALSE, sizeof(Unit));
    names->texts = g_string_chunk_new(16384);
    names->by_path =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    return names;
}

void unit_names_free(UnitNames *names) {
    if (!names)
        return;
    g_hash_table_unref(names->by_path);
    g_array_unref(names->units);
    g_string_chunk_free(names->texts);
    g_free(names);
}

static Unit *unit_at(const UnitNames *names, int unit) {
    g_assert(unit >= 0 && (unsigned)unit < names->units->len);
    return &g_array_index(names->units, Unit, unit);
}

/* ---- what is compared: NFKC, case folded, letters and digits only, without 中共 before ---- */

static char *bare_of(const char *text) {
    static const char *const prefixes[] = {"中国共产党", "中共", NULL};
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(normal ? normal : "", -1);
    GString *bare = g_string_new(NULL);
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        if (g_unichar_isalnum(letter) || g_unichar_ismark(letter))
            g_string_append_unichar(bare, letter);
    }
    for (unsigned i = 0; prefixes[i]; i++)
        if (g_str_has_prefix(bare->str, prefixes[i]) && bare->len > strlen(prefixes[i])) {
            g_string_erase(bare, 0, (gssize)strlen(prefixes[i]));
            break;
        }
    return g_string_free(bare, FALSE);
}

static void note_path(UnitNames *names, const char *path, int unit) {
    GArray *units = g_hash_table_lookup(names->by_path, path);
    if (!units) {
        units = g_array_new(FALSE, FALSE, sizeof(int));
        g_hash_table_insert(names->by_path, g_string_chunk_insert(names->texts, path), units);
    }
    g_array_append_val(units, unit);
}

int unit_names_add(UnitNames *names, const char *id, int parent, const char *name) {
    int index = (int)names->units->len;
    g_autofree char *bare = bare_of(name);
    Unit unit = {.id = id ? g_string_chunk_insert(names->texts, id) : NULL,
                 .name = g_string_chunk_insert(names->texts, name),
                 .bare = g_string_chunk_insert(names->texts, bare),
                 .parent = parent};
    g_array_append_val(names->units, unit);
    g_autoptr(GString) path = g_string_new(NULL);
    for (int at = index, n = 0; at >= 0 && n < MAX_PATH_NAMES;
         at = unit_at(names, at)->parent, n++) {
        g_string_prepend(path, unit_at(names, at)->bare);
        note_path(names, path->str, index);
    }
    return index;
}

/* ---- asking ---- */

static bool is_separator(gunichar letter) {
    return letter == '/' || letter == '\\' || letter == '>' || letter == '|' || letter == 0x3001 ||
           letter == 0x2192 || letter == 0xff0f || letter == 0xff1e || letter == 0xbb;
}

/* Names between separators, bare, from the top; at most MAX_PATH_NAMES. Each is the caller's. */
static GPtrArray *split_path(const char *text) {
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    const char *from = text;
    for (const char *at = text;; at = g_utf8_next_char(at)) {
        if (*at && !is_separator(g_utf8_get_char(at)))
            continue;
        g_autofree char *part = g_strndup(from, (size_t)(at - from));
        char *bare = bare_of(part);
        if (*bare && parts->len < MAX_PATH_NAMES)
            g_ptr_array_add(parts, bare);
        else
            g_free(bare);
        if (!*at)
            return parts;
        from = g_utf8_next_char(at);
    }
}

/* Whether the names above the last one stand above `unit` in this order; levels may be left out. */
static bool has_above(const UnitNames *names, int unit, const GPtrArray *parts) {
    int next = (int)parts->len - 2;
    for (int at = unit_at(names, unit)->parent; at >= 0 && next >= 0;
         at = unit_at(names, at)->parent)
        if (g_str_equal(unit_at(names, at)->bare, parts->pdata[next]))
            next--;
    return next < 0;
}

static int only_one(const GArray *units, unsigned *ret_matches) {
    *ret_matches = units ? units->len : 0;
    if (*ret_matches == 0)
        return UNIT_NAMES_NONE;
    return *ret_matches == 1 ? g_array_index(units, int, 0) : UNIT_NAMES_AMBIGUOUS;
}

int unit_names_find(const UnitNames *names, const char *text, unsigned *ret_matches) {
    g_autofree char *bare = bare_of(text);
    int found = only_one(g_hash_table_lookup(names->by_path, bare), ret_matches);
    if (found != UNIT_NAMES_NONE)
        return found;
    g_autoptr(GPtrArray) parts = split_path(text);
    if (parts->len < 2)
        return UNIT_NAMES_NONE;
    const GArray *last = g_hash_table_lookup(names->by_path, parts->pdata[parts->len - 1]);
    g_autoptr(GArray) fitting = g_array_new(FALSE, FALSE, sizeof(int));
    for (unsigned i = 0; last && i < last->len; i++) {
        int unit = g_array_index(last, int, i);
        if (has_above(names, unit, parts))
            g_array_append_val(fitting, unit);
    }
    return only_one(fitting, ret_matches);
}

int unit_names_child(const UnitNames *names, int parent, const char *name) {
    g_autofree char *bare = bare_of(name);
    const GArray *same = g_hash_table_lookup(names->by_path, bare);
    for (unsigned i = 0; same && i < same->len; i++) {
        int unit = g_array_index(same, int, i);
        if (unit_at(names, unit)->parent == parent && g_str_equal(unit_at(names, unit)->bare, bare))
            return unit;
    }
    return UNIT_NAMES_NONE;
}

unsigned unit_names_count(const UnitNames *names) {
    return names->units->len;
}

const char *unit_names_id(const UnitNames *names, int unit) {
    return unit_at(names, unit)->id;
}

const char *unit_names_name(const UnitNames *names, int unit) {
    return unit_at(names, unit)->name;
}

int unit_names_parent(const UnitNames *names, int unit) {
    return unit_at(names, unit)->parent;
}

bool unit_names_is_below(const UnitNames *names, int unit, int above) {
    for (; unit >= 0; unit = unit_at(names, unit)->parent)
        if (unit == above)
            return true;
    return false;
}

char *unit_names_path(const UnitNames *names, int unit) {
    g_autoptr(GString) path = g_string_new(NULL);
    for (; unit >= 0; unit = unit_at(names, unit)->parent) {
        if (path->len > 0)
            g_string_prepend_c(path, '/');
        g_string_prepend(path, unit_at(names, unit)->name);
    }
    return g_strdup(path->str);
}

void unit_names_set_id(UnitNames *names, int unit, const char *id) {
    unit_at(names, unit)->id = g_string_chunk_insert(names->texts, id);
}
