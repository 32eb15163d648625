#include "catalog/sheet/xlsx_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/sheet/row_buffer.h"
#include "catalog/sheet/xlsx_date.h"
#include "catalog/sheet/xlsx_merges.h"
#include "catalog/sheet/xlsx_ref.h"
#include "catalog/sheet/xlsx_text.h"
#include "catalog/sheet/xlsx_xml.h"

/* Attribute t of a cell (18.18.11). */
typedef enum CellType {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_TEXT,
    TYPE_BOOLEAN,
    TYPE_ERROR,
    TYPE_DATE
} CellType;

typedef struct TypeWord {
    const char *word;
    CellType type;
} TypeWord;

static const TypeWord TYPES[] = {
    {"s", TYPE_SHARED},  {"n", TYPE_NUMBER}, {"str", TYPE_TEXT}, {"inlineStr", TYPE_TEXT},
    {"b", TYPE_BOOLEAN}, {"e", TYPE_ERROR},  {"d", TYPE_DATE},
};

struct XlsxRows {
    XlsxRowsSource source;
    XlsxXml *xml;
    XlsxMerges *merges;
    RowBuffer *row;
    SheetRow given; /* of a pause */
    unsigned number;
    bool is_in_rows, is_in_row, is_in_cell, is_ended;
    unsigned phonetic_depth;

    /* the cell being read */
    unsigned column;
    CellType type;
    unsigned style;
    bool is_formula, is_in_value;
    GString *value;
};

static void fail(XlsxRows *rows, int code, const char *why) {
    xlsx_xml_fail(rows->xml, g_error_new(BASE_ERROR, code, "cannot read row %u: %s",
                                         MAX(rows->number, 1), why));
}

static void begin_row(XlsxRows *rows, const char *const *attributes) {
    const char *text = xlsx_xml_attribute(attributes, "r");
    unsigned long number = text ? strtoul(text, NULL, 10) : rows->number + 1ul;
    if (number <= rows->number || number > XLSX_REF_MAX_ROW) {
        fail(rows, ERROR_INVALID, "the rows behind it are not in order");
        return;
    }
    rows->number = (unsigned)number;
    rows->is_in_row = true;
    rows->column = G_MAXUINT; /* so that the next one is 0 */
    row_buffer_begin(rows->row, rows->number);
}

static CellType find_type(const char *word) {
    for (unsigned i = 0; word && i < G_N_ELEMENTS(TYPES); i++)
        if (strcmp(word, TYPES[i].word) == 0)
            return TYPES[i].type;
    return word ? TYPE_TEXT : TYPE_NUMBER;
}

static void begin_cell(XlsxRows *rows, const char *const *attributes) {
    const char *name = xlsx_xml_attribute(attributes, "r"), *end;
    const char *style = xlsx_xml_attribute(attributes, "s");
    XlsxRef ref = {.column = rows->column + 1};
    if (name && !xlsx_ref_read(name, &ref, &end)) {
        fail(rows, ERROR_INVALID, "it has a cell without a place");
        return;
    }
    rows->is_in_cell = true;
    rows->column = ref.column;
    rows->type = find_type(xlsx_xml_attribute(attributes, "t"));
    rows->style = style ? (unsigned)strtoul(style, NULL, 10) : 0;
    rows->is_formula = rows->is_in_value = false;
    g_string_truncate(rows->value, 0);
}

/* v: the value; t: text within is, which stands in place of v. */
static void begin_inside_cell(XlsxRows *rows, const char *name) {
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        rows->is_in_value = rows->phonetic_depth == 0;
    else if (strcmp(name, "f") == 0)
        rows->is_formula = true;
    else if (strcmp(name, "rPh") == 0)
        rows->phonetic_depth++;
}

static void on_start(void *user, const char *name, const char *const *attributes) {
    XlsxRows *rows = user;
    if (rows->is_in_cell)
        begin_inside_cell(rows, name);
    else if (rows->is_in_row && strcmp(name, "c") == 0)
        begin_cell(rows, attributes);
    else if (rows->is_in_rows && strcmp(name, "row") == 0)
        begin_row(rows, attributes);
    else if (strcmp(name, "sheetData") == 0)
        rows->is_in_rows = true;
}

static void on_text(void *user, const char *text, size_t length) {
    XlsxRows *rows = user;
    if (!rows->is_in_value)
        return;
    if (rows->value->len + length > rows->source.limits->max_row_bytes)
        fail(rows, ERROR_TOO_LARGE, "a cell is too long");
    else
        g_string_append_len(rows->value, text, (gssize)length);
}

static bool find_shared(XlsxRows *rows, SheetCell *ret_cell) {
    char *end;
    guint64 index = g_ascii_strtoull(rows->value->str, &end, 10);
    const char *text = end > rows->value->str && !*end
                           ? xlsx_strings_get(rows->source.strings, index, &ret_cell->length)
                           : NULL;
    if (!text) {
        fail(rows, ERROR_INVALID, "it refers to a text that the workbook does not have");
        return false;
    }
    ret_cell->text = text;
    return true;
}

