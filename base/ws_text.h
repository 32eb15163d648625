/* One immutable text message, shared by all who get it; atomic count, any thread. */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct WsText WsText;

/* `length` bytes of UTF-8, copied once. */
WsText *ws_text_new(const char *text, size_t length);
WsText *ws_text_ref(WsText *text);
void ws_text_unref(WsText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WsText, ws_text_unref)

const char *ws_text_bytes(const WsText *text, size_t *ret_length);
