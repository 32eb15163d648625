#include "base/gate/static_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/gate/http_coding.h"
#include "base/gate/http_head.h"

#define MEMORY_FILE_MAX_BYTES (256u * 1024) /* larger files are sent from disk by sendfile */
#define MAX_DEPTH             8u
#define ETAG_DIGITS           32

typedef enum Coding { CODING_IDENTITY, CODING_GZIP, CODING_BROTLI, N_CODINGS } Coding;

typedef struct CodingRow {
    const char *suffix, *token;
} CodingRow;

static const CodingRow CODINGS[N_CODINGS] = {
    [CODING_IDENTITY] = {"", "identity"},
    [CODING_GZIP] = {".gz", "gzip"},
    [CODING_BROTLI] = {".br", "br"},
};

typedef struct TypeRow {
    const char *ending, *type;
} TypeRow;

static const TypeRow TYPES[] = {
    {".css", "text/css; charset=utf-8"},
    {".m4a", "audio/mp4"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
};

/* One encoding of a file: in memory, or open. */
typedef struct Variant {
    GateBuffer *body;
    GateFile *file;
    char *etag; /* owned; NULL: there is no such variant */
} Variant;

typedef struct Entry {
    const char *type;
    const char *cache_control;
    GateField *fields[N_CODINGS]; /* owned; n_fields each */
    unsigned n_fields[N_CODINGS];
    Variant variants[N_CODINGS];
} Entry;

struct StaticFiles {
    GHashTable *entries; /* request path → Entry, owned; read only once open */
    GHashTable *pages;   /* page path → Entry, borrowed from `entries` */
    char *immutable_prefix;
    GateField *fields; /* borrowed strings */
    unsigned n_fields;
    Entry *missing; /* 404.html; NULL: none */
};

/* ---- reading the folder ---- */

static void clear_variant(Variant *variant) {
    gate_buffer_unref(variant->body);
    gate_file_unref(variant->file);
    g_free(variant->etag);
}

static void free_entry(void *data) {
    Entry *entry = data;
    for (unsigned i = 0; i < N_CODINGS; i++) {
        clear_variant(&entry->variants[i]);
        g_free(entry->fields[i]);
    }
    g_free(entry);
}

static const char *type_of(const char *path) {
    for (unsigned i = 0; i < G_N_ELEMENTS(TYPES); i++)
        if (g_str_has_suffix(path, TYPES[i].ending))
            return TYPES[i].type;
    return "application/octet-stream";
}

static bool read_all(int fd, uint8_t *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = pread(fd, bytes + at, length - at, (off_t)at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

/* Files are read once to make strong validators: the hash of their bytes (RFC 9110 §8.8.3). */
static bool hash_file(int fd, uint64_t length, GChecksum *checksum) {
    uint8_t piece[65536];
    for (uint64_t at = 0; at < length;) {
        ssize_t n = pread(fd, piece, sizeof piece, (off_t)at);
        if (n <= 0)
            return false;
        g_checksum_update(checksum, piece, n);
        at += (uint64_t)n;
    }
    return true;
}

static bool load_variant(int fd, uint64_t length, Variant *ret_variant) {
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    if (!hash_file(fd, length, checksum))
        return false;
    if (length <= MEMORY_FILE_MAX_BYTES) {
        uint8_t *bytes = g_malloc(length + 1);
        if (!read_all(fd, bytes, length)) {
            g_free(bytes);
            return false;
        }
        ret_variant->body = gate_buffer_new_take(bytes, length, g_free);
    } else {
        int own_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (own_fd < 0)
            return false;
        ret_variant->file = gate_file_new(own_fd, length);
    }
    ret_variant->etag = g_strdup_printf("\"%.*s\"", ETAG_DIGITS, g_checksum_get_string(checksum));
    return true;
}

static bool open_variant(const char *path, Variant *ret_variant, GError **error) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    bool is_good = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
                   load_variant(fd, (uint64_t)info.st_size, ret_variant);
    int saved_errno = errno;
    if (fd >= 0)
        close(fd);
    if (!is_good)
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read page file '%s': %s", path,
                    g_strerror(saved_errno));
    return is_good;
}

/* The folder's own fields, and what tells caches about codings (RFC 9110 §12.5.5). */
static void fill_fields(const StaticFiles *files, Entry *entry) {
    bool has_choice = entry->variants[CODING_GZIP].etag || entry->variants[CODING_BROTLI].etag;
    for (unsigned i = 0; i < N_CODINGS; i++) {
        entry->fields[i] = g_new0(GateField, files->n_fields + 2);
        unsigned n = 0;
        for (; n < files->n_fields; n++)
            entry->fields[i][n] = files->fields[n];
        if (has_choice)
            entry->fields[i][n++] = (GateField){"vary", "accept-encoding"};
        if (i != CODING_IDENTITY)
            entry->fields[i][n++] = (GateField){"content-encoding", CODINGS[i].token};
        entry->n_fields[i] = n;
    }
}

static bool add_file(StaticFiles *files, const char *disk_path, const char *request_path,
                     GError **error) {
    Entry *entry = g_new0(Entry, 1);
    g_hash_table_insert(files->entries, g_strdup(request_path), entry);
    entry->type = type_of(request_path);
    bool is_immutable =
        files->immutable_prefix && g_str_has_prefix(request_path, files->immutable_prefix);
    entry->cache_control = is_immutable ? "public, max-age=31536000, immutable" : "no-cache";
    for (unsigned i = 0; i < N_CODINGS; i++) {
        g_autofree char *path = g_strconcat(disk_path, CODINGS[i].suffix, NULL);
        if (i != CODING_IDENTITY && !g_file_test(path, G_FILE_TEST_IS_REGULAR))
            continue;
        if (!open_variant(path, &entry->variants[i], error))
            return false;
    }
    fill_fields(files, entry);
    return true;
}

static bool is_compressed_name(const char *name) {
    return g_str_has_suffix(name, ".gz") || g_str_has_suffix(name, ".br");
}

static bool add_folder(StaticFiles *files, const char *disk_path, const char *request_path,
                       unsigned depth, GError **error) {
    GError *cause = NULL;
    g_autoptr(GDir) folder = g_dir_open(disk_path, 0, &cause);
    if (!folder) {
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot read the pages' folder '%s': %s",
                    disk_path, cause->message);
        g_error_free(cause);
        return false;
    }
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *on_disk = g_build_filename(disk_path, name, NULL);
        g_autofree char *requested = g_strconcat(request_path, name, NULL);
        g_autofree char *below = g_strconcat(requested, "/", NULL);
        if (name[0] == '.' || is_compressed_name(name))
            continue;
        bool is_folder = g_file_test(on_disk, G_FILE_TEST_IS_DIR);
        if (is_folder && depth == MAX_DEPTH)
            continue;
        if (!(is_folder ? add_folder(files, on_disk, below, depth + 1, error)
                        : add_file(files, on_disk, requested, error)))
            return false;
    }
    return true;
}

