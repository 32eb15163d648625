#include "catalog/slip/slip_pdf.h"

#include "catalog/slip/slip_file.h"

#define PAGE_WIDTH  SLIP_FILE_WIDTH
#define PAGE_HEIGHT SLIP_FILE_HEIGHT
#define COLUMNS     2
#define ROWS        (SLIP_PDF_PER_PAGE / COLUMNS)
#define SLIP_WIDTH  (PAGE_WIDTH / COLUMNS)
#define SLIP_HEIGHT (PAGE_HEIGHT / ROWS)
#define PADDING     20.0 /* printers leave 4 to 6 mm of the paper's edge white */
#define QR_SIDE     92.0
#define GAP         8.0

/* ---- one slip ---- */

typedef struct Sheet {
    SlipDraw *draw;
    const SlipSheet *in;
} Sheet;

static const char *kind_words(const Slip *slip) {
    return slip->is_reset ? "重设密码 · New password" : "激活账号 · New account";
}

static void draw_head(Sheet *sheet, const Slip *slip, double x, double y, double width) {
    slip_draw_text(sheet->draw, &(SlipText){.text = sheet->in->server_name,
                                            .size = 8.5,
                                            .grey = 0.3,
                                            .x = x,
                                            .y = y,
                                            .width = width - 110});
    slip_draw_text(sheet->draw, &(SlipText){.text = kind_words(slip),
                                            .font = SLIP_FONT_BOLD,
                                            .size = 8.5,
                                            .x = x + width - 105,
                                            .y = y,
                                            .width = 105,
                                            .alignment = PANGO_ALIGN_RIGHT});
    slip_draw_line(sheet->draw, &(SlipLine){x, y + 16, x + width, y + 16, .grey = 0.7});
}

static void draw_code(Sheet *sheet, const Slip *slip, double x, double y, double width) {
    SlipBox ground = {x, y, width, 34};
    slip_draw_ground(sheet->draw, &ground, 0.93);
    slip_draw_text(sheet->draw, &(SlipText){.text = slip->code,
                                            .font = SLIP_FONT_CODE,
                                            .size = 17.5,
                                            .x = x + 4,
                                            .y = y + 6.5,
                                            .width = width - 8,
                                            .alignment = PANGO_ALIGN_CENTER});
}

static void draw_person(Sheet *sheet, const Slip *slip, double x, double y, double width) {
    slip_draw_text(sheet->draw, &(SlipText){.text = slip->name,
                                            .font = SLIP_FONT_BOLD,
                                            .size = 17,
                                            .x = x,
                                            .y = y,
                                            .width = width});
    slip_draw_text(
        sheet->draw,
        &(SlipText){
            .text = slip->unit_path, .size = 9, .grey = 0.25, .x = x, .y = y + 25, .width = width});
}

static void draw_help(Sheet *sheet, const Slip *slip, double x, double y, double width) {
    g_autofree char *chinese = g_strdup_printf(
        "手机扫码，或打开 %s 输入上面的代码，自己设定密码。%s；只能用一次，请勿转交他人。",
        sheet->in->page, slip->is_reset ? "原密码和已登录的设备随即失效" : "设定后即可登录");
    g_autofree char *english =
        g_strdup_printf("Scan it, or type the code at %s, and choose a password of your own. "
                        "Once only; keep it to yourself.",
                        sheet->in->page);
    double height = slip_draw_text(
        sheet->draw,
        &(SlipText){.text = chinese, .size = 8.5, .x = x, .y = y, .width = width, .max_lines = 2});
    slip_draw_text(sheet->draw, &(SlipText){.text = english,
                                            .size = 7.5,
                                            .grey = 0.3,
                                            .x = x,
                                            .y = y + height + 2,
                                            .width = width,
                                            .max_lines = 2});
}

static void draw_slip(Sheet *sheet, const Slip *slip, double left, double top) {
    double x = left + PADDING, y = top + PADDING, width = SLIP_WIDTH - 2 * PADDING;
    double text_width = width - QR_SIDE - GAP;
    draw_head(sheet, slip, x, y, width);
    draw_person(sheet, slip, x, y + 22, text_width);
    draw_code(sheet, slip, x, y + 68, text_width);
    g_autofree char *valid = g_strdup_printf("有效期至 %s · Valid until", slip->valid_until);
    slip_draw_text(
        sheet->draw,
        &(SlipText){
            .text = valid, .size = 8, .grey = 0.25, .x = x, .y = y + 105, .width = text_width});
    SlipBox qr = {x + width - QR_SIDE + GAP, y + 24, QR_SIDE, QR_SIDE};
    slip_draw_qr(sheet->draw, &qr, slip->link); /* too long a link leaves the code to be typed */
    draw_help(sheet, slip, x, y + 124, width);
}

static void draw_cuts(Sheet *sheet) {
    for (int column = 1; column < COLUMNS; column++)
        slip_draw_line(sheet->draw, &(SlipLine){column * SLIP_WIDTH, 0, column * SLIP_WIDTH,
                                                PAGE_HEIGHT, .grey = 0.6, .is_dashed = true});
    for (int row = 1; row < ROWS; row++)
        slip_draw_line(sheet->draw, &(SlipLine){0, row * SLIP_HEIGHT, PAGE_WIDTH, row * SLIP_HEIGHT,
                                                .grey = 0.6, .is_dashed = true});
}

static void draw_slips(Sheet *sheet) {
    const GPtrArray *slips = sheet->in->slips;
    for (unsigned i = 0; i < slips->len; i++) {
        unsigned place = i % SLIP_PDF_PER_PAGE;
        if (place == 0)
            draw_cuts(sheet);
        draw_slip(sheet, g_ptr_array_index(slips, i), place % COLUMNS * SLIP_WIDTH,
                  place / COLUMNS * SLIP_HEIGHT);
        if (place == SLIP_PDF_PER_PAGE - 1 || i + 1 == slips->len)
            slip_draw_end_page(sheet->draw);
    }
}

