/* One viewing as crediting knows it, and the pieces that it brings (docs/attendance.md, credit rule
 * 1). Moments are ms since 1970 by the server's clock, media times ms. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/credit/interval_set.h"
#include "catalog/viewing/beat_record.h"

#define CREDIT_WITNESSED_MS 60000 /* of what is kept on a phone: this near to a contact */

typedef enum CreditClass {
    CREDIT_LIVE,
    CREDIT_REPLAY,
    CREDIT_OFFLINE,
    CREDIT_N_CLASSES
} CreditClass;

/* What was shown, and when. Neither is empty. */
typedef struct CreditPiece {
    Interval media, wall;
    CreditClass class;
} CreditPiece;

typedef struct CreditViewing CreditViewing;

/* `opened` is a record of the kind BEAT_RECORD_OPENED. */
CreditViewing *credit_viewing_new(const BeatRecord *opened);
void credit_viewing_free(CreditViewing *viewing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CreditViewing, credit_viewing_free)

/* Before its first record: it is of `of_id`, and its media times are moved by `offset_ms`, cut at
 * `length_ms` of its own: a lesson of a study session. */
void credit_viewing_move(CreditViewing *viewing, const char *of_id, int64_t offset_ms,
                         int64_t length_ms);

/* Takes a later record of this viewing, in the order of the log. Of several beats with one sequence
 * number the first one counts. */
void credit_viewing_take(CreditViewing *viewing, const BeatRecord *record);

const char *credit_viewing_id(const CreditViewing *viewing);
const char *credit_viewing_of(const CreditViewing *viewing); /* meeting or lesson */
const char *credit_viewing_who_id(const CreditViewing *viewing);
ViewingWho credit_viewing_who(const CreditViewing *viewing);
/* When its player said "here", its opening first; ordered. */
const GArray *credit_viewing_taken(const CreditViewing *viewing); /* int64_t */
int64_t credit_viewing_ended(const CreditViewing *viewing);       /* INT64_MAX: not */
bool credit_viewing_is_kept(const CreditViewing *viewing);        /* downloaded */
int64_t credit_viewing_opened(const CreditViewing *viewing);
/* What was sent to it. */
const IntervalSet *credit_viewing_sent(const CreditViewing *viewing);

unsigned credit_viewing_n_beats(const CreditViewing *viewing);
/* Whether it has beats, and each said its contact. */
bool credit_viewing_has_contacts(const CreditViewing *viewing);

/* CreditPiece, in the order of the beats; `max_rate_milli` is the policy's. Caller unrefs. */
GArray *credit_viewing_pieces(const CreditViewing *viewing, int64_t max_rate_milli);
