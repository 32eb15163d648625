#include "catalog/attendance/record_confidence.h"

#include <string.h>

#define CONFIRMED_AT_LEAST 2
#define HEADS_MAY_DIFFER   10 /* percent of who was entered */

const char *const RECORD_CONFIDENCE_WORDS[RECORD_N_CONFIDENCES] = {"high", "middle", "low"};
const char *const RECORD_REASON_WORDS[RECORD_N_REASONS] = {
    "confirmed", "contacts", "nothing", "offline", "paper", "unconfirmed", "same_minute"};

static unsigned n_confirmations(const RecordFacts *facts, const char *place_id) {
    unsigned n = 0;
    for (unsigned i = 0; i < facts->confirmations->len; i++) {
        const RecordConfirmation *one = &g_array_index(facts->confirmations, RecordConfirmation, i);
        n += one->place_id[0] == '\0' || strcmp(one->place_id, place_id) == 0;
    }
    return n;
}

static bool heads_fit(const RecordFacts *facts, const char *place_id) {
    for (unsigned i = 0; i < facts->heads->len; i++) {
        const RecordHeads *one = &g_array_index(facts->heads, RecordHeads, i);
        if (strcmp(one->place_id, place_id) == 0)
            return ABS(one->heads - one->ticks) * 100 <= one->ticks * HEADS_MAY_DIFFER;
    }
    return false;
}

/* Of the stays in this register. */
typedef struct Rooms {
    bool has_paper, has_unconfirmed, has_sure;
} Rooms;

static Rooms rooms_of(const RecordFacts *facts, const RecordPerson *person) {
    Rooms rooms = {false, false, false};
    for (unsigned i = 0; i < person->stays->len; i++) {
        const RecordStay *stay = &g_array_index(person->stays, RecordStay, i);
        if (!stay->is_own)
            continue;
        rooms.has_paper |= stay->how == RECORD_HOW_PAPER;
        if (stay->place_id[0] == '\0')
            continue;
        unsigned n = n_confirmations(facts, stay->place_id);
        rooms.has_unconfirmed |= n == 0;
        rooms.has_sure |= n >= CONFIRMED_AT_LEAST && heads_fit(facts, stay->place_id);
    }
    return rooms;
}

RecordConfidence record_confidence_of(const RecordFacts *facts, const RecordPerson *person,
                                      const RecordSeen *seen, RecordReason *ret_reason) {
    Rooms rooms = rooms_of(facts, person);
    bool is_same_minute =
        facts->kind == RECORD_LESSON && facts->n_same_minute >= RECORD_SAME_MINUTE;
    const struct {
        bool fits;
        RecordConfidence confidence;
        RecordReason reason;
    } ROWS[] = {
        {seen->has_offline, RECORD_DOUBTFUL, RECORD_BY_OFFLINE},
        {rooms.has_paper, RECORD_DOUBTFUL, RECORD_BY_PAPER},
        {rooms.has_unconfirmed, RECORD_DOUBTFUL, RECORD_BY_UNCONFIRMED},
        {is_same_minute, RECORD_DOUBTFUL, RECORD_BY_SAME_MINUTE},
        {rooms.has_sure, RECORD_SURE, RECORD_BY_CONFIRMED},
        {seen->has_account && seen->has_contacts, RECORD_SURE, RECORD_BY_CONTACTS},
        {true, RECORD_MIDDLE, RECORD_BY_NOTHING},
    };
    unsigned row = 0;
    while (!ROWS[row].fits)
        row++;
    *ret_reason = ROWS[row].reason;
    return ROWS[row].confidence;
}
