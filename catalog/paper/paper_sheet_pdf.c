#include "catalog/paper/paper_sheet_pdf.h"

#include "catalog/paper/paper_flow.h"
#include "catalog/paper/paper_sheet.h"
#include "catalog/slip/slip_file.h"

#define MARGIN      40.0
#define WIDTH       (SLIP_FILE_WIDTH - 2 * MARGIN)
#define HEAD_FIRST  166.0 /* title and facts */
#define HEAD_OTHER  22.0  /* the title, small */
#define COLUMNS     18.0  /* what the columns are called, on every page */
#define FOOTER      20.0  /* the page's number */
#define ROW         19.0  /* Tibetan letters reach far below the line */
#define BASE        2.5   /* of a text's line below the middle of its row */
#define ROW_BLANK   24.0
#define HEADING     22.0
#define NOTE        14.0
#define FOOT        (90.0 + PAPER_MARK_HEIGHT)
#define SPARE_LINES 10 /* of a blank list: for those who come besides */
#define SIZE        9.0

/* ---- columns ---- */

typedef enum Cell {
    CELL_NUMBER,
    CELL_NAME,
    CELL_STATE,
    CELL_LIVE,
    CELL_REPLAY,
    CELL_OFFLINE,
    CELL_CREDITED,
    CELL_HOW,
    CELL_CONFIDENCE,
    CELL_PLACE,
    CELL_FROM,
    CELL_UNTIL,
    CELL_BOX,
    CELL_EMPTY
} Cell;

typedef struct Column {
    PaperWord word;
    Cell cell;
    double width;
} Column;

#define MAX_COLUMNS 9

/* Widths add up to WIDTH, nearly. */
static const Column TABLES[][MAX_COLUMNS + 1] = {
    [PAPER_FORM_CLOSED] = {{PAPER_NUMBER, CELL_NUMBER, 28},
                           {PAPER_NAME, CELL_NAME, 118},
                           {PAPER_STATE, CELL_STATE, 56},
                           {PAPER_LIVE, CELL_LIVE, 42},
                           {PAPER_REPLAY, CELL_REPLAY, 42},
                           {PAPER_OFFLINE, CELL_OFFLINE, 42},
                           {PAPER_CREDITED, CELL_CREDITED, 46},
                           {PAPER_HOW, CELL_HOW, 92},
                           {PAPER_CONFIDENCE, CELL_CONFIDENCE, 48}},
    [PAPER_FORM_OPEN] = {{PAPER_NUMBER, CELL_NUMBER, 28},
                         {PAPER_NAME, CELL_NAME, 140},
                         {PAPER_STATE, CELL_STATE, 60},
                         {PAPER_FROM, CELL_FROM, 50},
                         {PAPER_UNTIL, CELL_UNTIL, 50},
                         {PAPER_PLACE, CELL_PLACE, 106},
                         {PAPER_HOW, CELL_HOW, 80}},
    [PAPER_FORM_BLANK] = {{PAPER_NUMBER, CELL_NUMBER, 28},
                          {PAPER_NAME, CELL_NAME, 150},
                          {PAPER_HERE, CELL_BOX, 36},
                          {PAPER_ON_LEAVE, CELL_BOX, 40},
                          {PAPER_FROM, CELL_EMPTY, 60},
                          {PAPER_UNTIL, CELL_EMPTY, 60},
                          {PAPER_SIGNATURE, CELL_EMPTY, 140}},
};

typedef enum Kind { KIND_HEADING, KIND_ROW, KIND_GUEST, KIND_NOTE, KIND_FOOT } Kind;

typedef struct Drawing {
    SlipDraw *draw;
    const PaperSheet *sheet;
    unsigned n_pages;
    unsigned number; /* of the row */
} Drawing;

static const char *word(const Drawing *drawing, PaperWord which) {
    return paper_words(drawing->sheet->language, which);
}

static double put(const Drawing *drawing, const SlipText *text) {
    return text->text ? slip_draw_text(drawing->draw, text) : 0;
}

static void rule(const Drawing *drawing, double y, double grey) {
    slip_draw_line(drawing->draw, &(SlipLine){MARGIN, y, MARGIN + WIDTH, y, .grey = grey});
}

/* ---- rows ---- */

