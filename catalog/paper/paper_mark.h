/* The newest checkpoint of the ledger on paper: as words, and as a code whose text is what
 * `tongping verify --known` reads. Who keeps the paper remembers the ledger as it was. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/paper/paper_words.h"
#include "catalog/slip/slip_draw.h"
#include "catalog/store/database.h"

typedef struct PaperMark {
    char *text; /* owned: the checkpoint; NULL: there is none yet */
    char origin[CHECKPOINT_NAME_BYTES];
    int64_t size; /* entries */
    char *root;   /* owned: base64 */
} PaperMark;

void paper_mark_clear(PaperMark *mark);

/* On a database thread. Without cosignatures, which would make the code too fine. */
bool paper_mark_load(Database *database, PaperMark *ret_mark, GError **error);

#define PAPER_MARK_HEIGHT 96.0

/* PAPER_MARK_HEIGHT high. */
void paper_mark_draw(SlipDraw *draw, PaperLanguage language, const PaperMark *mark,
                     const SlipBox *box);
