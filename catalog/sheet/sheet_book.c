#include "catalog/sheet/sheet_book.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/csv_text.h"
#include "catalog/sheet/sheet_writer.h"
#include "catalog/sheet/xlsx_package.h"
#include "catalog/sheet/xlsx_sheet_text.h"

typedef struct Sheet {
    char *name;
    GString *text;
} Sheet;

struct SheetBook {
    SheetFormat format;
    const SheetColumn *columns;
    unsigned n_columns, n_rows;
    size_t n_bytes;     /* of sheets that are finished */
    GPtrArray *sheets;  /* Sheet; of CSV one */
    GHashTable *folded; /* names that are taken, case folded */
};

static void free_sheet(void *data) {
    Sheet *sheet = data;
    g_free(sheet->name);
    g_string_free(sheet->text, TRUE);
    g_free(sheet);
}

SheetBook *sheet_book_new(SheetFormat format, const SheetColumn *columns, unsigned n_columns) {
    SheetBook *book = g_new0(SheetBook, 1);
    book->format = format;
    book->columns = columns;
    book->n_columns = n_columns;
    book->sheets = g_ptr_array_new_with_free_func(free_sheet);
    book->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(book->folded, g_strdup("history")); /* Excel's own */
    return book;
}

void sheet_book_free(SheetBook *book) {
    if (!book)
        return;
    g_ptr_array_unref(book->sheets);
    g_hash_table_unref(book->folded);
    g_free(book);
}

/* ---- names ---- */

/* At most `room` units of UTF-16, whole characters. Caller frees. */
static char *cut(const char *text, unsigned room) {
    const char *end = text;
    while (*end) {
        unsigned n_units = g_utf8_get_char(end) > 0xffff ? 2 : 1;
        if (n_units > room)
            break;
        room -= n_units;
        end = g_utf8_next_char(end);
    }
    return g_strndup(text, (size_t)(end - text));
}

static char *safe_name(const char *name) {
    g_autofree char *text = g_strdup(name);
    for (char *at = text; *at; at++)
        if (strchr("[]:*?/\\'", *at) || (unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '_';
    g_strstrip(text);
    return cut(*text ? text : "-", SHEET_NAME_MAX_UNITS);
}

static char *own_name(SheetBook *book, const char *wanted) {
    g_autofree char *name = safe_name(wanted);
    for (unsigned number = 2;; number++) {
        g_autofree char *folded = g_utf8_casefold(name, -1);
        if (g_hash_table_add(book->folded, g_steal_pointer(&folded)))
            return g_steal_pointer(&name);
        g_autofree char *tail = g_strdup_printf(" (%u)", number);
        g_autofree char *whole = safe_name(wanted);
        g_autofree char *head = cut(whole, SHEET_NAME_MAX_UNITS - (unsigned)strlen(tail));
        g_free(name);
        name = g_strconcat(head, tail, NULL);
    }
}

/* ---- sheets ---- */

static Sheet *last_of(const SheetBook *book) {
    return book->sheets->len > 0 ? book->sheets->pdata[book->sheets->len - 1] : NULL;
}

static Sheet *new_sheet(SheetBook *book, const char *name) {
    Sheet *sheet = g_new0(Sheet, 1);
    sheet->name = own_name(book, name);
    sheet->text = g_string_new(NULL);
    g_ptr_array_add(book->sheets, sheet);
    return sheet;
}

void sheet_book_begin(SheetBook *book, const char *name, const char *const *lines) {
    static const char *const no_lines[] = {NULL};
    Sheet *last = last_of(book);
    bool is_xlsx = book->format == SHEET_FORMAT_XLSX;
    if (last && (!is_xlsx || book->sheets->len >= SHEET_BOOK_MAX_SHEETS))
        return;
    if (last) {
        xlsx_sheet_text_end(last->text);
        book->n_bytes += last->text->len;
    }
    Sheet *sheet = new_sheet(book, name);
    if (is_xlsx)
        xlsx_sheet_text_begin_below(sheet->text, lines ? lines : no_lines, book->columns,
                                    book->n_columns);
    else
        csv_text_begin(sheet->text, book->columns, book->n_columns);
}

bool sheet_book_add(SheetBook *book, const char *const *cells, GError **error) {
    Sheet *sheet = last_of(book);
    g_assert(sheet);
    if (book->n_rows >= SHEET_WRITER_MAX_ROWS ||
        book->n_bytes + sheet->text->len > SHEET_WRITER_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot write row %u: the table has too many rows for one file",
                    book->n_rows + 2);
        return false;
    }
    if (book->format == SHEET_FORMAT_XLSX)
        xlsx_sheet_text_add(sheet->text, book->columns, book->n_columns, cells);
    else
        csv_text_add(sheet->text, book->columns, book->n_columns, cells);
    book->n_rows++;
    return true;
}

/* ---- the file ---- */

static GBytes *pack(const SheetBook *book, GError **error) {
    g_autofree XlsxPackageSheet *sheets = g_new0(XlsxPackageSheet, book->sheets->len);
    xlsx_sheet_text_end(last_of(book)->text);
    for (unsigned i = 0; i < book->sheets->len; i++) {
        const Sheet *sheet = book->sheets->pdata[i];
        sheets[i] = (XlsxPackageSheet){sheet->name, sheet->text->str, sheet->text->len};
    }
    return xlsx_package_make(sheets, book->sheets->len, error);
}

GBytes *sheet_book_finish(SheetBook *book, GError **error) {
    Sheet *sheet = last_of(book);
    g_assert(sheet);
    if (book->format == SHEET_FORMAT_XLSX)
        return pack(book, error);
    GString *text = g_steal_pointer(&sheet->text);
    sheet->text = g_string_new(NULL);
    return g_string_free_to_bytes(text);
}
