#include "catalog/sheet/row_buffer.h"

#include <string.h>

#include "base/error.h"

typedef struct Place {
    size_t start; /* in `text` */
    size_t length;
    SheetCellKind kind;
    bool is_formula;
} Place;

struct RowBuffer {
    const SheetLimits *limits;
    unsigned number;
    GString *text;    /* cells' texts, each with its NUL */
    GArray *places;   /* of Place: one per column up to the last that was set */
    SheetCell *cells; /* max_columns */
};

RowBuffer *row_buffer_new(const SheetLimits *limits) {
    RowBuffer *buffer = g_new0(RowBuffer, 1);
    buffer->limits = limits;
    buffer->text = g_string_new(NULL);
    buffer->places = g_array_new(FALSE, TRUE, sizeof(Place));
    buffer->cells = g_new0(SheetCell, limits->max_columns);
    return buffer;
}

void row_buffer_free(RowBuffer *buffer) {
    if (!buffer)
        return;
    g_string_free(buffer->text, TRUE);
    g_array_unref(buffer->places);
    g_free(buffer->cells);
    g_free(buffer);
}

void row_buffer_begin(RowBuffer *buffer, unsigned number) {
    buffer->number = number;
    g_string_truncate(buffer->text, 0);
    g_string_append_c(buffer->text, '\0'); /* place 0: the empty text */
    g_array_set_size(buffer->places, 0);
}

unsigned row_buffer_number(const RowBuffer *buffer) {
    return buffer->number;
}

static bool check_room(const RowBuffer *buffer, unsigned column, const SheetCell *cell,
                       GError **error) {
    const SheetLimits *limits = buffer->limits;
    if (column >= limits->max_columns) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read row %u: it has more than %u columns", buffer->number,
                    limits->max_columns);
        return false;
    }
    if (cell->length > limits->max_cell_chars &&
        (size_t)g_utf8_strlen(cell->text, (gssize)cell->length) > limits->max_cell_chars) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read row %u: a cell is longer than %u characters", buffer->number,
                    limits->max_cell_chars);
        return false;
    }
    if (buffer->text->len + cell->length > limits->max_row_bytes) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read row %u: it is longer than %" G_GSIZE_FORMAT " bytes",
                    buffer->number, limits->max_row_bytes);
        return false;
    }
    return true;
}

static Place *place_at(RowBuffer *buffer, unsigned column) {
    if (column >= buffer->places->len)
        g_array_set_size(buffer->places, column + 1); /* zeroes: EMPTY */
    return &g_array_index(buffer->places, Place, column);
}

bool row_buffer_set(RowBuffer *buffer, unsigned column, const SheetCell *cell, GError **error) {
    if (cell->length == 0 && !cell->is_formula) {
        if (column < buffer->places->len)
            *place_at(buffer, column) = (Place){0};
        return true;
    }
    if (!check_room(buffer, column, cell, error))
        return false;
    SheetCellKind kind = cell->length > 0 ? cell->kind : SHEET_CELL_EMPTY;
    *place_at(buffer, column) = (Place){buffer->text->len, cell->length, kind, cell->is_formula};
    g_string_append_len(buffer->text, cell->text, (gssize)cell->length);
    g_string_append_c(buffer->text, '\0');
    return true;
}

void row_buffer_set_merged(RowBuffer *buffer, unsigned column) {
    if (column < buffer->limits->max_columns)
        *place_at(buffer, column) = (Place){.kind = SHEET_CELL_MERGED_AWAY};
}

static bool is_empty(const Place *place) {
    return place->kind == SHEET_CELL_EMPTY && !place->is_formula;
}

bool row_buffer_give(RowBuffer *buffer, SheetRow *ret_row) {
    unsigned n_cells = buffer->places->len;
    while (n_cells > 0 && is_empty(&g_array_index(buffer->places, Place, n_cells - 1)))
        n_cells--;
    bool has_content = false;
    for (unsigned i = 0; i < n_cells; i++) {
        const Place *place = &g_array_index(buffer->places, Place, i);
        buffer->cells[i] = (SheetCell){buffer->text->str + place->start, place->length, place->kind,
                                       place->is_formula};
        has_content |= !is_empty(place) && place->kind != SHEET_CELL_MERGED_AWAY;
    }
    *ret_row = (SheetRow){buffer->number, n_cells, buffer->cells};
    return has_content;
}
