#include "base/ws_text.h"

#include <stdatomic.h>
#include <string.h>

struct WsText {
    atomic_uint n_refs; /* not GLib's: its library hides the order from ThreadSanitizer */
    size_t length;
    char bytes[];
};

WsText *ws_text_new(const char *text, size_t length) {
    WsText *new_text = g_malloc(sizeof *new_text + length);
    atomic_init(&new_text->n_refs, 1);
    new_text->length = length;
    memcpy(new_text->bytes, text, length);
    return new_text;
}

WsText *ws_text_ref(WsText *text) {
    atomic_fetch_add_explicit(&text->n_refs, 1, memory_order_relaxed);
    return text;
}

void ws_text_unref(WsText *text) {
    if (text && atomic_fetch_sub_explicit(&text->n_refs, 1, memory_order_acq_rel) == 1)
        g_free(text);
}

const char *ws_text_bytes(const WsText *text, size_t *ret_length) {
    *ret_length = text->length;
    return text->bytes;
}
