#include "sheet_fixture.h"

#include <string.h>

#include "base/error.h"

static const char *const KIND_MARKS[] = {
    [SHEET_CELL_EMPTY] = "",        [SHEET_CELL_TEXT] = "",      [SHEET_CELL_NUMBER] = "n:",
    [SHEET_CELL_DATE] = "d:",       [SHEET_CELL_BOOLEAN] = "b:", [SHEET_CELL_ERROR] = "e:",
    [SHEET_CELL_MERGED_AWAY] = "^",
};

static void append_row(GString *out, const SheetRow *row) {
    g_string_append_printf(out, "%u: ", row->number);
    for (unsigned i = 0; i < row->n_cells; i++) {
        const SheetCell *cell = &row->cells[i];
        g_assert_cmpuint(strlen(cell->text), ==, cell->length);
        g_assert_true(g_utf8_validate(cell->text, -1, NULL));
        g_string_append_printf(out, "%s%s%s%s", i > 0 ? "|" : "", cell->is_formula ? "=" : "",
                               KIND_MARKS[cell->kind], cell->text);
    }
    g_string_append_c(out, '\n');
}

static void append_rows(GString *out, SheetReader *reader, GError **error) {
    SheetRow row;
    SheetStep step;
    while ((step = sheet_reader_next(reader, &row, error)) == SHEET_ROW)
        append_row(out, &row);
    if (step == SHEET_END) {
        g_assert_cmpuint(sheet_reader_percent(reader), ==, 100);
        g_assert_cmpint(sheet_reader_next(reader, &row, error), ==, SHEET_END);
    }
}

static unsigned find_sheet(SheetReader *reader, const char *name) {
    const char *const *names = sheet_reader_sheets(reader);
    for (unsigned i = 0; names[i]; i++)
        if (!name || g_str_equal(names[i], name))
            return i;
    g_assert_not_reached();
}

char *sheet_fixture_dump(const void *bytes, size_t size, const SheetLimits *limits,
                         const char *sheet_name) {
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = g_bytes_new(bytes, size);
    g_autoptr(SheetReader) reader = sheet_reader_open(file, limits, &error);
    if (reader && sheet_reader_select(reader, find_sheet(reader, sheet_name), &error))
        append_rows(out, reader, &error);
    if (error) {
        g_assert_true(error->domain == BASE_ERROR);
        g_string_append_printf(out, "! %s: %s\n", error_word(error->code), error->message);
    }
    return g_string_free(out, FALSE);
}

char *sheet_fixture_dump_text(const char *text) {
    return sheet_fixture_dump(text, strlen(text), NULL, NULL);
}
