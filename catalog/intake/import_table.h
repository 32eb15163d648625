/* The rows of a spreadsheet on their way into the roster, and what is known about each. Numbers of
 * people are in memory only, never on disk. Owned by whoever works on the import at the moment. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/intake/import_field.h"
#include "catalog/intake/import_note.h"

typedef enum ImportOutcome {
    IMPORT_NEW,
    IMPORT_CHANGED,
    IMPORT_SAME,
    IMPORT_WRONG,
    IMPORT_SKIPPED,
    IMPORT_N_OUTCOMES,
} ImportOutcome;

extern const char *const IMPORT_OUTCOME_WORDS[]; /* on the wire, NULL-terminated */

typedef struct ImportNote {
    ImportNoteKind kind;
    const char *a, *b; /* see import_note_text() */
    struct ImportNote *next;
} ImportNote;

/* Texts live as long as the table. */
typedef struct ImportRow {
    unsigned number; /* as a spreadsheet program shows it */
    ImportOutcome outcome;
    const char *values[IMPORT_MAX_FIELDS]; /* by field; NULL: empty */
    const char *detail;                    /* what the planner works with: kind id or level id */
    int unit;                              /* index in the planner's unit names, or -1 */
    int match;         /* what it changes: index in the planner's roster, or -1 */
    ImportNote *notes; /* in the order they were made */
} ImportRow;

typedef struct ImportTable ImportTable;

ImportTable *import_table_new(ImportKind kind);
void import_table_free(ImportTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportTable, import_table_free)

ImportKind import_table_kind(const ImportTable *table);
unsigned import_table_count(const ImportTable *table);
ImportRow *import_table_row(const ImportTable *table, unsigned index);

/* The new row is SAME until somebody says otherwise; valid until the next one is added. */
ImportRow *import_table_add(ImportTable *table, unsigned number);
/* Keeps a copy; "" and NULL are none. */
const char *import_table_keep(ImportTable *table, const char *text);

/* Adds a sentence; `a` and `b` are copied. */
void import_table_note(ImportTable *table, ImportRow *row, ImportNoteKind kind, const char *a,
                       const char *b);
/* The same, and the row is WRONG. */
void import_table_wrong(ImportTable *table, ImportRow *row, ImportNoteKind kind, const char *a,
                        const char *b);
/* Once, when all rows are read: what stands now is what the file itself says. */
void import_table_keep_notes(ImportTable *table);
/* Comes back to that, so that the rows can be planned again. */
void import_table_forget_plan(ImportTable *table);

/* Counts by outcome. */
void import_table_tally(const ImportTable *table, unsigned ret_counts[IMPORT_N_OUTCOMES]);