/* NULL: nothing is written there. Caller frees. */
static char *cell_text(const Drawing *drawing, const PaperRow *row, Cell cell) {
    PaperLanguage language = drawing->sheet->language;
    const int64_t lengths[] = {row->live_ms, row->replay_ms, row->offline_ms, row->credited_ms};
    switch (cell) {
    case CELL_NUMBER:
        return g_strdup_printf("%u", drawing->number);
    case CELL_NAME:
        return g_strdup(row->name);
    case CELL_STATE:
        return g_strdup(paper_words_of(language, row->state));
    case CELL_LIVE:
    case CELL_REPLAY:
    case CELL_OFFLINE:
    case CELL_CREDITED:
        return row->leaf >= 0 ? paper_words_length(lengths[cell - CELL_LIVE]) : NULL;
    case CELL_HOW:
        return paper_words_list(language, row->how);
    case CELL_CONFIDENCE:
        return g_strdup(paper_words_of(language, row->confidence));
    case CELL_PLACE:
        return g_strdup(row->place);
    case CELL_FROM:
        return paper_words_clock(row->from_us);
    case CELL_UNTIL:
        return paper_words_clock(row->until_us);
    case CELL_BOX:
    case CELL_EMPTY:
        break;
    }
    return NULL;
}

static void draw_box(const Drawing *drawing, double x, double y, double side) {
    const SlipLine lines[] = {{x, y, x + side, y},
                              {x, y + side, x + side, y + side},
                              {x, y, x, y + side},
                              {x + side, y, x + side, y + side}};
    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
        slip_draw_line(drawing->draw, &lines[i]);
}

static void draw_row(Drawing *drawing, const PaperRow *row, double y, double height) {
    double x = MARGIN;
    drawing->number++;
    for (const Column *column = TABLES[drawing->sheet->form]; column->width > 0; column++) {
        g_autofree char *text = cell_text(drawing, row, column->cell);
        if (column->cell == CELL_BOX)
            draw_box(drawing, x + 6, y + (height - 11) / 2, 11);
        put(drawing, &(SlipText){.text = text,
                                 .size = column->cell == CELL_NAME ? SIZE + 1 : SIZE,
                                 .x = x + 2,
                                 .y = y + height / 2 + BASE,
                                 .width = column->width - 4,
                                 .is_cell = true});
        x += column->width;
    }
    rule(drawing, y + height, 0.75);
}

/* A guest has no record: place and times over the columns of the figures. */
static void draw_guest(Drawing *drawing, const PaperRow *row, double y) {
    PaperLanguage language = drawing->sheet->language;
    g_autofree char *from = paper_words_clock(row->from_us);
    g_autofree char *until = paper_words_clock(row->until_us);
    g_autofree char *how = paper_words_list(language, row->how);
    g_autofree char *number = g_strdup_printf("%u", ++drawing->number);
    g_autofree char *nameless =
        g_strdup_printf("%s %" G_GINT64_FORMAT, word(drawing, PAPER_GUEST), row->guest_number);
    g_autofree char *stay =
        g_strdup_printf("%s – %s  %s  %s", from, until, row->place ? row->place : "", how);
    const struct {
        const char *text;
        double x, width;
    } cells[] = {{number, 2, 24},
                 {row->guest_number ? nameless : row->name, 30, 166},
                 {stay, 200, WIDTH - 200}};
    for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
        put(drawing, &(SlipText){.text = cells[i].text,
                                 .size = SIZE,
                                 .x = MARGIN + cells[i].x,
                                 .y = y + ROW / 2 + BASE,
                                 .width = cells[i].width,
                                 .is_cell = true});
    rule(drawing, y + ROW, 0.75);
}

static void draw_columns(const Drawing *drawing, double y) {
    double x = MARGIN;
    const SlipBox ground = {MARGIN, y, WIDTH, COLUMNS};
    slip_draw_ground(drawing->draw, &ground, 0.92);
    for (const Column *column = TABLES[drawing->sheet->form]; column->width > 0; column++) {
        put(drawing, &(SlipText){.text = word(drawing, column->word),
                                 .font = SLIP_FONT_BOLD,
                                 .size = SIZE,
                                 .x = x + 2,
                                 .y = y + 2.5,
                                 .width = column->width - 4});
        x += column->width;
    }
}

/* ---- the head ---- */

