#include "media/library/library_order.h"

static void clear_asset(void *data) {
    g_free(((LibraryAsset *)data)->name);
}

LibraryOrder *library_order_new(const char *id) {
    LibraryOrder *order = g_new0(LibraryOrder, 1);
    g_strlcpy(order->id, id, sizeof order->id);
    order->assets = g_array_new(FALSE, FALSE, sizeof(LibraryAsset));
    g_array_set_clear_func(order->assets, clear_asset);
    return order;
}

void library_order_add(LibraryOrder *order, const LibraryAsset *asset) {
    LibraryAsset copy = *asset;
    if (order->assets->len >= LIBRARY_MAX_ASSETS)
        return;
    copy.name = g_strdup(asset->name);
    g_array_append_val(order->assets, copy);
}

LibraryOrder *library_order_copy(const LibraryOrder *order) {
    LibraryOrder *copy = library_order_new(order->id);
    GArray *assets = copy->assets;
    *copy = *order;
    copy->assets = assets;
    copy->title = g_strdup(order->title);
    for (guint i = 0; i < order->assets->len; i++)
        library_order_add(copy, &g_array_index(order->assets, LibraryAsset, i));
    return copy;
}

void library_order_free(LibraryOrder *order) {
    if (!order)
        return;
    g_array_unref(order->assets);
    g_free(order->title);
    g_free(order);
}
