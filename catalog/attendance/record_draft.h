/* One person's record of a register as it will be written: the text, and what the table has beside
 * it. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_confidence.h"
#include "catalog/attendance/record_days.h"
#include "catalog/attendance/record_facts.h"
#include "catalog/attendance/record_text.h"

typedef struct RecordDraft {
    RecordText text;
    char *type_id, *group_name;
    char group_id[ID_TEXT_BYTES];
    bool is_expected;
    int year;
    int64_t hours_milli; /* thousandths of class-hours */
    RecordConfidence confidence;
    RecordReason confidence_reason;
    int64_t looked_until_us; /* how far the log was read */
} RecordDraft;

void record_draft_free(RecordDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordDraft, record_draft_free)

/* Why there is another one. */
typedef struct RecordAgain {
    const char *reason, *approved; /* or NULL */
} RecordAgain;

/* Of facts->persons[index], by what the feed has read of `days`. Id, closed_at_us and what it
 * replaces are set by record_table_insert(). */
RecordDraft *record_draft_new(const RecordFacts *facts, unsigned index, const CreditFeed *feed,
                              const RecordDays *days);
/* What each viewing brought to facts->persons[index]: CreditShare elements, whose viewings are the
 * feed's. */
GPtrArray *record_draft_shares(const RecordFacts *facts, unsigned index, const CreditFeed *feed);
void record_draft_again(RecordDraft *draft, const RecordAgain *again);
