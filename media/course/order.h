/* order.json: what is to be prepared (docs/courses.md). Pure but for reading the file. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/lesson/asset_manifest.h"

#define ORDER_FILE        "order.json"
#define ORDER_MAX_BYTES   (256 * 1024)
#define ORDER_MAX_ASSETS  16
#define ORDER_MAX_HEIGHTS 4

typedef enum OrderKind {
    ORDER_VIDEO,
    ORDER_SOUND,
    ORDER_SUBTITLE,
    ORDER_DOCUMENT,
    ORDER_PICTURE,
    ORDER_LOW, /* JOB/sound/ is a finished sound: its economy sound */
} OrderKind;

typedef struct OrderAsset {
    char *id;
    int kind; /* AssetKind */
    int64_t stream;
} OrderAsset;

typedef struct OrderHeights {
    int64_t heights[ORDER_MAX_HEIGHTS]; /* falling */
    unsigned n;
} OrderHeights;

typedef struct Order {
    int64_t version;
    int kind;     /* OrderKind */
    char *source; /* a name in the job's folder */
    char *heights_text;
    OrderHeights heights;
    int64_t max_bytes;
    GPtrArray *assets;   /* OrderAsset */
    char *picture;       /* of a sound: "assets/{id}", from two folders above the job's on */
    int64_t duration_us; /* of subtitles: the lesson's; 0: not known */
} Order;

/* `folder` is the job's. One sentence. */
Order *order_read(const char *folder, GError **error);
void order_free(Order *order); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Order, order_free)
