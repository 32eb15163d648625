#include "catalog/slip/slip_file.h"

#include <cairo-pdf.h>

#include "base/error.h"

/* What every font for Chinese has, and a name needs. */
#define SIGNS_NEEDED "同屏激活码张伟"

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned length) {
    g_byte_array_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

bool slip_file_missing_fonts(GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                        "This server has no font with Chinese characters: install the package "
                        "fonts-noto-cjk or fonts-wqy-microhei and start it again.");
    return false;
}

bool slip_file_has_fonts(void) {
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    SlipDraw draw;
    slip_draw_begin(&draw, surface);
    bool has_fonts = slip_draw_has_signs(&draw, SIGNS_NEEDED);
    slip_draw_end(&draw);
    cairo_surface_destroy(surface);
    return has_fonts;
}

static bool draw_all(cairo_surface_t *surface, SlipFileFn fn, const void *what, GError **error) {
    SlipDraw draw;
    slip_draw_begin(&draw, surface);
    bool has_fonts = slip_draw_has_signs(&draw, SIGNS_NEEDED);
    if (has_fonts)
        fn(&draw, what);
    slip_draw_end(&draw);
    return has_fonts || slip_file_missing_fonts(error);
}

GBytes *slip_file_make(const char *title, SlipFileFn fn, const void *what, GError **error) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append, out, SLIP_FILE_WIDTH, SLIP_FILE_HEIGHT);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    bool is_good = draw_all(surface, fn, what, error);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (is_good && status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(g_steal_pointer(&out));
    if (is_good)
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot draw '%s': %s", title,
                    cairo_status_to_string(status));
    return NULL;
}