static bool add_page(StaticFiles *files, const StaticPage *page, GError **error) {
    g_autofree char *path = g_strconcat("/", page->file, NULL);
    Entry *entry = g_hash_table_lookup(files->entries, path);
    if (!entry) {
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND,
                    "cannot serve page '%s': file '%s' is missing", page->path, page->file);
        return false;
    }
    g_hash_table_insert(files->pages, g_strdup(page->path), entry);
    return true;
}

StaticFiles *static_files_open(const StaticFilesOptions *options, GError **error) {
    g_autoptr(StaticFiles) files = g_new0(StaticFiles, 1);
    files->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_entry);
    files->pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    files->immutable_prefix = g_strdup(options->immutable_prefix);
    files->n_fields = MIN(options->n_fields, GATE_MAX_ANSWER_FIELDS - 2);
    files->fields = g_memdup2(options->fields, files->n_fields * sizeof(GateField));
    if (!add_folder(files, options->directory, "/", 0, error))
        return NULL;
    files->missing = g_hash_table_lookup(files->entries, "/404.html");
    for (const StaticPage *page = options->pages; page && page->path; page++)
        if (!add_page(files, page, error))
            return NULL;
    return g_steal_pointer(&files);
}

void static_files_close(StaticFiles *files) {
    if (!files)
        return;
    g_hash_table_destroy(files->pages);
    g_hash_table_destroy(files->entries);
    g_free(files->immutable_prefix);
    g_free(files->fields);
    g_free(files);
}

/* ---- answering ---- */

/* The smallest form among those the client likes best; the plain one when it says nothing. */
static Coding choose_coding(const GateHead *head, const Entry *entry) {
    GateText accepted;
    Coding best = CODING_IDENTITY;
    int best_quality = 0;
    if (!gate_head_field(head, "accept-encoding", &accepted))
        return CODING_IDENTITY;
    for (unsigned i = CODING_GZIP; i < N_CODINGS; i++) {
        int quality = http_coding_quality(accepted, CODINGS[i].token);
        if (entry->variants[i].etag && quality > 0 && quality >= best_quality) {
            best = (Coding)i;
            best_quality = quality;
        }
    }
    return best;
}

static const Entry *find_entry(const StaticFiles *files, GateText path) {
    char key[512];
    if (path.length >= sizeof key)
        return NULL;
    memcpy(key, path.at, path.length);
    key[path.length] = '\0';
    const Entry *page = g_hash_table_lookup(files->pages, key);
    return page ? page : g_hash_table_lookup(files->entries, key);
}

static void answer_entry(const GateHead *head, const Entry *entry, unsigned status,
                         GateAnswer *answer) {
    Coding coding = choose_coding(head, entry);
    const Variant *variant = &entry->variants[coding];
    answer->status = status;
    answer->content_type = entry->type;
    answer->etag = variant->etag;
    answer->cache_control = entry->cache_control;
    answer->fields = entry->fields[coding];
    answer->n_fields = entry->n_fields[coding];
    answer->accept_ranges = status == 200;
    if (variant->body) {
        answer->take_body = gate_buffer_ref(variant->body);
    } else {
        answer->take_file = gate_file_ref(variant->file);
        answer->file_length = variant->file->length;
    }
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    static const GateField allow = {"allow", "GET, HEAD"};
    const StaticFiles *files = user;
    GateMethod method = gate_head_method(head);
    const Entry *entry = find_entry(files, gate_head_path(head));
    if (entry && method != GATE_GET && method != GATE_HEAD) {
        answer->status = 405;
        answer->fields = &allow;
        answer->n_fields = 1;
    } else if (entry) {
        answer_entry(head, entry, 200, answer);
    } else if (files->missing && method == GATE_GET) {
        answer_entry(head, files->missing, 404, answer);
    } else {
        answer->status = 404;
        answer->fields = files->fields;
        answer->n_fields = files->n_fields;
    }
}

GateHandler static_files_handler(StaticFiles *files) {
    return (GateHandler){.on_request = on_request, .user = files};
}
