#include "server/pages.h"

#include <string.h>

#include "base/error.h"
#include "base/gate/static_files.h"
#include "server/gate_reply.h"

#define PAGE_ENDING ".html"

struct Pages {
    StaticFiles *files; /* NULL: not built */
};

/* Nothing comes from elsewhere and nothing runs that is not a file of ours. "ws: wss:" beside
 * 'self': browsers before 2018 do not count WebSockets of the same origin as 'self' (CSP3
 * §6.7.2.8). blob: is media source extensions. */
static const GateField FIELDS[] = {
    {"content-security-policy",
     "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
     "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    GATE_REPLY_NO_SNIFFING,
    {"x-frame-options", "DENY"},
    {"referrer-policy", "same-origin"},
    {"permissions-policy", "camera=(self), microphone=(self), geolocation=()"},
};

/* "tv.html" → {"/tv", "tv.html"}; strings are owned by `strings`. */
static void add_page(GArray *pages, GPtrArray *strings, const char *file) {
    size_t length = strlen(file) - strlen(PAGE_ENDING);
    bool is_index = g_str_equal(file, "index" PAGE_ENDING);
    StaticPage page = {is_index ? g_strdup("/") : g_strdup_printf("/%.*s", (int)length, file),
                       g_strdup(file)};
    g_ptr_array_add(strings, (char *)page.path);
    g_ptr_array_add(strings, (char *)page.file);
    g_array_append_val(pages, page);
}

static void collect_pages(const char *directory, GArray *pages, GPtrArray *strings) {
    GDir *folder = g_dir_open(directory, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));)
        if (name[0] != '.' && g_str_has_suffix(name, PAGE_ENDING) &&
            !g_str_equal(name, "404" PAGE_ENDING))
            add_page(pages, strings, name);
    if (folder)
        g_dir_close(folder);
}

static StaticFiles *open_files(const char *directory, GError **error) {
    g_autoptr(GArray) table = g_array_new(TRUE, FALSE, sizeof(StaticPage));
    g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
    collect_pages(directory, table, strings);
    StaticFilesOptions options = {.directory = directory,
                                  .pages = (const StaticPage *)(const void *)table->data,
                                  .immutable_prefix = "/assets/",
                                  .fields = FIELDS,
                                  .n_fields = G_N_ELEMENTS(FIELDS)};
    return static_files_open(&options, error);
}

Pages *pages_open(const char *directory, GError **error) {
    g_autoptr(Pages) pages = g_new0(Pages, 1);
    if (directory) {
        pages->files = open_files(directory, error);
        if (!pages->files)
            return NULL;
    }
    return g_steal_pointer(&pages);
}

void pages_close(Pages *pages) {
    if (!pages)
        return;
    static_files_close(pages->files);
    g_free(pages);
}

static void say_not_built(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    if (gate_reply_only_reads(head, answer))
        gate_reply_problem(answer, ERROR_NOT_FOUND,
                           "The pages of this server were not built; its API is below /api/v1.");
}

GateHandler pages_handler(Pages *pages) {
    if (pages->files)
        return static_files_handler(pages->files);
    return (GateHandler){.on_request = say_not_built};
}