/* Fills the cell from `rows->value`; a date's text is put into ret_date. */
static bool make_cell(XlsxRows *rows, char *ret_date, SheetCell *ret_cell) {
    static const SheetCellKind KINDS[] = {
        [TYPE_NUMBER] = SHEET_CELL_NUMBER, [TYPE_SHARED] = SHEET_CELL_TEXT,
        [TYPE_TEXT] = SHEET_CELL_TEXT,     [TYPE_BOOLEAN] = SHEET_CELL_BOOLEAN,
        [TYPE_ERROR] = SHEET_CELL_ERROR,   [TYPE_DATE] = SHEET_CELL_DATE,
    };
    const GString *value = rows->value;
    bool is_blank = rows->type == TYPE_TEXT && value->len == 0; /* a formula that gave "" */
    *ret_cell =
        (SheetCell){value->str, value->len, KINDS[rows->type], rows->is_formula && !is_blank};
    if (rows->type == TYPE_SHARED && value->len > 0)
        return find_shared(rows, ret_cell);
    else if (rows->type == TYPE_BOOLEAN && value->len > 0)
        ret_cell->text = g_str_equal(value->str, "0") ? "FALSE" : "TRUE";
    else if (rows->type == TYPE_NUMBER &&
             xlsx_date_text(value->str, xlsx_styles_date_kind(rows->source.styles, rows->style),
                            rows->source.is_1904, ret_date))
        *ret_cell = (SheetCell){ret_date, 0, SHEET_CELL_DATE, rows->is_formula};
    else
        return true;
    ret_cell->length = strlen(ret_cell->text);
    return true;
}

static void end_cell(XlsxRows *rows) {
    char date[XLSX_DATE_TEXT_BYTES];
    SheetCell cell;
    g_autoptr(GError) error = NULL;
    rows->is_in_cell = false;
    rows->phonetic_depth = 0;
    if (rows->type == TYPE_TEXT)
        xlsx_text_unescape(rows->value, 0);
    if (make_cell(rows, date, &cell) && !row_buffer_set(rows->row, rows->column, &cell, &error))
        xlsx_xml_fail(rows->xml, g_steal_pointer(&error));
}

static void end_row(XlsxRows *rows) {
    g_autoptr(GError) error = NULL;
    rows->is_in_row = false;
    if (!xlsx_merges_apply(rows->merges, rows->source.limits, rows->row, &error))
        xlsx_xml_fail(rows->xml, g_steal_pointer(&error));
    else if (row_buffer_give(rows->row, &rows->given))
        xlsx_xml_pause(rows->xml);
}

static void on_end(void *user, const char *name) {
    XlsxRows *rows = user;
    if (rows->is_in_cell && strcmp(name, "c") == 0)
        end_cell(rows);
    else if (rows->is_in_cell && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0))
        rows->is_in_value = false;
    else if (rows->is_in_cell && strcmp(name, "rPh") == 0 && rows->phonetic_depth > 0)
        rows->phonetic_depth--;
    else if (rows->is_in_row && strcmp(name, "row") == 0)
        end_row(rows);
    else if (strcmp(name, "sheetData") == 0)
        rows->is_in_rows = false;
}

XlsxRows *xlsx_rows_open(const XlsxRowsSource *source, GError **error) {
    static const XlsxXmlEvents EVENTS = {on_start, on_end, on_text};
    g_autoptr(XlsxRows) rows = g_new0(XlsxRows, 1);
    rows->source = *source;
    rows->row = row_buffer_new(source->limits);
    rows->value = g_string_new(NULL);
    rows->merges = xlsx_merges_read(source->zip, source->part, error);
    if (!rows->merges)
        return NULL;
    rows->xml = xlsx_xml_open(source->zip, source->part, &EVENTS, rows, error);
    return rows->xml ? g_steal_pointer(&rows) : NULL;
}

void xlsx_rows_free(XlsxRows *rows) {
    if (!rows)
        return;
    xlsx_xml_free(rows->xml);
    xlsx_merges_free(rows->merges);
    row_buffer_free(rows->row);
    g_string_free(rows->value, TRUE);
    g_free(rows);
}

SheetStep xlsx_rows_next(XlsxRows *rows, SheetRow *ret_row, GError **error) {
    XlsxXmlStep step = rows->is_ended ? XLSX_XML_END : xlsx_xml_step(rows->xml, error);
    if (step == XLSX_XML_PAUSED) {
        *ret_row = rows->given;
        return SHEET_ROW;
    }
    rows->is_ended = true;
    return step == XLSX_XML_END ? SHEET_END : SHEET_FAILED;
}

unsigned xlsx_rows_percent(const XlsxRows *rows) {
    return xlsx_xml_percent(rows->xml);
}
