#include "catalog/paper/paper_slip_pdf.h"

#include <inttypes.h>

#include "catalog/paper/paper_slip.h"
#include "catalog/slip/slip_file.h"

#define MARGIN  56.0
#define WIDTH   (SLIP_FILE_WIDTH - 2 * MARGIN)
#define LABEL   92.0
#define SIZE    10.0
#define GAP     4.0
#define QR_SIDE 118.0

typedef struct Drawing {
    SlipDraw *draw;
    const PaperSlip *slip;
    double y; /* where the next one stands */
} Drawing;

static const char *word(const Drawing *drawing, PaperWord which) {
    return paper_words(drawing->slip->language, which);
}

static void rule(const Drawing *drawing, double y) {
    slip_draw_line(drawing->draw, &(SlipLine){MARGIN, y, MARGIN + WIDTH, y, .grey = 0.6});
}

/* Returns its height. */
static double put_fact(const Drawing *drawing, PaperWord name, const char *text,
                       const SlipBox *box) {
    slip_draw_text(drawing->draw, &(SlipText){.text = word(drawing, name),
                                              .size = SIZE,
                                              .grey = 0.35,
                                              .x = box->x,
                                              .y = box->y,
                                              .width = LABEL - 6});
    return slip_draw_text(drawing->draw, &(SlipText){.text = text,
                                                     .size = SIZE,
                                                     .x = box->x + LABEL,
                                                     .y = box->y,
                                                     .width = box->width - LABEL,
                                                     .max_lines = 2}) +
           GAP;
}

static void draw_fact(Drawing *drawing, PaperWord name, const char *text) {
    const SlipBox box = {MARGIN, drawing->y, WIDTH, 0};
    drawing->y += put_fact(drawing, name, text, &box);
}

/* In two columns; the right one ends the line. */
static void draw_half(Drawing *drawing, PaperWord name, const char *text, bool is_right) {
    const SlipBox box = {MARGIN + is_right * WIDTH / 2, drawing->y, WIDTH / 2, 0};
    double height = put_fact(drawing, name, text, &box);
    drawing->y += is_right ? height : 0;
}

static void draw_head(Drawing *drawing) {
    const RecordRow *row = drawing->slip->row;
    const SlipText texts[] = {
        {.text = drawing->slip->server_name, .size = SIZE, .grey = 0.35},
        {.text = word(drawing, PAPER_SLIP), .size = 20, .font = SLIP_FONT_BOLD},
        {.text = row->name, .size = 18, .font = SLIP_FONT_BOLD},
    };
    drawing->y = MARGIN - 10;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        SlipText text = texts[i];
        text.x = MARGIN;
        text.y = drawing->y;
        text.width = WIDTH;
        text.alignment = i < 2 ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT;
        drawing->y += slip_draw_text(drawing->draw, &text) + 8;
    }
    rule(drawing, drawing->y);
    drawing->y += 10;
}

static void draw_what(Drawing *drawing) {
    const RecordRow *row = drawing->slip->row;
    PaperLanguage language = drawing->slip->language;
    g_autofree char *began = paper_words_moment(row->began_at_us);
    g_autofree char *zone = paper_words_zone(row->began_at_us);
    g_autofree char *time = g_strdup_printf("%s  (%s)", began, zone);
    g_autofree char *how = paper_words_list(language, row->how);
    g_autofree char *closed = paper_words_moment(row->closed_at_us);
    draw_fact(drawing, PAPER_UNIT, row->unit_name);
    draw_fact(drawing, PAPER_TITLE, row->title);
    draw_fact(drawing, PAPER_KIND, paper_words_of(language, row->kind));
    draw_fact(drawing, PAPER_TIME, time);
    draw_fact(drawing, PAPER_STATE, paper_words_of(language, row->state));
    draw_fact(drawing, PAPER_HOW, how);
    draw_fact(drawing, PAPER_CONFIDENCE, paper_words_of(language, row->confidence));
    draw_fact(drawing, PAPER_RULE, drawing->slip->rule);
    draw_fact(drawing, PAPER_CLOSED, closed);
}

