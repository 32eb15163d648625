#include "catalog/slip/slip_draw.h"

#include <string.h>

#include <qrencode.h>

#define QUIET_ZONE   4   /* modules around the code, ISO/IEC 18004 §6.3.8 */
#define QR_MAX_BYTES 512 /* more would be too fine for a phone's camera at this size */
#define SHRINK_STEP  0.94
#define SHRINK_LEAST 0.66
#define LANGUAGE     "zh-cn" /* which shapes a font with all of Unihan shows */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QRcode, QRcode_free)

/* The first that is there; the system's own choice comes last. */
static const char *const FAMILIES[] = {
    [SLIP_FONT_TEXT] = "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif",
    [SLIP_FONT_BOLD] = "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif",
    [SLIP_FONT_CODE] = "DejaVu Sans Mono, Noto Sans Mono, Noto Sans Mono CJK SC, "
                       "WenQuanYi Micro Hei Mono, monospace",
};

void slip_draw_begin(SlipDraw *draw, cairo_surface_t *surface) {
    draw->cairo = cairo_create(surface);
    draw->layout = pango_cairo_create_layout(draw->cairo);
    PangoContext *context = pango_layout_get_context(draw->layout);
    pango_context_set_language(context, pango_language_from_string(LANGUAGE));
    pango_context_set_round_glyph_positions(context, FALSE);
}

void slip_draw_end(SlipDraw *draw) {
    g_clear_object(&draw->layout);
    g_clear_pointer(&draw->cairo, cairo_destroy);
}

void slip_draw_end_page(SlipDraw *draw) {
    cairo_show_page(draw->cairo);
}

static void set_font(SlipDraw *draw, SlipFont font, double size) {
    PangoFontDescription *description = pango_font_description_new();
    pango_font_description_set_family_static(description, FAMILIES[font]);
    pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
    if (font != SLIP_FONT_TEXT)
        pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(draw->layout, description);
    pango_font_description_free(description);
}

bool slip_draw_has_signs(SlipDraw *draw, const char *text) {
    set_font(draw, SLIP_FONT_TEXT, 10);
    pango_layout_set_text(draw->layout, text, -1);
    return pango_layout_get_unknown_glyphs_count(draw->layout) == 0;
}

/* Whether the text stays within its lines at this size. */
static bool fits(SlipDraw *draw, const SlipText *text, double size) {
    set_font(draw, text->font, size);
    pango_layout_set_height(draw->layout, -1);
    int n_lines = pango_layout_get_line_count(draw->layout), width;
    pango_layout_get_size(draw->layout, &width, NULL);
    return n_lines <= MAX(text->max_lines, 1) && width <= text->width * PANGO_SCALE;
}

double slip_draw_text(SlipDraw *draw, const SlipText *text) {
    PangoLayout *layout = draw->layout;
    pango_layout_set_text(layout, text->text, -1);
    pango_layout_set_width(layout, (int)(text->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
    pango_layout_set_alignment(layout, text->alignment);
    pango_layout_set_auto_dir(layout, !text->is_cell);
    double size = text->size;
    while (!fits(draw, text, size) && size > text->size * SHRINK_LEAST)
        size *= SHRINK_STEP;
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -MAX(text->max_lines, 1));
    cairo_set_source_rgb(draw->cairo, text->grey, text->grey, text->grey);
    double above = text->is_cell ? (double)pango_layout_get_baseline(layout) / PANGO_SCALE : 0;
    cairo_move_to(draw->cairo, text->x, text->y - above);
    pango_cairo_show_layout(draw->cairo, layout);
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

void slip_draw_line(SlipDraw *draw, const SlipLine *line) {
    static const double DASHES[] = {3, 3};
    cairo_set_source_rgb(draw->cairo, line->grey, line->grey, line->grey);
    cairo_set_line_width(draw->cairo, 0.6);
    cairo_set_dash(draw->cairo, DASHES, line->is_dashed ? G_N_ELEMENTS(DASHES) : 0, 0);
    cairo_move_to(draw->cairo, line->x1, line->y1);
    cairo_line_to(draw->cairo, line->x2, line->y2);
    cairo_stroke(draw->cairo);
}

void slip_draw_ground(SlipDraw *draw, const SlipBox *box, double grey) {
    cairo_set_source_rgb(draw->cairo, grey, grey, grey);
    cairo_rectangle(draw->cairo, box->x, box->y, box->width, box->height);
    cairo_fill(draw->cairo);
}

/* One bit a module: rectangles would take twice the time and four times the file. */
static cairo_surface_t *image_of(const QRcode *code) {
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_A8, code->width, code->width);
    uint8_t *bytes = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    cairo_surface_flush(image);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            bytes[y * stride + x] = code->data[y * code->width + x] & 1 ? 255 : 0;
    cairo_surface_mark_dirty(image);
    return image;
}

bool slip_draw_qr(SlipDraw *draw, const SlipBox *box, const char *text) {
    if (strlen(text) > QR_MAX_BYTES)
        return false;
    /* Level M: 15 % may be lost to a fold or a stamp. */
    g_autoptr(QRcode) code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return false;
    double module = box->width / (code->width + 2 * QUIET_ZONE);
    cairo_surface_t *image = image_of(code);
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface(image);
    cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
    cairo_save(draw->cairo);
    cairo_translate(draw->cairo, box->x + QUIET_ZONE * module, box->y + QUIET_ZONE * module);
    cairo_scale(draw->cairo, module, module);
    cairo_set_source_rgb(draw->cairo, 0, 0, 0);
    cairo_mask(draw->cairo, pattern);
    cairo_restore(draw->cairo);
    cairo_pattern_destroy(pattern);
    cairo_surface_destroy(image);
    return true;
}
