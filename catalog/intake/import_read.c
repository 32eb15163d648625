#include "catalog/intake/import_read.h"

#include <string.h>

#include "base/error.h"
#include "catalog/intake/import_check.h"
#include "catalog/intake/import_mask.h"

typedef struct Reader {
    ImportKind kind;
    SheetReader *sheet;
    ImportReading *reading;
    int column_of[IMPORT_MAX_FIELDS]; /* -1: none */
    char *above[IMPORT_MAX_FIELDS];   /* what merged cells below the last full one repeat */
} Reader;

static void free_column(void *data) {
    ImportColumn *column = data;
    g_free(column->header);
    for (unsigned i = 0; i < IMPORT_COLUMN_SAMPLES; i++)
        g_free(column->samples[i]);
    g_free(column);
}

void import_read_free(ImportReading *reading) {
    if (!reading)
        return;
    g_strfreev(reading->sheets);
    g_ptr_array_unref(reading->columns);
    import_table_free(reading->table);
    g_free(reading->missing);
    g_free(reading);
}

/* ---- the header ---- */

/* One row as fields: -1 where a cell names none, each field at its first column only. */
static unsigned recognise(ImportKind kind, const SheetRow *row,
                          int ret_fields[IMPORT_MAX_COLUMNS]) {
    bool is_taken[IMPORT_MAX_FIELDS] = {false};
    unsigned found = 0;
    for (unsigned i = 0; i < IMPORT_MAX_COLUMNS; i++) {
        int field = i < row->n_cells && row->cells[i].kind == SHEET_CELL_TEXT
                        ? import_field_of_header(kind, row->cells[i].text)
                        : -1;
        ret_fields[i] = field >= 0 && !is_taken[field] ? field : -1;
        if (ret_fields[i] >= 0) {
            is_taken[field] = true;
            found++;
        }
    }
    return found;
}

/* No header has one: the row is somebody's. */
static bool has_long_number(const SheetRow *row) {
    for (unsigned i = 0; i < row->n_cells; i++) {
        const char *at = strpbrk(row->cells[i].text, "0123456789");
        if (at && strspn(at, "0123456789") >= 6)
            return true;
    }
    return false;
}

/* Fields that two rows, one below the other, name together. */
static unsigned recognise_both(const int upper[IMPORT_MAX_COLUMNS],
                               const int lower[IMPORT_MAX_COLUMNS]) {
    bool is_named[IMPORT_MAX_FIELDS] = {false};
    unsigned found = 0;
    for (unsigned i = 0; i < IMPORT_MAX_COLUMNS; i++) {
        int field = upper[i] >= 0 ? upper[i] : lower[i];
        if (field >= 0 && !is_named[field]) {
            is_named[field] = true;
            found++;
        }
    }
    return found;
}

/* The row near the top that names the most fields, or the upper one of two that do; the first row
 * when none does. */
static bool find_header(Reader *reader, unsigned *ret_row, GError **error) {
    SheetRow row;
    SheetStep step;
    unsigned best = 0, n_rows = 0, above = 0, n_above = 0;
    int fields[IMPORT_MAX_COLUMNS], fields_above[IMPORT_MAX_COLUMNS];
    *ret_row = 1;
    while ((step = sheet_reader_next(reader->sheet, &row, error)) == SHEET_ROW &&
           n_rows++ < IMPORT_HEADER_SEARCH) {
        unsigned found = has_long_number(&row) ? 0 : recognise(reader->kind, &row, fields);
        bool is_pair = found > 0 && n_above > 0 && row.number == above + 1;
        unsigned together = is_pair ? recognise_both(fields_above, fields) : 0;
        if (together > best && together > found) {
            best = together;
            *ret_row = above;
        } else if (found > best || n_rows == 1) {
            best = found;
            *ret_row = row.number;
        }
        above = row.number;
        n_above = found;
        memcpy(fields_above, fields, sizeof fields_above);
    }
    return step != SHEET_FAILED;
}

static void take_header(Reader *reader, const SheetRow *row) {
    int fields[IMPORT_MAX_COLUMNS];
    recognise(reader->kind, row, fields);
    for (unsigned i = 0; i < row->n_cells; i++) {
        ImportColumn *column = g_new0(ImportColumn, 1);
        column->header =
            g_utf8_substring(row->cells[i].text, 0,
                             MIN(g_utf8_strlen(row->cells[i].text, -1), IMPORT_HEADER_MAX_CHARS));
        g_strstrip(column->header);
        column->field = fields[i];
        g_ptr_array_add(reader->reading->columns, column);
    }
}

static bool has_field(const Reader *reader, int field) {
    for (unsigned i = 0; i < reader->reading->columns->len; i++)
        if (((ImportColumn *)reader->reading->columns->pdata[i])->field == field)
            return true;
    return false;
}

