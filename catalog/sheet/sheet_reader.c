#include "catalog/sheet/sheet_reader.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/csv_reader.h"
#include "catalog/sheet/file_kind.h"
#include "catalog/sheet/xlsx_reader.h"

const SheetLimits SHEET_LIMITS_DEFAULT = {
    .max_rows = 200000,
    .max_columns = 256,
    .max_cell_chars = 32767, /* Excel's own */
    .max_row_bytes = 1024 * 1024,
    .max_shared_bytes = 48 * 1024 * 1024,
    .max_unzipped_bytes = 512 * 1024 * 1024,
    .max_ratio = 250, /* tables of one repeated row reach 100 to 200, bombs 1000 */
};

struct SheetReader {
    SheetLimits limits;
    SheetFormat format;
    CsvReader *csv; /* one of these two */
    XlsxReader *xlsx;
    unsigned n_rows; /* given of the selected sheet */
    bool is_selected, is_ended;
};

SheetReader *sheet_reader_open(GBytes *file, const SheetLimits *limits, GError **error) {
    size_t size;
    const char *bytes = g_bytes_get_data(file, &size);
    SheetFormat format;
    if (!file_kind_find(bytes, size, &format, error))
        return NULL;
    g_autoptr(SheetReader) reader = g_new0(SheetReader, 1);
    reader->limits = limits ? *limits : SHEET_LIMITS_DEFAULT;
    reader->format = format;
    if (format == SHEET_FORMAT_XLSX)
        reader->xlsx = xlsx_reader_open(file, &reader->limits, error);
    else
        reader->csv = csv_reader_new(file, &reader->limits, error);
    return reader->xlsx || reader->csv ? g_steal_pointer(&reader) : NULL;
}

void sheet_reader_free(SheetReader *reader) {
    if (!reader)
        return;
    csv_reader_free(reader->csv);
    xlsx_reader_free(reader->xlsx);
    g_free(reader);
}

SheetFormat sheet_reader_format(const SheetReader *reader) {
    return reader->format;
}

const char *const *sheet_reader_sheets(const SheetReader *reader) {
    static const char *const TEXT[] = {"CSV", NULL};
    return reader->xlsx ? xlsx_reader_sheets(reader->xlsx) : TEXT;
}

bool sheet_reader_select(SheetReader *reader, unsigned index, GError **error) {
    g_assert(index < g_strv_length((GStrv)sheet_reader_sheets(reader)));
    reader->n_rows = 0;
    reader->is_selected = reader->is_ended = false;
    if (reader->csv)
        csv_reader_rewind(reader->csv);
    else if (!xlsx_reader_select(reader->xlsx, index, error))
        return false;
    reader->is_selected = true;
    return true;
}

SheetStep sheet_reader_next(SheetReader *reader, SheetRow *ret_row, GError **error) {
    g_assert(reader->is_selected);
    SheetStep step = reader->csv ? csv_reader_next(reader->csv, ret_row, error)
                                 : xlsx_reader_next(reader->xlsx, ret_row, error);
    reader->is_ended = step == SHEET_END;
    if (step != SHEET_ROW || ++reader->n_rows <= reader->limits.max_rows)
        return step;
    g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                "cannot read row %u: a sheet may have at most %u rows", ret_row->number,
                reader->limits.max_rows);
    return SHEET_FAILED;
}

unsigned sheet_reader_percent(const SheetReader *reader) {
    if (reader->is_ended)
        return 100;
    return reader->csv ? csv_reader_percent(reader->csv) : xlsx_reader_percent(reader->xlsx);
}