/* ---- the lists to sign ---- */

#define LIST_MARGIN     48.0
#define LIST_WIDTH      (PAGE_WIDTH - 2 * LIST_MARGIN)
#define LIST_TOP        126.0
#define LIST_ROW_HEIGHT 24.0
#define LIST_ROWS       27

typedef struct ListColumn {
    const char *title;
    double x, width;
} ListColumn;

enum { LIST_NUMBER, LIST_NAME, LIST_KIND, LIST_SIGNED, LIST_DAY, LIST_N };

static const ListColumn LIST_COLUMNS[LIST_N] = {
    {"序号 No.", 0, 48},          {"姓名 Name", 52, 130}, {"事项 Kind", 186, 128},
    {"签收 Signature", 318, 110}, {"日期 Date", 432, 66},
};

static void draw_cell(Sheet *sheet, int column, double y, const char *text, SlipFont font) {
    slip_draw_text(sheet->draw, &(SlipText){.text = text,
                                            .font = font,
                                            .size = font == SLIP_FONT_BOLD ? 9 : 11,
                                            .x = LIST_MARGIN + LIST_COLUMNS[column].x,
                                            .y = y,
                                            .width = LIST_COLUMNS[column].width - 4});
}

static void draw_list_head(Sheet *sheet, const Slip *first, unsigned n_slips) {
    g_autofree char *about = g_strdup_printf("%s · %u 张 slips · 有效期至 valid until %s",
                                             sheet->in->server_name, n_slips, first->valid_until);
    const SlipText texts[] = {
        {.text = "账号激活单发放登记 · Slips handed out",
         .font = SLIP_FONT_BOLD,
         .size = 15,
         .y = 46},
        {.text = first->unit_path, .font = SLIP_FONT_BOLD, .size = 12, .y = 70},
        {.text = about, .size = 9, .grey = 0.3, .y = 89},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        SlipText text = texts[i];
        text.x = LIST_MARGIN;
        text.width = LIST_WIDTH;
        slip_draw_text(sheet->draw, &text);
    }
    for (int column = 0; column < LIST_N; column++)
        draw_cell(sheet, column, LIST_TOP - 15, LIST_COLUMNS[column].title, SLIP_FONT_BOLD);
}

static void draw_list_row(Sheet *sheet, const Slip *slip, unsigned number, double y) {
    g_autofree char *text = g_strdup_printf("%u", number);
    draw_cell(sheet, LIST_NUMBER, y + 5, text, SLIP_FONT_TEXT);
    draw_cell(sheet, LIST_NAME, y + 4, slip->name, SLIP_FONT_TEXT);
    draw_cell(sheet, LIST_KIND, y + 5, kind_words(slip), SLIP_FONT_TEXT);
}

/* The slips from `first` to before `end`, of one unit. */
static void draw_list(Sheet *sheet, unsigned first, unsigned end) {
    const GPtrArray *slips = sheet->in->slips;
    for (unsigned at = first; at < end; at += LIST_ROWS) {
        unsigned n_rows = MIN(end - at, LIST_ROWS);
        draw_list_head(sheet, g_ptr_array_index(slips, first), end - first);
        for (unsigned row = 0; row <= n_rows; row++) {
            double y = LIST_TOP + row * LIST_ROW_HEIGHT;
            slip_draw_line(sheet->draw, &(SlipLine){LIST_MARGIN, y, LIST_MARGIN + LIST_WIDTH, y,
                                                    .grey = row == 0 ? 0 : 0.65});
            if (row < n_rows)
                draw_list_row(sheet, g_ptr_array_index(slips, at + row), at + row - first + 1, y);
        }
        slip_draw_text(sheet->draw,
                       &(SlipText){.text = "发放人 Handed out by：____________________",
                                   .size = 10,
                                   .x = LIST_MARGIN,
                                   .y = LIST_TOP + n_rows * LIST_ROW_HEIGHT + 16,
                                   .width = LIST_WIDTH});
        slip_draw_end_page(sheet->draw);
    }
}

static const char *unit_at(const GPtrArray *slips, unsigned index) {
    const Slip *slip = g_ptr_array_index(slips, index);
    return slip->unit_id;
}

static void draw_lists(Sheet *sheet) {
    const GPtrArray *slips = sheet->in->slips;
    for (unsigned first = 0, end; first < slips->len; first = end) {
        for (end = first + 1;
             end < slips->len && g_strcmp0(unit_at(slips, first), unit_at(slips, end)) == 0;)
            end++;
        draw_list(sheet, first, end);
    }
}

/* ---- the file ---- */

static void draw_all(SlipDraw *draw, const void *what) {
    Sheet sheet = {draw, what};
    draw_slips(&sheet);
    draw_lists(&sheet);
}

GBytes *slip_pdf_make(const SlipSheet *sheet, GError **error) {
    return slip_file_make(sheet->server_name, draw_all, sheet, error);
}

GBytes *slip_pdf_make_order(const void *order, GError **error) {
    const SlipOrder *wanted = order;
    const SlipSheet sheet = {wanted->server_name, wanted->page, wanted->slips};
    return slip_pdf_make(&sheet, error);
}

void slip_pdf_free_order(void *order) {
    SlipOrder *wanted = order;
    if (!wanted)
        return;
    g_free(wanted->server_name);
    g_free(wanted->page);
    g_clear_pointer(&wanted->slips, g_ptr_array_unref);
    g_free(wanted);
}
