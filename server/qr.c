#include "server/qr.h"

#include <stdbool.h>
#include <string.h>

#include <qrencode.h>

#define QUIET_ZONE 4 /* modules around the code, ISO/IEC 18004 §6.3.8 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QRcode, QRcode_free)

static QRcode *encode(const char *text) {
    size_t length = strlen(text);
    if (length == 0 || length > QR_TEXT_MAX_BYTES)
        return NULL;
    /* Level M: 15 % may be hidden by glare on a screen. Version 0: the smallest that fits. */
    return QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
}

static bool is_dark(const QRcode *code, int x, int y) {
    if (x < 0 || y < 0 || x >= code->width || y >= code->width)
        return false;
    return (code->data[y * code->width + x] & 1) != 0;
}

/* A terminal draws light on dark: the blocks are the light modules. */
static const char *half_block(bool upper_dark, bool lower_dark) {
    if (upper_dark)
        return lower_dark ? " " : "▄";
    return lower_dark ? "▀" : "█";
}

char *qr_terminal(const char *text, QrColours colours) {
    g_autoptr(QRcode) code = encode(text);
    if (!code)
        return NULL;
    GString *out = g_string_new(NULL);
    int end = code->width + QUIET_ZONE;
    for (int y = -QUIET_ZONE; y < end; y += 2) {
        g_string_append(out, colours == QR_COLOURS ? "\033[97;40m" : "");
        for (int x = -QUIET_ZONE; x < end; x++)
            g_string_append(out, half_block(is_dark(code, x, y), is_dark(code, x, y + 1)));
        g_string_append(out, colours == QR_COLOURS ? "\033[0m\n" : "\n");
    }
    return g_string_free(out, FALSE);
}

static int run_length(const QRcode *code, int x, int y) {
    int length = 0;
    while (is_dark(code, x + length, y))
        length++;
    return length;
}

char *qr_svg(const char *text) {
    g_autoptr(QRcode) code = encode(text);
    if (!code)
        return NULL;
    GString *out = g_string_new(NULL);
    int side = code->width + 2 * QUIET_ZONE;
    g_string_append_printf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
        "<path d=\"",
        side, side, side, side);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0, run; x < code->width; x += run + 1) {
            run = run_length(code, x, y);
            if (run > 0)
                g_string_append_printf(out, "M%d %dh%dv1h-%dz", x + QUIET_ZONE, y + QUIET_ZONE, run,
                                       run);
        }
    }
    g_string_append(out, "\"/></svg>\n");
    return g_string_free(out, FALSE);
}
