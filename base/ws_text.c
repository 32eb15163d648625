#include "base/ws_text.h"

#include <string.h>

struct WsText {
    gatomicrefcount n_refs;
    size_t length;
    char bytes[];
};

WsText *ws_text_new(const char *text, size_t length) {
    WsText *new_text = g_malloc(sizeof *new_text + length);
    g_atomic_ref_count_init(&new_text->n_refs);
    new_text->length = length;
    memcpy(new_text->bytes, text, length);
    return new_text;
}

WsText *ws_text_ref(WsText *text) {
    g_atomic_ref_count_inc(&text->n_refs);
    return text;
}

void ws_text_unref(WsText *text) {
    if (text && g_atomic_ref_count_dec(&text->n_refs))
        g_free(text);
}

const char *ws_text_bytes(const WsText *text, size_t *ret_length) {
    *ret_length = text->length;
    return text->bytes;
}
