#include "media/lesson/asset_manifest.h"

#include <string.h>

#include "base/error.h"
#include "base/json_table.h"
#include "media/types/media_track.h"

#define MAX_DURATION_US (INT64_C(25) * 3600 * G_USEC_PER_SEC)
#define MAX_FILE_CHARS  64
#define MAX_SIDE        16384
#define MAX_BIT_RATE    1000000000

const char *const asset_manifest_kinds[] = {[ASSET_PICTURE] = "picture",
                                            [ASSET_SOUND] = "sound",
                                            [ASSET_SUBTITLE] = "subtitle",
                                            [ASSET_DOCUMENT] = "document",
                                            [N_ASSET_KINDS] = NULL};

/* ---- tables: each kind has its own fields of the same struct ---- */

#define AT(field) offsetof(AssetTrack, field)
#define TRACK_BEGIN                                                                                \
    {"name", JSON_STRING, AT(name), JSON_REQUIRED, 1, MEDIA_NAME_BYTES - 1}, {                     \
        "codec", JSON_STRING, AT(codec), JSON_REQUIRED, 1, MEDIA_CODEC_BYTES - 1                   \
    }
#define TRACK_END                                                                                  \
    {"peak_bit_rate", JSON_INTEGER, AT(peak_bit_rate), JSON_REQUIRED, 1, MAX_BIT_RATE},            \
        {"average_bit_rate", JSON_INTEGER, AT(average_bit_rate), JSON_REQUIRED, 1, MAX_BIT_RATE},  \
        {"is_copy", JSON_BOOL, AT(is_copy), JSON_REQUIRED}, {                                      \
        NULL                                                                                       \
    }

static const JsonField PICTURE_TRACK_FIELDS[] = {
    TRACK_BEGIN,
    {"width", JSON_INTEGER, AT(width), JSON_REQUIRED, 2, MAX_SIDE},
    {"height", JSON_INTEGER, AT(height), JSON_REQUIRED, 2, MAX_SIDE},
    {"frame_rate_milli", JSON_INTEGER, AT(frame_rate_milli), JSON_REQUIRED, 1, 240000},
    TRACK_END,
};
static const JsonField SOUND_TRACK_FIELDS[] = {
    TRACK_BEGIN,
    {"channels", JSON_INTEGER, AT(channels), JSON_REQUIRED, 1, 8},
    TRACK_END,
};
#undef AT
static const JsonTable PICTURE_TRACK_TABLE = {"AssetTrack", sizeof(AssetTrack),
                                              PICTURE_TRACK_FIELDS};
static const JsonTable SOUND_TRACK_TABLE = {"AssetTrack", sizeof(AssetTrack), SOUND_TRACK_FIELDS};

#define AT(field) offsetof(AssetSprites, field)
static const JsonField SPRITES_FIELDS[] = {
    {"files", JSON_STRINGS, AT(files), JSON_REQUIRED, 1, ASSET_MANIFEST_MAX_SPRITES,
     .item_max = MAX_FILE_CHARS},
    {"columns", JSON_INTEGER, AT(columns), JSON_REQUIRED, 1, 100},
    {"rows", JSON_INTEGER, AT(rows), JSON_REQUIRED, 1, 100},
    {"width", JSON_INTEGER, AT(width), JSON_REQUIRED, 1, MAX_SIDE},
    {"height", JSON_INTEGER, AT(height), JSON_REQUIRED, 1, MAX_SIDE},
    {"every_ms", JSON_INTEGER, AT(every_ms), JSON_REQUIRED, 100, 3600000},
    {NULL},
};
#undef AT
static const JsonTable SPRITES_TABLE = {"AssetSprites", sizeof(AssetSprites), SPRITES_FIELDS};

#define AT(field) offsetof(AssetPage, field)
static const JsonField PAGE_FIELDS[] = {
    {"file", JSON_STRING, AT(file), JSON_REQUIRED, 1, MAX_FILE_CHARS},
    {"small", JSON_STRING, AT(small), JSON_REQUIRED, 1, MAX_FILE_CHARS},
    {"width", JSON_INTEGER, AT(width), JSON_REQUIRED, 1, MAX_SIDE},
    {"height", JSON_INTEGER, AT(height), JSON_REQUIRED, 1, MAX_SIDE},
    {NULL},
};
#undef AT
static const JsonTable PAGE_TABLE = {"AssetPage", sizeof(AssetPage), PAGE_FIELDS};

