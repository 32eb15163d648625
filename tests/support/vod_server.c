/* A gate with /vod/ and nothing else, told by lines on its input what lessons there are:
 *
 *   vod_server --data FOLDER
 *   order {"id": …, "alias": …, "title": …, "access": "public", "allows_download": true, "assets":
 *          [{"id": …, "kind": "sound", "language": "bo", "name": …, "is_default": true}]}
 *   forget LESSON      remove ASSET      token LESSON SUBJECT      stats
 *
 * It says READY port=…, facts {…}, delivered VIEWING KIND FROM_MS TO_MS BYTES, removed ASSET,
 * token …, stats {…}, each in a line. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_table.h"
#include "media/deliver/viewing_access.h"
#include "media/library/library.h"

#define MAX_LINE 65536
#define VALID_US (600 * CLOCK_US_PER_S)

typedef struct OrderAsset {
    char *id, *language, *name;
    int kind;
    bool is_default;
} OrderAsset;

typedef struct OrderText {
    char *id, *alias, *title;
    int access;
    bool allows_download;
    GPtrArray *assets;
} OrderText;

static const char *const ACCESS[] = {"closed", "token", "public", NULL};
static const char *const KINDS[] = {"picture", "sound", "subtitle", "document", NULL};

#define AT(field) offsetof(OrderAsset, field)
static const JsonField ASSET_FIELDS[] = {
    {"id", JSON_STRING, AT(id), JSON_REQUIRED},
    {"kind", JSON_ENUM, AT(kind), JSON_REQUIRED, .words = KINDS},
    {"language", JSON_STRING, AT(language), JSON_OPTIONAL},
    {"name", JSON_STRING, AT(name), JSON_OPTIONAL},
    {"is_default", JSON_BOOL, AT(is_default), JSON_OPTIONAL},
    {NULL},
};
#undef AT
static const JsonTable ASSET_TABLE = {"asset", sizeof(OrderAsset), ASSET_FIELDS};

#define AT(field) offsetof(OrderText, field)
static const JsonField ORDER_FIELDS[] = {
    {"id", JSON_STRING, AT(id), JSON_REQUIRED},
    {"alias", JSON_STRING, AT(alias), JSON_OPTIONAL},
    {"title", JSON_STRING, AT(title), JSON_OPTIONAL},
    {"access", JSON_ENUM, AT(access), JSON_REQUIRED, .words = ACCESS},
    {"allows_download", JSON_BOOL, AT(allows_download), JSON_OPTIONAL},
    {"assets", JSON_OBJECTS, AT(assets), JSON_REQUIRED, .table = &ASSET_TABLE},
    {NULL},
};
#undef AT
static const JsonTable ORDER_TABLE = {"order", sizeof(OrderText), ORDER_FIELDS};

static void say(const char *format, ...) G_GNUC_PRINTF(1, 2);
static void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    printf("%s\n", line);
    fflush(stdout);
}

static void on_facts(const LibraryFacts *facts, void *user) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < facts->n_downloads; i++)
        g_string_append_printf(text, "%s\"%s\":[%" PRId64 ",%" PRId64 "]", i ? "," : "",
                               facts->downloads[i].language, facts->downloads[i].video_bytes,
                               facts->downloads[i].sound_bytes);
    say("facts {\"id\":\"%s\",\"duration_us\":%" PRId64
        ",\"has_poster\":%d,\"has_sprites\":%d,\"downloads\":{%s}}",
        facts->id, facts->duration_us, facts->has_poster, facts->has_sprites, text->str);
}

static void on_delivered(const DeliveredRun *runs, unsigned n, void *user) {
    for (unsigned i = 0; i < n; i++)
        say("delivered %02x %u %" PRIu64 " %" PRIu64 " %" PRIu64, runs[i].viewing[15],
            (unsigned)runs[i].kind, runs[i].first, runs[i].end, runs[i].bytes);
}

static void on_removed(const char *asset_id, void *user) {
    say("removed %s", asset_id);
}

static void order(Library *library, const char *json) {
    OrderText text;
    g_autoptr(GError) error = NULL;
    if (!json_table_read(&ORDER_TABLE, json, strlen(json), MAX_LINE, &text, &error)) {
        say("problem %s", error->message);
        return;
    }
    g_autoptr(LibraryOrder) made = library_order_new(text.id);
    g_strlcpy(made->alias, text.alias ? text.alias : "", sizeof made->alias);
    made->title = g_strdup(text.title);
    made->access = (LibraryAccess)text.access;
    made->allows_download = text.allows_download;
    for (guint i = 0; i < text.assets->len; i++) {
        const OrderAsset *from = text.assets->pdata[i];
        LibraryAsset asset = {
            .kind = (AssetKind)from->kind, .name = from->name, .is_default = from->is_default};
        g_strlcpy(asset.id, from->id, sizeof asset.id);
        g_strlcpy(asset.language, from->language ? from->language : "", sizeof asset.language);
        library_order_add(made, &asset);
    }
    library_order(library, made);
    json_table_clear(&ORDER_TABLE, &text);
}

static void sign(const TokenKeys *keys, const char *lesson, const char *subject) {
    g_autoptr(TokenSigner) signer = token_signer_new(keys, VIEWING_ACCESS_VOD, lesson);
    TokenClaims claims = {.expires_at_us = clock_wall_us() + VALID_US};
    char token[TOKEN_TEXT_MAX_BYTES] = "";
    g_strlcpy(claims.subject, subject, sizeof claims.subject);
    token_sign(signer, &claims, token);
    say("token %s", token);
}

static void say_stats(Library *library) {
    LibraryStats stats;
    library_get_stats(library, &stats);
    say("stats {\"lessons\":%u,\"opened\":%u,\"media\":%" PRIu64 ",\"ts_made\":%" PRIu64 "}",
        stats.lessons, stats.opened, stats.handler.media, stats.ts.made);
}

static void follow(Library *library, const TokenKeys *keys) {
    g_autofree char *line = g_malloc(MAX_LINE);
    while (fgets(line, MAX_LINE, stdin)) {
        g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 3);
        const char *verb = words[0], *first = words[0] ? words[1] : NULL;
        if (g_strcmp0(verb, "order") == 0)
            order(library, line + strlen("order "));
        else if (g_strcmp0(verb, "forget") == 0 && first)
            library_forget(library, first);
        else if (g_strcmp0(verb, "remove") == 0 && first)
            library_remove_asset(library, first);
        else if (g_strcmp0(verb, "token") == 0 && first && words[2])
            sign(keys, first, words[2]);
        else if (g_strcmp0(verb, "stats") == 0)
            say_stats(library);
    }
}

static Gate *start_gate(Library *library, GError **error) {
    static const char *const listen[] = {"127.0.0.1:0", NULL};
    static const char *const no_proxies[] = {NULL};
    GateRoute routes[] = {{VOD_PATH_PREFIX, library_gate_handler(library)}, {NULL, {0}}};
    GateOptions options = {.listen = listen,
                           .n_workers = 2,
                           .max_connections = 1000,
                           .max_connections_per_address = 1000,
                           .header_timeout_us = 10 * CLOCK_US_PER_S,
                           .idle_timeout_us = 60 * CLOCK_US_PER_S,
                           .write_timeout_us = 30 * CLOCK_US_PER_S,
                           .relay_timeout_us = 30 * CLOCK_US_PER_S,
                           .trusted_proxies = no_proxies,
                           .routes = routes};
    return gate_start(&options, error);
}

static bool serve(const char *data, GError **error) {
    g_autofree char *folder = g_build_filename(data, "courses", NULL);
    TokenKeys *keys = token_keys_open(data, error);
    LibraryOptions options = {.folder = folder,
                              .max_download_bytes = UINT64_C(1) << 30,
                              .keys = keys,
                              .events = {on_facts, on_delivered, on_removed}};
    Library *library = keys ? library_start(&options, error) : NULL;
    Gate *gate = library ? start_gate(library, error) : NULL;
    bool is_up = gate != NULL;
    if (is_up) {
        library_set_gate(library, gate);
        say("READY port=%u", gate_port(gate, 0));
        follow(library, keys);
        gate_stop(gate, CLOCK_US_PER_S);
        library_stop(library);
    }
    gate_free(gate);
    library_free(library);
    token_keys_free(keys);
    return is_up;
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    if (argc != 3 || strcmp(argv[1], "--data") != 0) {
        g_printerr("vod_server --data FOLDER\n");
        return EXIT_FAILURE;
    }
    if (serve(argv[2], &error))
        return EXIT_SUCCESS;
    g_printerr("vod_server: %s\n", error->message);
    return EXIT_FAILURE;
}
