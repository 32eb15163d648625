#include "base/api_route.h"

#include <string.h>

typedef struct Pattern {
    const ApiRoute *route;
    char **segments;
    unsigned n_segments;
} Pattern;

struct ApiRouteTable {
    GArray *patterns; /* of Pattern */
};

static void clear_pattern(void *data) {
    Pattern *pattern = data;
    g_strfreev(pattern->segments);
}

static bool is_placeholder(const char *segment) {
    return segment[0] == '{';
}

ApiRouteTable *api_route_table_new(const ApiRoute *routes) {
    ApiRouteTable *table = g_new0(ApiRouteTable, 1);
    table->patterns = g_array_new(FALSE, TRUE, sizeof(Pattern));
    g_array_set_clear_func(table->patterns, clear_pattern);
    for (const ApiRoute *route = routes; route->method; route++) {
        g_assert(route->path[0] == '/' && route->handler);
        Pattern pattern = {.route = route, .segments = g_strsplit(route->path + 1, "/", -1)};
        pattern.n_segments = g_strv_length(pattern.segments);
        g_assert(pattern.n_segments >= 1 && pattern.n_segments <= API_ROUTE_MAX_SEGMENTS);
        for (unsigned i = 0; i < pattern.n_segments; i++) {
            const char *segment = pattern.segments[i];
            g_assert(*segment && (!is_placeholder(segment) || g_str_has_suffix(segment, "}")));
        }
        g_array_append_val(table->patterns, pattern);
    }
    return table;
}

void api_route_table_free(ApiRouteTable *table) {
    if (!table)
        return;
    g_array_unref(table->patterns);
    g_free(table);
}

/* RFC 3986 §2.1, applied once; NULL for a bad escape, an encoded NUL or broken UTF-8. */
static char *decode_segment(const char *text, size_t length) {
    g_autofree char *decoded = g_uri_unescape_segment(text, text + length, NULL);
    if (!decoded || !g_utf8_validate(decoded, -1, NULL))
        return NULL;
    return g_steal_pointer(&decoded);
}

static ApiMatchResult split_path(const char *path, char ***ret_segments) {
    if (path[0] != '/')
        return API_MATCH_NO_PATH;
    g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);
    const char *at = path + 1;
    for (;;) {
        size_t length = strcspn(at, "/");
        if (length == 0 || segments->len == API_ROUTE_MAX_SEGMENTS)
            return API_MATCH_NO_PATH;
        char *segment = decode_segment(at, length);
        if (!segment)
            return API_MATCH_MALFORMED;
        g_ptr_array_add(segments, segment);
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    g_ptr_array_add(segments, NULL);
    *ret_segments = (char **)g_ptr_array_free(g_steal_pointer(&segments), FALSE);
    return API_MATCH_FOUND;
}

static bool pattern_fits(const Pattern *pattern, char **segments, unsigned n_segments) {
    if (pattern->n_segments != n_segments)
        return false;
    for (unsigned i = 0; i < n_segments; i++)
        if (!is_placeholder(pattern->segments[i]) && strcmp(pattern->segments[i], segments[i]) != 0)
            return false;
    return true;
}

static void add_allowed(GString *allow, const char *method) {
    if (allow->len > 0)
        g_string_append(allow, ", ");
    g_string_append(allow, method);
    if (g_str_equal(method, "GET"))
        g_string_append(allow, ", HEAD");
}

ApiMatchResult api_route_match(const ApiRouteTable *table, const char *method, const char *path,
                               ApiMatch *ret_match) {
    g_auto(GStrv) segments = NULL;
    ApiMatchResult split = split_path(path, &segments);
    if (split != API_MATCH_FOUND)
        return split;
    unsigned n_segments = g_strv_length(segments);
    const char *wanted = g_str_equal(method, "HEAD") ? "GET" : method;
    g_autoptr(GString) allow = g_string_new(NULL);
    for (unsigned i = 0; i < table->patterns->len; i++) {
        const Pattern *pattern = &g_array_index(table->patterns, Pattern, i);
        if (!pattern_fits(pattern, segments, n_segments))
            continue;
        if (g_str_equal(pattern->route->method, wanted)) {
            *ret_match =
                (ApiMatch){.route = pattern->route, .segments = g_steal_pointer(&segments)};
            return API_MATCH_FOUND;
        }
        add_allowed(allow, pattern->route->method);
    }
    if (allow->len == 0)
        return API_MATCH_NO_PATH;
    *ret_match = (ApiMatch){.allow = g_string_free(g_steal_pointer(&allow), FALSE)};
    return API_MATCH_NO_METHOD;
}

void api_match_clear(ApiMatch *match) {
    g_clear_pointer(&match->segments, g_strfreev);
    g_clear_pointer(&match->allow, g_free);
    match->route = NULL;
}

const char *api_match_segment(const ApiMatch *match, const char *name) {
    if (!match->route)
        return NULL;
    size_t length = strlen(name);
    const char *at = match->route->path;
    for (unsigned i = 0; match->segments[i]; i++) {
        at++;
        size_t pattern_length = strcspn(at, "/");
        if (pattern_length == length + 2 && at[0] == '{' && memcmp(at + 1, name, length) == 0)
            return match->segments[i];
        at += pattern_length;
    }
    return NULL;
}