#define AT(field) offsetof(AssetManifest, field)
#define MANIFEST_BEGIN                                                                             \
    {"version", JSON_INTEGER, AT(version), JSON_REQUIRED, 1, INT32_MAX},                           \
        {"kind", JSON_ENUM, AT(kind), JSON_REQUIRED, .words = asset_manifest_kinds}, {             \
        "warning", JSON_STRING, AT(warning), JSON_OPTIONAL, 1, 500                                 \
    }
#define DURATION                                                                                   \
    { "duration_us", JSON_INTEGER, AT(duration_us), JSON_REQUIRED, 1, MAX_DURATION_US }

static const JsonField PICTURE_FIELDS[] = {
    MANIFEST_BEGIN,
    DURATION,
    {"tracks", JSON_OBJECTS, AT(tracks), JSON_REQUIRED, 1, ASSET_MANIFEST_MAX_TRACKS,
     .table = &PICTURE_TRACK_TABLE},
    {"poster", JSON_STRING, AT(poster), JSON_OPTIONAL, 1, MAX_FILE_CHARS},
    {"sprites", JSON_OBJECT, AT(sprites), JSON_OPTIONAL, .table = &SPRITES_TABLE},
    {NULL},
};
static const JsonField SOUND_FIELDS[] = {
    MANIFEST_BEGIN,
    DURATION,
    {"tracks", JSON_OBJECTS, AT(tracks), JSON_REQUIRED, 1, ASSET_MANIFEST_MAX_TRACKS,
     .table = &SOUND_TRACK_TABLE},
    {"loudness_centi", JSON_INTEGER, AT(loudness_centi), JSON_OPTIONAL, -20000, 20000,
     .present_offset = AT(has_loudness)},
    {"gain_centi", JSON_INTEGER, AT(gain_centi), JSON_OPTIONAL, -20000, 20000},
    {"own_duration_us", JSON_INTEGER, AT(own_duration_us), JSON_OPTIONAL, 0, MAX_DURATION_US},
    {NULL},
};
static const JsonField SUBTITLE_FIELDS[] = {
    MANIFEST_BEGIN,
    DURATION,
    {"cues", JSON_STRING, AT(cues), JSON_REQUIRED, 1, MAX_FILE_CHARS},
    {"n_cues", JSON_INTEGER, AT(n_cues), JSON_REQUIRED, 0, 1000000},
    {NULL},
};
static const JsonField DOCUMENT_FIELDS[] = {
    MANIFEST_BEGIN,
    {"pages", JSON_OBJECTS, AT(pages), JSON_REQUIRED, 1, ASSET_MANIFEST_MAX_PAGES,
     .table = &PAGE_TABLE},
    {NULL},
};
#undef AT

static const JsonTable TABLES[N_ASSET_KINDS] = {
    [ASSET_PICTURE] = {"AssetManifest", sizeof(AssetManifest), PICTURE_FIELDS},
    [ASSET_SOUND] = {"AssetManifest", sizeof(AssetManifest), SOUND_FIELDS},
    [ASSET_SUBTITLE] = {"AssetManifest", sizeof(AssetManifest), SUBTITLE_FIELDS},
    [ASSET_DOCUMENT] = {"AssetManifest", sizeof(AssetManifest), DOCUMENT_FIELDS},
};

/* ---- life ---- */

static const JsonTable *track_table(int kind) {
    return kind == ASSET_PICTURE ? &PICTURE_TRACK_TABLE : &SOUND_TRACK_TABLE;
}

static void free_picture_track(void *track) {
    json_table_clear(&PICTURE_TRACK_TABLE, track);
    g_free(track);
}

static void free_page(void *page) {
    json_table_clear(&PAGE_TABLE, page);
    g_free(page);
}

AssetManifest *asset_manifest_new(AssetKind kind) {
    AssetManifest *manifest = g_new0(AssetManifest, 1);
    manifest->kind = (int)kind;
    manifest->version = ASSET_MANIFEST_VERSION;
    if (kind == ASSET_PICTURE || kind == ASSET_SOUND)
        manifest->tracks = g_ptr_array_new_with_free_func(free_picture_track);
    if (kind == ASSET_DOCUMENT)
        manifest->pages = g_ptr_array_new_with_free_func(free_page);
    return manifest;
}