/* A header of two rows: "联系方式" above "手机号". Whether the second row named anything. */
static bool take_second_header(Reader *reader, const SheetRow *row) {
    GPtrArray *columns = reader->reading->columns;
    int fields[IMPORT_MAX_COLUMNS];
    unsigned n_named = has_long_number(row) ? 0 : recognise(reader->kind, row, fields), n_new = 0;
    for (unsigned i = 0; n_named > 0 && i < row->n_cells; i++) {
        if (i >= columns->len) {
            g_ptr_array_add(columns, g_new0(ImportColumn, 1));
            *(ImportColumn *)columns->pdata[i] =
                (ImportColumn){.header = g_strdup(""), .field = -1};
        }
        ImportColumn *column = columns->pdata[i];
        if (fields[i] < 0 || column->field >= 0 || has_field(reader, fields[i]))
            continue;
        column->field = fields[i];
        g_free(column->header);
        column->header = g_strdup(row->cells[i].text);
        n_new++;
    }
    return n_new > 0;
}

static void apply_columns(ImportReading *reading, const ImportLayout *layout) {
    for (unsigned i = 0; layout->has_columns && i < reading->columns->len; i++)
        ((ImportColumn *)reading->columns->pdata[i])->field =
            i < layout->n_columns ? layout->columns[i] : -1;
}

static void index_columns(Reader *reader) {
    for (unsigned field = 0; field < IMPORT_MAX_FIELDS; field++)
        reader->column_of[field] = -1;
    for (unsigned i = reader->reading->columns->len; i-- > 0;) {
        int field = ((ImportColumn *)reader->reading->columns->pdata[i])->field;
        if (field >= 0)
            reader->column_of[field] = (int)i;
    }
}

static char *missing_fields(const Reader *reader) {
    g_autoptr(GString) missing = g_string_new(NULL);
    const ImportField *fields = import_field_table(reader->kind);
    for (unsigned i = 0; fields[i].word; i++)
        if (fields[i].is_required && reader->column_of[i] < 0)
            g_string_append_printf(missing, "%s%s", missing->len > 0 ? "、" : "", fields[i].name);
    return missing->len > 0 ? g_strdup(missing->str) : NULL;
}

/* ---- rows ---- */

static void take_samples(Reader *reader, const SheetRow *row) {
    const ImportField *fields = import_field_table(reader->kind);
    for (unsigned i = 0; i < row->n_cells && i < reader->reading->columns->len; i++) {
        ImportColumn *column = reader->reading->columns->pdata[i];
        for (unsigned k = 0; row->cells[i].length > 0 && k < IMPORT_COLUMN_SAMPLES; k++) {
            if (column->samples[k])
                continue;
            bool is_secret = column->field >= 0 && fields[column->field].is_secret;
            column->samples[k] = import_mask_sample(row->cells[i].text, is_secret);
            break;
        }
    }
}

static bool is_header_again(const Reader *reader, const SheetRow *row) {
    unsigned n_equal = 0;
    for (unsigned i = 0; i < row->n_cells && i < reader->reading->columns->len; i++) {
        const ImportColumn *column = reader->reading->columns->pdata[i];
        if (column->field < 0)
            continue;
        g_autofree char *text = g_strstrip(g_strdup(row->cells[i].text));
        if (!g_str_equal(text, column->header))
            return false;
        n_equal++;
    }
    return n_equal > 0;
}

static bool is_total(const char *name) {
    static const char *const words[] = {"合计", "总计", "小计", "共计", "total", "Total", NULL};
    return name && g_strv_contains(words, name);
}

/* The cell's text as the importer takes it, or NULL for an empty one. */
static char *take_cell(Reader *reader, const SheetCell *cell, ImportRow *row, int field) {
    const ImportField *rule = &import_field_table(reader->kind)[field];
    ImportTable *table = reader->reading->table;
    if (cell->kind == SHEET_CELL_MERGED_AWAY) {
        if (rule->fills_down)
            return g_strdup(reader->above[field]);
        import_table_wrong(table, row, NOTE_CELL_MERGED, rule->name, NULL);
        return NULL;
    }
    if (cell->is_formula && cell->kind == SHEET_CELL_EMPTY)
        import_table_wrong(table, row, NOTE_FORMULA_EMPTY, rule->name, NULL);
    if (cell->kind == SHEET_CELL_ERROR) {
        import_table_wrong(table, row, NOTE_CELL_ERROR, rule->name, cell->text);
        return NULL;
    }
    if (cell->kind != SHEET_CELL_NUMBER)
        return cell->length > 0 ? import_check_tidy(cell->text) : NULL;
    char *number = import_check_number(cell->text);
    if (!number)
        import_check_rounded(table, row, field, cell->text);
    return number;
}

