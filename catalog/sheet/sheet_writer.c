#include "catalog/sheet/sheet_writer.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/csv_text.h"
#include "catalog/sheet/xlsx_package.h"
#include "catalog/sheet/xlsx_sheet_text.h"

#define MAX_CELL_CHARS 32767 /* Excel's own */

typedef struct Form {
    const char *extension, *media_type;
    void (*begin)(GString *out, const SheetColumn *columns, unsigned n_columns);
    void (*add)(GString *out, const SheetColumn *columns, unsigned n_columns,
                const char *const *cells);
    GBytes *(*finish)(const char *name, GString *take_text, GError **error);
} Form;

static GBytes *finish_csv(const char *name, GString *take_text, GError **error) {
    return g_string_free_to_bytes(take_text);
}

static GBytes *finish_xlsx(const char *name, GString *take_text, GError **error) {
    xlsx_sheet_text_end(take_text);
    const XlsxPackageSheet sheet = {name, take_text->str, take_text->len};
    GBytes *file = xlsx_package_make(&sheet, 1, error);
    g_string_free(take_text, TRUE);
    return file;
}

static const Form FORMS[] = {
    [SHEET_FORMAT_TEXT] = {"csv", "text/csv; charset=utf-8; header=present", csv_text_begin,
                           csv_text_add, finish_csv},
    [SHEET_FORMAT_XLSX] = {"xlsx",
                           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                           xlsx_sheet_text_begin, xlsx_sheet_text_add, finish_xlsx},
};

struct SheetWriter {
    const Form *form;
    char *name;
    const SheetColumn *columns;
    unsigned n_columns, n_rows;
    GString *text; /* NULL once it is finished */
};

SheetWriter *sheet_writer_new(SheetFormat format, const char *name, const SheetColumn *columns,
                              unsigned n_columns) {
    SheetWriter *writer = g_new0(SheetWriter, 1);
    writer->form = &FORMS[format];
    writer->name = g_strdup(name);
    writer->columns = columns;
    writer->n_columns = n_columns;
    writer->text = g_string_new(NULL);
    writer->form->begin(writer->text, columns, n_columns);
    return writer;
}

void sheet_writer_free(SheetWriter *writer) {
    if (!writer)
        return;
    if (writer->text)
        g_string_free(writer->text, TRUE);
    g_free(writer->name);
    g_free(writer);
}

static bool check_room(const SheetWriter *writer, const char *const *cells, GError **error) {
    unsigned number = writer->n_rows + 2; /* the header is row 1 */
    if (writer->n_rows >= SHEET_WRITER_MAX_ROWS || writer->text->len > SHEET_WRITER_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot write row %u: the table has too many rows for one file", number);
        return false;
    }
    for (unsigned i = 0; i < writer->n_columns; i++) {
        if (cells[i] && g_utf8_strlen(cells[i], -1) > MAX_CELL_CHARS) {
            g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                        "cannot write row %u: a cell is longer than %d characters", number,
                        MAX_CELL_CHARS);
            return false;
        }
    }
    return true;
}

bool sheet_writer_add(SheetWriter *writer, const char *const *cells, GError **error) {
    g_assert(writer->text);
    if (!check_room(writer, cells, error))
        return false;
    writer->form->add(writer->text, writer->columns, writer->n_columns, cells);
    writer->n_rows++;
    return true;
}

unsigned sheet_writer_n_rows(const SheetWriter *writer) {
    return writer->n_rows;
}

GBytes *sheet_writer_finish(SheetWriter *writer, GError **error) {
    g_assert(writer->text);
    return writer->form->finish(writer->name, g_steal_pointer(&writer->text), error);
}

const char *sheet_writer_extension(SheetFormat format) {
    return FORMS[format].extension;
}

const char *sheet_writer_media_type(SheetFormat format) {
    return FORMS[format].media_type;
}
