/* asset.json, what an asset is made of (docs/courses.md). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define ASSET_MANIFEST_VERSION     1
#define ASSET_MANIFEST_MAX_BYTES   (512u * 1024)
#define ASSET_MANIFEST_MAX_TRACKS  8u
#define ASSET_MANIFEST_MAX_SPRITES 100u
#define ASSET_MANIFEST_MAX_PAGES   2000u
#define ASSET_MANIFEST_FILE        "asset.json"

typedef enum AssetKind {
    ASSET_PICTURE,
    ASSET_SOUND,
    ASSET_SUBTITLE,
    ASSET_DOCUMENT,
    N_ASSET_KINDS,
} AssetKind;

/* NULL-terminated: the words of the file, of orders and of the database. */
extern const char *const asset_manifest_kinds[];

typedef struct AssetTrack { /* texts are owned */
    char *name;             /* [a-z0-9]: of its two files and in URLs: "v720", "a", "low" */
    char *codec;            /* RFC 6381 */
    int64_t width, height, frame_rate_milli; /* of a picture */
    int64_t channels;                        /* of a sound */
    int64_t peak_bit_rate, average_bit_rate; /* asset_index_peak_bit_rate() … */
    bool is_copy;                            /* the samples are those of the source */
} AssetTrack;

typedef struct AssetSprites {
    GStrv files;
    int64_t columns, rows, width, height; /* of one file in pictures; of one picture in pixels */
    int64_t every_ms;
} AssetSprites;

typedef struct AssetPage {
    char *file, *small;
    int64_t width, height;
} AssetPage;

typedef struct AssetManifest { /* what its kind has not is 0 or NULL; all is owned */
    int kind;                  /* AssetKind */
    int64_t version;
    int64_t duration_us;
    GPtrArray *tracks; /* AssetTrack */
    char *warning;     /* one sentence for the editor, or NULL */

    char *poster;
    AssetSprites *sprites;

    bool has_loudness;                  /* silence has none */
    int64_t loudness_centi, gain_centi; /* hundredths of LUFS, as measured; of dB, as applied */
    int64_t own_duration_us;            /* before it was padded or cut to the picture's */

    char *cues;
    int64_t n_cues;

    GPtrArray *pages; /* AssetPage */
} AssetManifest;

AssetManifest *asset_manifest_new(AssetKind kind);
void asset_manifest_free(AssetManifest *manifest); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssetManifest, asset_manifest_free)

/* Adds one, zeroed, owned by the manifest. */
AssetTrack *asset_manifest_add_track(AssetManifest *manifest);
AssetPage *asset_manifest_add_page(AssetManifest *manifest);

/* JSON text; caller frees. */
char *asset_manifest_write(const AssetManifest *manifest);
/* ERROR_CORRUPT or ERROR_NEWER, one sentence. Files are named without folders. */
AssetManifest *asset_manifest_read(const char *text, size_t length, GError **error);