static const SheetCell *cell_of(const Reader *reader, const SheetRow *row, int field) {
    int column = reader->column_of[field];
    return column >= 0 && (unsigned)column < row->n_cells ? &row->cells[column] : NULL;
}

static bool is_empty(const Reader *reader, const SheetRow *row) {
    for (int field = 0; import_field_table(reader->kind)[field].word; field++) {
        const SheetCell *cell = cell_of(reader, row, field);
        if (cell && cell->kind != SHEET_CELL_EMPTY && cell->kind != SHEET_CELL_MERGED_AWAY)
            return false;
    }
    return true;
}

static void take_row(Reader *reader, const SheetRow *sheet_row) {
    ImportTable *table = reader->reading->table;
    if (is_empty(reader, sheet_row))
        return;
    ImportRow *row = import_table_add(table, sheet_row->number);
    for (int field = 0; import_field_table(reader->kind)[field].word; field++) {
        const SheetCell *cell = cell_of(reader, sheet_row, field);
        g_autofree char *text = cell ? take_cell(reader, cell, row, field) : NULL;
        row->values[field] = import_table_keep(table, text);
        if (!cell || cell->kind != SHEET_CELL_MERGED_AWAY) {
            g_free(reader->above[field]);
            reader->above[field] = g_strdup(row->values[field]);
        }
    }
    if (is_header_again(reader, sheet_row) ||
        is_total(row->values[reader->kind == IMPORT_UNITS ? (int)UNIT_FIELD_NAME
                                                          : (int)MEMBER_FIELD_NAME])) {
        row->notes = NULL;
        row->outcome = IMPORT_SKIPPED;
        import_table_note(table, row,
                          is_header_again(reader, sheet_row) ? NOTE_HEADER_AGAIN : NOTE_TOTAL_ROW,
                          NULL, NULL);
        return;
    }
    import_check_row(table, row);
}

/* ---- the whole ---- */

static bool read_rows(Reader *reader, const ImportLayout *layout, GError **error) {
    ImportReading *reading = reader->reading;
    SheetRow row;
    SheetStep step;
    while ((step = sheet_reader_next(reader->sheet, &row, error)) == SHEET_ROW) {
        if (row.number < reading->header_row)
            continue;
        if (row.number == reading->header_row) {
            take_header(reader, &row);
            reading->n_header_rows = 1;
        } else if (row.number == reading->header_row + 1 && take_second_header(reader, &row)) {
            reading->n_header_rows = 2;
        } else {
            if (reader->column_of[0] == G_MININT) {
                apply_columns(reading, layout);
                index_columns(reader);
                reading->missing = missing_fields(reader);
            }
            take_samples(reader, &row);
            if (!reading->missing)
                take_row(reader, &row);
        }
    }
    return step == SHEET_END;
}

static bool select_sheet(Reader *reader, const ImportLayout *layout, GError **error) {
    ImportReading *reading = reader->reading;
    reading->sheets = g_strdupv((GStrv)sheet_reader_sheets(reader->sheet));
    if (layout->sheet >= g_strv_length(reading->sheets)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot read sheet %u: the file has %u",
                    layout->sheet + 1, g_strv_length(reading->sheets));
        return false;
    }
    reading->sheet = layout->sheet;
    reading->header_row = layout->header_row;
    if (!sheet_reader_select(reader->sheet, layout->sheet, error))
        return false;
    return reading->header_row > 0 || (find_header(reader, &reading->header_row, error) &&
                                       sheet_reader_select(reader->sheet, layout->sheet, error));
}

static void finish_columns(Reader *reader, const ImportLayout *layout) {
    if (reader->column_of[0] != G_MININT)
        return; /* done before the first row */
    apply_columns(reader->reading, layout);
    index_columns(reader);
    reader->reading->missing = missing_fields(reader);
}

ImportReading *import_read(GBytes *file, ImportKind kind, const ImportLayout *layout,
                           GError **error) {
    g_autoptr(SheetReader) sheet = sheet_reader_open(file, NULL, error);
    if (!sheet)
        return NULL;
    g_autoptr(ImportReading) reading = g_new0(ImportReading, 1);
    reading->columns = g_ptr_array_new_with_free_func(free_column);
    reading->table = import_table_new(kind);
    Reader reader = {.kind = kind, .sheet = sheet, .reading = reading, .column_of = {G_MININT}};
    bool is_read = select_sheet(&reader, layout, error) && read_rows(&reader, layout, error);
    for (unsigned i = 0; i < IMPORT_MAX_FIELDS; i++)
        g_free(reader.above[i]);
    if (!is_read)
        return NULL;
    finish_columns(&reader, layout);
    import_table_keep_notes(reading->table);
    return g_steal_pointer(&reading);
}
