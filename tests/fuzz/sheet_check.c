#include "sheet_check.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "catalog/sheet/sheet_reader.h"
#include "catalog/sheet/sheet_writer.h"

#define MAX_COLUMNS      16
#define MAX_XLSX_WRITTEN 20 /* packing is slow */

static const SheetLimits LIMITS = {
    .max_rows = 500,
    .max_columns = MAX_COLUMNS,
    .max_cell_chars = 2000,
    .max_row_bytes = 8192,
    .max_shared_bytes = 65536,
    .max_unzipped_bytes = 1024 * 1024,
    .max_ratio = 250,
};

static void check_error(const GError *error) {
    g_assert_true(error->domain == BASE_ERROR);
    g_assert_true(error->code == ERROR_INVALID || error->code == ERROR_TOO_LARGE ||
                  error->code == ERROR_UNSUPPORTED);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    g_assert_true(g_str_has_prefix(error->message, "cannot read "));
}

static void check_row(const SheetRow *row, unsigned last_number) {
    g_assert_cmpuint(row->number, >, last_number);
    g_assert_true(row->n_cells >= 1 && row->n_cells <= MAX_COLUMNS);
    for (unsigned i = 0; i < row->n_cells; i++) {
        const SheetCell *cell = &row->cells[i];
        g_assert_cmpuint(strlen(cell->text), ==, cell->length);
        g_assert_true(g_utf8_validate(cell->text, -1, NULL));
        g_assert_cmpint(g_utf8_strlen(cell->text, -1), <=, LIMITS.max_cell_chars);
        bool is_bare = cell->kind == SHEET_CELL_EMPTY || cell->kind == SHEET_CELL_MERGED_AWAY;
        g_assert_true(is_bare == (cell->length == 0));
    }
}

/* All rows as GStrv of MAX_COLUMNS texts. */
static GPtrArray *read_sheet(SheetReader *reader, unsigned index) {
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    SheetRow row = {0};
    SheetStep step = SHEET_FAILED;
    if (!sheet_reader_select(reader, index, &error)) {
        check_error(error);
        return rows;
    }
    for (unsigned last = 0; (step = sheet_reader_next(reader, &row, &error)) == SHEET_ROW;) {
        check_row(&row, last);
        last = row.number;
        char **cells = g_new0(char *, MAX_COLUMNS + 1);
        for (unsigned i = 0; i < MAX_COLUMNS; i++)
            cells[i] = g_strdup(i < row.n_cells ? row.cells[i].text : "");
        g_ptr_array_add(rows, cells);
        g_assert_cmpuint(sheet_reader_percent(reader), <=, 100);
    }
    g_assert_true((step == SHEET_FAILED) == (error != NULL));
    if (error)
        check_error(error);
    return rows;
}

static void check_same(const GPtrArray *a, unsigned n_a, const GPtrArray *b, unsigned skip_b) {
    g_assert_cmpuint(n_a + skip_b, ==, b->len);
    for (unsigned i = 0; i < n_a; i++)
        for (unsigned j = 0; j < MAX_COLUMNS; j++)
            g_assert_cmpstr(((char **)a->pdata[i])[j], ==, ((char **)b->pdata[i + skip_b])[j]);
}

/* U+FFFE and U+FFFF cannot stand in XML; formulas without a value have no text to come back. */
static bool can_return(char *const *cells, SheetFormat format) {
    bool has_text = false;
    for (unsigned i = 0; i < MAX_COLUMNS; i++) {
        has_text |= *cells[i] != '\0';
        if (format == SHEET_FORMAT_XLSX && strstr(cells[i], "\xef\xbf"))
            return false;
    }
    return has_text;
}

static void check_written(const GPtrArray *rows, SheetFormat format) {
    static SheetColumn columns[MAX_COLUMNS];
    g_autoptr(GError) error = NULL;
    unsigned n_rows = MIN(rows->len, format == SHEET_FORMAT_XLSX ? MAX_XLSX_WRITTEN : rows->len);
    for (unsigned i = 0; i < MAX_COLUMNS; i++)
        columns[i] = (SheetColumn){"h", 10, false};
    g_autoptr(SheetWriter) writer = sheet_writer_new(format, "S", columns, MAX_COLUMNS);
    for (unsigned i = 0; i < n_rows; i++) {
        if (!can_return(rows->pdata[i], format))
            return;
        sheet_writer_add(writer, (const char *const *)rows->pdata[i], &error);
        g_assert_no_error(error);
    }
    g_autoptr(GBytes) file = sheet_writer_finish(writer, &error);
    g_assert_no_error(error);
    SheetLimits roomy = SHEET_LIMITS_DEFAULT;
    roomy.max_columns = MAX_COLUMNS;
    g_autoptr(SheetReader) reader = sheet_reader_open(file, &roomy, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) again = read_sheet(reader, 0);
    check_same(rows, n_rows, again, 1);
}

void sheet_check_file(GBytes *file) {
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetReader) reader = sheet_reader_open(file, &LIMITS, &error);
    if (!reader) {
        check_error(error);
        return;
    }
    const char *const *names = sheet_reader_sheets(reader);
    for (unsigned i = 0; names[i]; i++) {
        g_autoptr(GPtrArray) rows = read_sheet(reader, i);
        g_autoptr(GPtrArray) again = read_sheet(reader, i);
        check_same(rows, rows->len, again, 0);
        if (i > 0)
            continue;
        check_written(rows, SHEET_FORMAT_TEXT);
        check_written(rows, SHEET_FORMAT_XLSX);
    }
}
