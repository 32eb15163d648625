#include "catalog/sheet/xlsx_reader.h"

#include "base/error.h"
#include "catalog/sheet/xlsx_book.h"
#include "catalog/sheet/xlsx_rows.h"
#include "catalog/sheet/xlsx_strings.h"
#include "catalog/sheet/xlsx_styles.h"
#include "catalog/sheet/xlsx_zip.h"

struct XlsxReader {
    const SheetLimits *limits;
    XlsxZip *zip;
    XlsxBook *book;
    XlsxStrings *strings; /* read with the first sheet that is selected */
    XlsxStyles *styles;
    XlsxRows *rows; /* NULL: nothing is selected, or it failed */
};

XlsxReader *xlsx_reader_open(GBytes *file, const SheetLimits *limits, GError **error) {
    g_autoptr(XlsxReader) reader = g_new0(XlsxReader, 1);
    reader->limits = limits;
    reader->zip = xlsx_zip_open(file, limits, error);
    reader->book = reader->zip ? xlsx_book_read(reader->zip, error) : NULL;
    return reader->book ? g_steal_pointer(&reader) : NULL;
}

void xlsx_reader_free(XlsxReader *reader) {
    if (!reader)
        return;
    xlsx_rows_free(reader->rows);
    xlsx_strings_free(reader->strings);
    xlsx_styles_free(reader->styles);
    xlsx_book_free(reader->book);
    xlsx_zip_free(reader->zip);
    g_free(reader);
}

const char *const *xlsx_reader_sheets(const XlsxReader *reader) {
    return (const char *const *)reader->book->names->pdata;
}

static bool read_shared_parts(XlsxReader *reader, GError **error) {
    const XlsxBook *book = reader->book;
    if (!reader->strings)
        reader->strings = xlsx_strings_read(reader->zip, book->strings_part, reader->limits, error);
    if (reader->strings && !reader->styles)
        reader->styles = xlsx_styles_read(reader->zip, book->styles_part, error);
    return reader->styles != NULL;
}

bool xlsx_reader_select(XlsxReader *reader, unsigned index, GError **error) {
    g_clear_pointer(&reader->rows, xlsx_rows_free);
    xlsx_zip_restart(reader->zip);
    if (!read_shared_parts(reader, error))
        return false;
    XlsxRowsSource source = {
        .zip = reader->zip,
        .part = reader->book->parts->pdata[index],
        .strings = reader->strings,
        .styles = reader->styles,
        .limits = reader->limits,
        .is_1904 = reader->book->is_1904,
    };
    reader->rows = xlsx_rows_open(&source, error);
    return reader->rows != NULL;
}

SheetStep xlsx_reader_next(XlsxReader *reader, SheetRow *ret_row, GError **error) {
    g_assert(reader->rows);
    return xlsx_rows_next(reader->rows, ret_row, error);
}

unsigned xlsx_reader_percent(const XlsxReader *reader) {
    return reader->rows ? xlsx_rows_percent(reader->rows) : 0;
}
