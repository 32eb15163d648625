#include "catalog/intake/import_table.h"

const char *const IMPORT_OUTCOME_WORDS[] = {"new", "changed", "same", "wrong", "skipped", NULL};

struct ImportTable {
    ImportKind kind;
    GArray *rows; /* of ImportRow */
    GStringChunk *texts;
    GPtrArray *notes;        /* of ImportNote, owned */
    GHashTable *reader_last; /* row index → last note of the reader */
    GArray *reader_outcomes; /* of ImportOutcome, by row; NULL until they were kept */
};

ImportTable *import_table_new(ImportKind kind) {
    ImportTable *table = g_new0(ImportTable, 1);
    table->kind = kind;
    table->rows = g_array_new(FALSE, TRUE, sizeof(ImportRow));
    table->texts = g_string_chunk_new(65536);
    table->notes = g_ptr_array_new_with_free_func(g_free);
    table->reader_last = g_hash_table_new(NULL, NULL);
    return table;
}

void import_table_free(ImportTable *table) {
    if (!table)
        return;
    if (table->reader_outcomes)
        g_array_unref(table->reader_outcomes);
    g_hash_table_unref(table->reader_last);
    g_ptr_array_unref(table->notes);
    g_string_chunk_free(table->texts);
    g_array_unref(table->rows);
    g_free(table);
}

ImportKind import_table_kind(const ImportTable *table) {
    return table->kind;
}

unsigned import_table_count(const ImportTable *table) {
    return table->rows->len;
}

ImportRow *import_table_row(const ImportTable *table, unsigned index) {
    g_assert(index < table->rows->len);
    return &g_array_index(table->rows, ImportRow, index);
}

ImportRow *import_table_add(ImportTable *table, unsigned number) {
    ImportRow row = {.number = number, .outcome = IMPORT_SAME, .unit = -1, .match = -1};
    g_array_append_val(table->rows, row);
    return import_table_row(table, table->rows->len - 1);
}

const char *import_table_keep(ImportTable *table, const char *text) {
    return text && *text ? g_string_chunk_insert(table->texts, text) : NULL;
}

static ImportNote *last_of(ImportNote *notes) {
    while (notes && notes->next)
        notes = notes->next;
    return notes;
}

void import_table_note(ImportTable *table, ImportRow *row, ImportNoteKind kind, const char *a,
                       const char *b) {
    ImportNote *note = g_new0(ImportNote, 1);
    *note = (ImportNote){kind, import_table_keep(table, a), import_table_keep(table, b), NULL};
    g_ptr_array_add(table->notes, note);
    if (row->notes)
        last_of(row->notes)->next = note;
    else
        row->notes = note;
}

void import_table_wrong(ImportTable *table, ImportRow *row, ImportNoteKind kind, const char *a,
                        const char *b) {
    row->outcome = IMPORT_WRONG;
    import_table_note(table, row, kind, a, b);
}

void import_table_keep_notes(ImportTable *table) {
    g_assert(!table->reader_outcomes);
    table->reader_outcomes =
        g_array_sized_new(FALSE, FALSE, sizeof(ImportOutcome), table->rows->len);
    for (unsigned i = 0; i < table->rows->len; i++) {
        const ImportRow *row = import_table_row(table, i);
        g_array_append_val(table->reader_outcomes, row->outcome);
        if (row->notes)
            g_hash_table_insert(table->reader_last, GUINT_TO_POINTER(i), last_of(row->notes));
    }
}

void import_table_forget_plan(ImportTable *table) {
    g_assert(table->reader_outcomes);
    for (unsigned i = 0; i < table->rows->len; i++) {
        ImportRow *row = import_table_row(table, i);
        ImportNote *last = g_hash_table_lookup(table->reader_last, GUINT_TO_POINTER(i));
        if (last)
            last->next = NULL;
        else
            row->notes = NULL;
        row->outcome = g_array_index(table->reader_outcomes, ImportOutcome, i);
        row->unit = row->match = -1;
    }
}

void import_table_tally(const ImportTable *table, unsigned ret_counts[IMPORT_N_OUTCOMES]) {
    for (unsigned i = 0; i < IMPORT_N_OUTCOMES; i++)
        ret_counts[i] = 0;
    for (unsigned i = 0; i < table->rows->len; i++)
        ret_counts[import_table_row(table, i)->outcome]++;
}
