/* One person's record on paper (学习证明): what it says, its place in the ledger, and what an
 * outsider needs to check it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_table.h"
#include "catalog/paper/paper_mark.h"
#include "catalog/paper/paper_words.h"
#include "catalog/store/database.h"

typedef struct PaperSlip {
    PaperLanguage language;
    RecordRow *row;                        /* owned */
    char *rule, *server_name, *printed_by; /* owned */
    char *hash;                            /* owned: of the leaf, base64 */
    char *link;                            /* owned: what the code says */
    PaperMark mark;                        /* the newest checkpoint */
    bool is_covered;                       /* it is over this record: there is a receipt */
    int64_t printed_at_us;
} PaperSlip;

void paper_slip_free(void *slip);

typedef struct PaperSlipOrder {
    PaperLanguage language;
    const char *server_name, *printed_by;
    const char *base_url; /* of this server, without a final "/" */
} PaperSlipOrder;

/* On a database thread. Takes `row` in any case. */
PaperSlip *paper_slip_load(Database *database, const PaperSlipOrder *order, RecordRow *take_row,
                           GError **error);