void asset_manifest_free(AssetManifest *manifest) {
    if (!manifest)
        return;
    json_table_clear(&TABLES[manifest->kind], manifest);
    g_free(manifest);
}

AssetTrack *asset_manifest_add_track(AssetManifest *manifest) {
    AssetTrack *track = g_malloc0(track_table(manifest->kind)->struct_bytes);
    g_ptr_array_add(manifest->tracks, track);
    return track;
}

AssetPage *asset_manifest_add_page(AssetManifest *manifest) {
    AssetPage *page = g_new0(AssetPage, 1);
    g_ptr_array_add(manifest->pages, page);
    return page;
}

char *asset_manifest_write(const AssetManifest *manifest) {
    return json_table_write(&TABLES[manifest->kind], manifest);
}

/* ---- reading ---- */

static bool refuse(GError **error, ErrorCode code, const char *reason) {
    g_set_error(error, BASE_ERROR, code, "The description of an asset cannot be read: %s.", reason);
    return false;
}

static bool is_plain(const char *name, bool may_have_dot) {
    if (!name)
        return true;
    if (name[0] == '.' || strlen(name) > MAX_FILE_CHARS)
        return false;
    for (const char *at = name; *at; at++)
        if (!g_ascii_islower(*at) && !g_ascii_isdigit(*at) && !(*at == '.' && may_have_dot))
            return false;
    return true;
}

static bool has_plain_names(const AssetManifest *manifest) {
    for (guint i = 0; manifest->tracks && i < manifest->tracks->len; i++)
        if (!is_plain(((const AssetTrack *)manifest->tracks->pdata[i])->name, false))
            return false;
    for (guint i = 0; manifest->pages && i < manifest->pages->len; i++) {
        const AssetPage *page = manifest->pages->pdata[i];
        if (!is_plain(page->file, true) || !is_plain(page->small, true))
            return false;
    }
    for (char **file = manifest->sprites ? manifest->sprites->files : NULL; file && *file; file++)
        if (!is_plain(*file, true))
            return false;
    return is_plain(manifest->poster, true) && is_plain(manifest->cues, true);
}

static bool has_twins(const AssetManifest *manifest) {
    for (guint i = 0; manifest->tracks && i < manifest->tracks->len; i++)
        for (guint k = 0; k < i; k++)
            if (strcmp(((const AssetTrack *)manifest->tracks->pdata[i])->name,
                       ((const AssetTrack *)manifest->tracks->pdata[k])->name) == 0)
                return true;
    return false;
}

static bool check(const AssetManifest *manifest, GError **error) {
    if (manifest->version > ASSET_MANIFEST_VERSION)
        return refuse(error, ERROR_NEWER, "a newer version of the server has written it");
    if (!has_plain_names(manifest))
        return refuse(error, ERROR_CORRUPT, "a name in it is not that of a file beside it");
    if (has_twins(manifest))
        return refuse(error, ERROR_CORRUPT, "two of its tracks have the same name");
    return true;
}

static int find_kind(const char *text, size_t length) {
    g_autofree char *word = json_peek_string(text, length, "kind");
    for (int i = 0; word && asset_manifest_kinds[i]; i++)
        if (strcmp(asset_manifest_kinds[i], word) == 0)
            return i;
    return -1;
}

AssetManifest *asset_manifest_read(const char *text, size_t length, GError **error) {
    g_autoptr(GError) reason = NULL;
    AssetManifest read;
    int kind = length <= ASSET_MANIFEST_MAX_BYTES ? find_kind(text, length) : -1;
    if (kind < 0) {
        refuse(error, ERROR_CORRUPT, "it does not say what it describes");
        return NULL;
    }
    if (!json_table_read(&TABLES[kind], text, length, ASSET_MANIFEST_MAX_BYTES, &read, &reason)) {
        refuse(error, ERROR_CORRUPT, reason->message);
        return NULL;
    }
    g_autoptr(AssetManifest) manifest = g_memdup2(&read, sizeof read);
    return check(manifest, error) ? g_steal_pointer(&manifest) : NULL;
}
