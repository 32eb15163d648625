#include "catalog/paper/paper_sheet.h"

void paper_sheet_free_row(void *data) {
    PaperRow *row = data;
    char *const texts[] = {row->name, row->unit_name,  row->group_name, row->state,
                           row->how,  row->confidence, row->place};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

PaperSheet *paper_sheet_new(void) {
    PaperSheet *sheet = g_new0(PaperSheet, 1);
    sheet->rows = g_ptr_array_new_with_free_func(paper_sheet_free_row);
    sheet->guests = g_ptr_array_new_with_free_func(paper_sheet_free_row);
    sheet->notes = g_ptr_array_new_with_free_func(g_free);
    return sheet;
}

void paper_sheet_free(void *data) {
    PaperSheet *sheet = data;
    if (!sheet)
        return;
    char *const texts[] = {sheet->title,     sheet->kind, sheet->type_name, sheet->places,
                           sheet->unit_name, sheet->rule, sheet->printed_by};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_ptr_array_unref(sheet->rows);
    g_ptr_array_unref(sheet->guests);
    g_ptr_array_unref(sheet->notes);
    paper_mark_clear(&sheet->mark);
    g_free(sheet);
}