static char *time_text(const Drawing *drawing) {
    const PaperSheet *sheet = drawing->sheet;
    g_autofree char *began = paper_words_moment(sheet->began_at_us);
    g_autofree char *ended = paper_words_moment(sheet->ended_at_us);
    g_autofree char *zone = paper_words_zone(sheet->began_at_us);
    return g_strdup_printf("%s – %s  (%s)", began, *ended ? ended : word(drawing, PAPER_GOES_ON),
                           zone);
}

static double draw_fact(const Drawing *drawing, PaperWord name, const char *text, double y) {
    put(drawing, &(SlipText){.text = word(drawing, name),
                             .font = SLIP_FONT_BOLD,
                             .size = SIZE,
                             .x = MARGIN,
                             .y = y,
                             .width = 58});
    return put(drawing, &(SlipText){.text = text,
                                    .size = SIZE,
                                    .x = MARGIN + 60,
                                    .y = y,
                                    .width = WIDTH - 60,
                                    .max_lines = 2}) +
           1.5;
}

static void draw_facts(const Drawing *drawing, double y) {
    const PaperSheet *sheet = drawing->sheet;
    g_autofree char *kind = g_strdup_printf("%s · %s", paper_words_of(sheet->language, sheet->kind),
                                            sheet->type_name ? sheet->type_name : "");
    g_autofree char *time = time_text(drawing);
    g_autofree char *closed = paper_words_moment(sheet->closed_at_us);
    g_autofree char *printed_at = paper_words_moment(sheet->printed_at_us);
    g_autofree char *printed = g_strdup_printf("%s  %s", printed_at, sheet->printed_by);
    y += draw_fact(drawing, PAPER_KIND, kind, y);
    y += draw_fact(drawing, PAPER_TIME, time, y);
    y += draw_fact(drawing, PAPER_PLACE, sheet->places, y);
    y += draw_fact(drawing, PAPER_UNIT,
                   sheet->unit_name ? sheet->unit_name : word(drawing, PAPER_WHOLE_TREE), y);
    if (sheet->form == PAPER_FORM_CLOSED) {
        y += draw_fact(drawing, PAPER_RULE, sheet->rule, y);
        y += draw_fact(drawing, PAPER_CLOSED, closed, y);
    } else {
        y += put(drawing, &(SlipText){.text = word(drawing, sheet->form == PAPER_FORM_OPEN
                                                                ? PAPER_NOT_CLOSED_NOTE
                                                                : PAPER_BLANK_NOTE),
                                      .font = SLIP_FONT_BOLD,
                                      .size = SIZE,
                                      .x = MARGIN,
                                      .y = y,
                                      .width = WIDTH,
                                      .max_lines = 3});
    }
    draw_fact(drawing, PAPER_PRINTED, printed, y);
}

static const char *form_words(const Drawing *drawing) {
    return word(drawing, drawing->sheet->form == PAPER_FORM_BLANK ? PAPER_BLANK : PAPER_SHEET);
}

static void draw_first_head(const Drawing *drawing) {
    const PaperSheet *sheet = drawing->sheet;
    double stamp = sheet->form == PAPER_FORM_OPEN ? 110 : 0;
    put(drawing, &(SlipText){.text = form_words(drawing),
                             .size = 11,
                             .grey = 0.3,
                             .x = MARGIN,
                             .y = MARGIN - 8,
                             .width = WIDTH - stamp});
    put(drawing, &(SlipText){.text = sheet->title,
                             .font = SLIP_FONT_BOLD,
                             .size = 17,
                             .x = MARGIN,
                             .y = MARGIN + 8,
                             .width = WIDTH - stamp});
    if (stamp > 0) {
        const SlipBox ground = {MARGIN + WIDTH - stamp + 8, MARGIN - 6, stamp - 8, 34};
        slip_draw_ground(drawing->draw, &ground, 0.85);
        put(drawing, &(SlipText){.text = word(drawing, PAPER_NOT_CLOSED),
                                 .font = SLIP_FONT_BOLD,
                                 .size = 16,
                                 .x = ground.x,
                                 .y = ground.y + 5,
                                 .width = ground.width,
                                 .alignment = PANGO_ALIGN_CENTER});
    }
    draw_facts(drawing, MARGIN + 38);
}

