/* What a sheet of slips is drawn with: texts in boxes, lines, QR codes. Lengths are points of 1/72
 * inch, places are upper left corners. One thread. */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

typedef struct SlipDraw {
    cairo_t *cairo;      /* owned */
    PangoLayout *layout; /* owned: one for all texts, changed for each */
} SlipDraw;

typedef enum SlipFont { SLIP_FONT_TEXT, SLIP_FONT_BOLD, SLIP_FONT_CODE } SlipFont;

/* One text; what does not fit into `width` is made smaller down to two thirds, then cut with "…".
 */
typedef struct SlipText {
    const char *text;
    SlipFont font;
    double size;
    double grey; /* 0: black */
    double x, y, width;
    PangoAlignment alignment;
    int max_lines; /* 0: one */
    bool is_cell;  /* of a table: `y` is the base line; begins at the left whatever its script */
} SlipText;

void slip_draw_begin(SlipDraw *draw, cairo_surface_t *surface);
void slip_draw_end(SlipDraw *draw);
void slip_draw_end_page(SlipDraw *draw);

/* False when the fonts lack a character of `text`. */
bool slip_draw_has_signs(SlipDraw *draw, const char *text);

/* Returns the height that the text takes. */
double slip_draw_text(SlipDraw *draw, const SlipText *text);

typedef struct SlipLine {
    double x1, y1, x2, y2;
    double grey;
    bool is_dashed;
} SlipLine;
void slip_draw_line(SlipDraw *draw, const SlipLine *line);

typedef struct SlipBox {
    double x, y, width, height;
} SlipBox;
void slip_draw_ground(SlipDraw *draw, const SlipBox *box, double grey);

/* A square that fills the box, quiet zone included. False when the text is too long. */
bool slip_draw_qr(SlipDraw *draw, const SlipBox *box, const char *text);