static void draw_figures(Drawing *drawing) {
    const RecordRow *row = drawing->slip->row;
    const struct {
        PaperWord name;
        int64_t ms;
    } figures[] = {{PAPER_REQUIRED, row->required_ms}, {PAPER_COVERED, row->covered_ms},
                   {PAPER_LIVE, row->live_ms},         {PAPER_REPLAY, row->replay_ms},
                   {PAPER_OFFLINE, row->offline_ms},   {PAPER_PRESENCE, row->presence_ms},
                   {PAPER_CREDITED, row->credited_ms}};
    g_autofree char *hours = g_strdup_printf("%" PRId64 ".%03d", row->hours_milli / 1000,
                                             (int)(row->hours_milli % 1000));
    for (unsigned i = 0; i < G_N_ELEMENTS(figures); i++) {
        g_autofree char *text = paper_words_length(figures[i].ms);
        draw_half(drawing, figures[i].name, text, i % 2 == 1);
    }
    draw_half(drawing, PAPER_HOURS, hours, true);
    draw_fact(drawing, PAPER_LENGTHS, "");
}

static void draw_proof(Drawing *drawing) {
    const PaperSlip *slip = drawing->slip;
    g_autofree char *leaf = g_strdup_printf("%" PRId64, slip->row->leaf);
    rule(drawing, drawing->y + 2);
    drawing->y += 12;
    draw_fact(drawing, PAPER_RECORD_ID, slip->row->id);
    draw_fact(drawing, PAPER_LEAF, leaf);
    draw_fact(drawing, PAPER_LEAF_HASH, slip->hash);
    if (!slip->row->is_newest)
        draw_fact(drawing, PAPER_STATE, word(drawing, PAPER_REPLACED));
    drawing->y += 4;
    const SlipBox box = {MARGIN, drawing->y, WIDTH, PAPER_MARK_HEIGHT};
    paper_mark_draw(drawing->draw, slip->language, &slip->mark, &box);
    drawing->y += PAPER_MARK_HEIGHT + 6;
}

static void draw_check(Drawing *drawing) {
    const PaperSlip *slip = drawing->slip;
    const SlipBox code = {MARGIN + WIDTH - QR_SIDE, drawing->y, QR_SIDE, QR_SIDE};
    double width = WIDTH - (slip_draw_qr(drawing->draw, &code, slip->link) ? QR_SIDE + 8 : 0);
    const SlipText texts[] = {
        {.text = word(drawing, PAPER_CHECK), .size = SIZE, .font = SLIP_FONT_BOLD},
        {.text = word(drawing, PAPER_CHECK_NOTE), .size = SIZE - 1.5, .max_lines = 8},
        {.text = slip->is_covered ? "" : word(drawing, PAPER_CHECK_LATER),
         .size = SIZE - 1.5,
         .font = SLIP_FONT_BOLD},
    };
    double y = drawing->y + 6;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        SlipText text = texts[i];
        text.x = MARGIN;
        text.y = y;
        text.width = width;
        y += slip_draw_text(drawing->draw, &text) + 3;
    }
    drawing->y += QR_SIDE;
}

static void draw_end(Drawing *drawing) {
    const PaperSlip *slip = drawing->slip;
    g_autofree char *at = paper_words_moment(slip->printed_at_us);
    g_autofree char *printed =
        g_strdup_printf("%s %s  %s", word(drawing, PAPER_PRINTED), at, slip->printed_by);
    const SlipText texts[] = {
        {.text = printed, .alignment = PANGO_ALIGN_LEFT},
        {.text = word(drawing, PAPER_SEAL_HERE), .alignment = PANGO_ALIGN_RIGHT}};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        SlipText text = texts[i];
        text.size = SIZE - 1.5;
        text.grey = 0.4;
        text.x = MARGIN + i * WIDTH / 2;
        text.y = SLIP_FILE_HEIGHT - MARGIN + 6;
        text.width = WIDTH / 2;
        slip_draw_text(drawing->draw, &text);
    }
}

static void draw_all(SlipDraw *draw, const void *what) {
    Drawing drawing = {.draw = draw, .slip = what};
    draw_head(&drawing);
    draw_what(&drawing);
    draw_figures(&drawing);
    draw_proof(&drawing);
    draw_check(&drawing);
    draw_end(&drawing);
    slip_draw_end_page(draw);
}

GBytes *paper_slip_pdf_make(const void *slip, GError **error) {
    return slip_file_make(((const PaperSlip *)slip)->row->title, draw_all, slip, error);
}