static void draw_other_head(const Drawing *drawing) {
    const PaperSheet *sheet = drawing->sheet;
    g_autofree char *text = g_strdup_printf(
        "%s%s%s · %s", form_words(drawing), sheet->form == PAPER_FORM_OPEN ? " · " : "",
        sheet->form == PAPER_FORM_OPEN ? word(drawing, PAPER_NOT_CLOSED) : "", sheet->title);
    put(drawing,
        &(SlipText){
            .text = text, .size = SIZE, .grey = 0.3, .x = MARGIN, .y = MARGIN, .width = WIDTH});
}

static void draw_footer(const Drawing *drawing, unsigned page) {
    const PaperSheet *sheet = drawing->sheet;
    g_autofree char *text = paper_words_page(sheet->language, page + 1, drawing->n_pages);
    const SlipText texts[] = {
        {.text = sheet->register_id, .alignment = PANGO_ALIGN_LEFT},
        {.text = text, .alignment = PANGO_ALIGN_RIGHT},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        SlipText one = texts[i];
        one.size = SIZE - 1;
        one.grey = 0.3;
        one.x = MARGIN + i * WIDTH / 2;
        one.y = SLIP_FILE_HEIGHT - MARGIN - 4;
        one.width = WIDTH / 2;
        put(drawing, &one);
    }
}

static void draw_head(const Drawing *drawing, unsigned page) {
    if (page == 0)
        draw_first_head(drawing);
    else
        draw_other_head(drawing);
    draw_columns(drawing, MARGIN + (page == 0 ? HEAD_FIRST : HEAD_OTHER));
    draw_footer(drawing, page);
}

/* ---- the foot ---- */

static unsigned count_state(const PaperSheet *sheet, const char *state) {
    unsigned n = 0;
    for (unsigned i = 0; i < sheet->rows->len; i++)
        n += g_str_equal(((const PaperRow *)sheet->rows->pdata[i])->state, state);
    return n;
}

static char *sum_text(const Drawing *drawing) {
    static const char *const STATES[] = {"present", "late",   "left_early", "partial",
                                         "excused", "absent", "entered",    "left"};
    const PaperSheet *sheet = drawing->sheet;
    unsigned n_expected = 0;
    for (unsigned i = 0; i < sheet->rows->len; i++)
        n_expected += ((const PaperRow *)sheet->rows->pdata[i])->is_expected;
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s  %s %u", word(drawing, PAPER_SUM),
                           word(drawing, PAPER_EXPECTED), n_expected);
    for (unsigned i = 0; i < G_N_ELEMENTS(STATES); i++) {
        unsigned n = count_state(sheet, STATES[i]);
        if (n > 0)
            g_string_append_printf(out, " · %s %u", paper_words_of(sheet->language, STATES[i]), n);
    }
    g_string_append_printf(out, " · %s %u", word(drawing, PAPER_GUESTS), sheet->guests->len);
    if (sheet->form == PAPER_FORM_CLOSED)
        g_string_append_printf(out, "    %s", word(drawing, PAPER_LENGTHS));
    return g_string_free(out, FALSE);
}

static void draw_foot(const Drawing *drawing, double y) {
    const PaperSheet *sheet = drawing->sheet;
    g_autofree char *sum = sheet->form == PAPER_FORM_BLANK ? NULL : sum_text(drawing);
    g_autofree char *sign =
        g_strdup_printf("%s ____________________   %s ______________",
                        word(drawing, PAPER_SIGN_HERE), word(drawing, PAPER_DATE));
    put(drawing, &(SlipText){.text = sum,
                             .font = SLIP_FONT_BOLD,
                             .size = SIZE,
                             .x = MARGIN,
                             .y = y + 8,
                             .width = WIDTH});
    put(drawing,
        &(SlipText){
            .text = sign, .size = SIZE + 1, .x = MARGIN, .y = y + 46, .width = WIDTH - 140});
    put(drawing, &(SlipText){.text = word(drawing, PAPER_SEAL_HERE),
                             .size = SIZE,
                             .grey = 0.5,
                             .x = MARGIN + WIDTH - 130,
                             .y = y + 46,
                             .width = 130,
                             .alignment = PANGO_ALIGN_CENTER});
    const SlipBox box = {MARGIN, y + 86, WIDTH, PAPER_MARK_HEIGHT};
    paper_mark_draw(drawing->draw, sheet->language, &sheet->mark, &box);
}

/* ---- all of it ---- */

