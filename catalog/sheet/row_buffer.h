/* One row on its way to the reader's user: cells are filled in any order of columns, then given as
 * a SheetRow. The buffers are kept from row to row. Enforces the limits of cells and columns.
 * Messages name the row; none names a text. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "catalog/sheet/sheet_types.h"

typedef struct RowBuffer RowBuffer;

/* `limits` is borrowed for the buffer's life. */
RowBuffer *row_buffer_new(const SheetLimits *limits);
void row_buffer_free(RowBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RowBuffer, row_buffer_free)

/* Forgets the cells. `number` counts from 1. */
void row_buffer_begin(RowBuffer *buffer, unsigned number);
unsigned row_buffer_number(const RowBuffer *buffer);

/* Sets the cell of a column (from 0). Text is copied; a cell without text is EMPTY whatever `kind`
 * says, unless it is MERGED_AWAY or a formula, and needs no room. The last setting counts. */
bool row_buffer_set(RowBuffer *buffer, unsigned column, const SheetCell *cell, GError **error);

/* Marks a column as swallowed by a merged area; its text is dropped. Beyond the limit: ignored. */
void row_buffer_set_merged(RowBuffer *buffer, unsigned column);

/* False when every cell is EMPTY or MERGED_AWAY. *ret_row lives until the next verb. */
bool row_buffer_give(RowBuffer *buffer, SheetRow *ret_row);
