#include "media/course/order.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_table.h"
#include "media/course/problem.h"

#define DEFAULT_MAX_BYTES (INT64_C(64) << 30)

static const char *const KINDS[] = {"video",   "sound", "subtitle", "document",
                                    "picture", "low",   NULL};
static const OrderHeights LADDER = {{1080, 720, 360, 180}, 4};

static const JsonField ASSET_FIELDS[] = {
    {"id", JSON_STRING, offsetof(OrderAsset, id), JSON_REQUIRED, 1, 64},
    {"kind", JSON_ENUM, offsetof(OrderAsset, kind), JSON_REQUIRED, .words = asset_manifest_kinds},
    {"stream", JSON_INTEGER, offsetof(OrderAsset, stream), JSON_OPTIONAL, 0, 63},
    {NULL},
};
static const JsonTable ASSET = {"asset", sizeof(OrderAsset), ASSET_FIELDS};

static const JsonField ORDER_FIELDS[] = {
    {"version", JSON_INTEGER, offsetof(Order, version), JSON_REQUIRED, 1, 1},
    {"kind", JSON_ENUM, offsetof(Order, kind), JSON_REQUIRED, .words = KINDS},
    {"source", JSON_STRING, offsetof(Order, source), JSON_REQUIRED, 1, 255},
    {"heights", JSON_RAW, offsetof(Order, heights_text), JSON_OPTIONAL, 0, 100},
    {"max_bytes", JSON_INTEGER, offsetof(Order, max_bytes), JSON_OPTIONAL, 1, INT64_C(1) << 50},
    {"assets", JSON_OBJECTS, offsetof(Order, assets), JSON_REQUIRED, 1, ORDER_MAX_ASSETS,
     .table = &ASSET},
    {"picture", JSON_STRING, offsetof(Order, picture), JSON_OPTIONAL, 0, 255},
    {"duration_us", JSON_INTEGER, offsetof(Order, duration_us), JSON_OPTIONAL, 0, INT64_C(1) << 50},
    {NULL},
};
static const JsonTable ORDER = {"order", sizeof(Order), ORDER_FIELDS};

/* "[1080,720]" */
static bool read_heights(const char *text, OrderHeights *ret_heights) {
    OrderHeights heights = {.n = 0};
    const char *at = text;
    if (*at++ != '[')
        return false;
    while (*at != ']') {
        char *end;
        long height = strtol(at, &end, 10);
        bool falls = heights.n == 0 || height < heights.heights[heights.n - 1];
        if (end == at || height < 90 || height > 2160 || !falls || heights.n == ORDER_MAX_HEIGHTS)
            return false;
        heights.heights[heights.n++] = height;
        at = *end == ',' ? end + 1 : end;
        if (*end != ',' && *end != ']')
            return false;
    }
    *ret_heights = heights;
    return heights.n > 0;
}

/* Names of files and folders, not ways to others. */
static bool is_name(const char *text) {
    return strchr(text, '/') == NULL && text[0] != '.' && text[0] != '\0';
}

static bool judge(Order *order) {
    if (!is_name(order->source) || (order->picture && strstr(order->picture, "..")))
        return false;
    for (unsigned i = 0; i < order->assets->len; i++) {
        const OrderAsset *asset = order->assets->pdata[i];
        if (!is_name(asset->id))
            return false;
    }
    order->heights = LADDER;
    if (order->max_bytes == 0)
        order->max_bytes = DEFAULT_MAX_BYTES;
    return order->heights_text == NULL || read_heights(order->heights_text, &order->heights);
}

Order *order_read(const char *folder, GError **error) {
    g_autofree char *path = g_build_filename(folder, ORDER_FILE, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(Order) order = g_new0(Order, 1);
    if (!g_file_get_contents(path, &text, &length, NULL) ||
        !json_table_read(&ORDER, text, length, ORDER_MAX_BYTES, order, NULL) || !judge(order)) {
        problem_set(error, PROBLEM_ORDER);
        return NULL;
    }
    return g_steal_pointer(&order);
}

void order_free(Order *order) {
    if (order == NULL)
        return;
    json_table_clear(&ORDER, order);
    g_free(order);
}