static void add(GArray *items, Kind kind, double height, const void *value) {
    PaperItem item = {
        .height = height, .keeps_next = kind == KIND_HEADING, .kind = kind, .value = value};
    g_array_append_val(items, item);
}

/* "group · unit"; of the unit itself once. Caller frees. */
static char *heading_of(const PaperRow *row) {
    return g_str_equal(row->group_name, row->unit_name)
               ? g_strdup(row->unit_name)
               : g_strdup_printf("%s · %s", row->group_name, row->unit_name);
}

static bool is_same_unit(const PaperRow *left, const PaperRow *right) {
    return g_str_equal(left->unit_name, right->unit_name) &&
           g_str_equal(left->group_name, right->group_name);
}

static void add_rows(const PaperSheet *sheet, GArray *items, GPtrArray *texts) {
    double height = sheet->form == PAPER_FORM_BLANK ? ROW_BLANK : ROW;
    for (unsigned i = 0; i < sheet->rows->len; i++) {
        const PaperRow *row = sheet->rows->pdata[i];
        if (i == 0 || !is_same_unit(row, sheet->rows->pdata[i - 1])) {
            g_ptr_array_add(texts, heading_of(row));
            add(items, KIND_HEADING, HEADING, texts->pdata[texts->len - 1]);
        }
        add(items, KIND_ROW, height, row);
    }
}

static void list_items(const PaperSheet *sheet, GArray *items, GPtrArray *texts) {
    static const PaperRow SPARE = {.leaf = -1};
    add_rows(sheet, items, texts);
    for (unsigned i = 0; sheet->form == PAPER_FORM_BLANK && i < SPARE_LINES; i++)
        add(items, KIND_ROW, ROW_BLANK, &SPARE);
    if (sheet->guests->len > 0)
        add(items, KIND_HEADING, HEADING, paper_words(sheet->language, PAPER_GUESTS));
    for (unsigned i = 0; i < sheet->guests->len; i++)
        add(items, KIND_GUEST, ROW, sheet->guests->pdata[i]);
    for (unsigned i = 0; i < sheet->notes->len; i++)
        add(items, KIND_NOTE, NOTE, sheet->notes->pdata[i]);
    add(items, KIND_FOOT, FOOT, NULL);
}

static void draw_item(Drawing *drawing, const PaperItem *item, double y) {
    bool is_heading = item->kind == KIND_HEADING;
    switch ((Kind)item->kind) {
    case KIND_HEADING:
    case KIND_NOTE:
        drawing->number = is_heading ? 0 : drawing->number;
        put(drawing, &(SlipText){.text = item->value,
                                 .font = is_heading ? SLIP_FONT_BOLD : SLIP_FONT_TEXT,
                                 .size = is_heading ? SIZE + 1 : SIZE - 0.5,
                                 .x = MARGIN,
                                 .y = y + (is_heading ? 6 : 2),
                                 .width = WIDTH});
        if (is_heading)
            rule(drawing, y + HEADING, 0.4);
        break;
    case KIND_ROW:
        draw_row(drawing, item->value, y, item->height);
        break;
    case KIND_GUEST:
        draw_guest(drawing, item->value, y);
        break;
    case KIND_FOOT:
        draw_foot(drawing, y);
        break;
    }
}

static void draw_all(SlipDraw *draw, const void *what) {
    Drawing drawing = {.draw = draw, .sheet = what};
    g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(PaperItem));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    double room = SLIP_FILE_HEIGHT - 2 * MARGIN - FOOTER - COLUMNS;
    list_items(what, items, texts);
    drawing.n_pages = paper_flow(items, &(PaperRoom){room - HEAD_FIRST, room - HEAD_OTHER});
    for (unsigned page = 0, i = 0; page < drawing.n_pages; page++) {
        double top = MARGIN + COLUMNS + (page == 0 ? HEAD_FIRST : HEAD_OTHER);
        draw_head(&drawing, page);
        for (; i < items->len && g_array_index(items, PaperItem, i).page == page; i++) {
            const PaperItem *item = &g_array_index(items, PaperItem, i);
            draw_item(&drawing, item, top + item->y);
        }
        slip_draw_end_page(draw);
    }
}

GBytes *paper_sheet_pdf_make(const void *sheet, GError **error) {
    return slip_file_make(((const PaperSheet *)sheet)->title, draw_all, sheet, error);
}
