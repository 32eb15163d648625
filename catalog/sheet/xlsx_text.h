/* Characters that XML cannot hold stand in workbooks as _xHHHH_ (ECMA-376 part 1, 22.9.2.19). */
#pragma once

#include <glib.h>
#include <stddef.h>

/* Replaces them from byte `start` on; what gives no character (NUL, halves of pairs) stays. */
void xlsx_text_unescape(GString *text, size_t start);
