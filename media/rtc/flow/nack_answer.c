#include "media/rtc/flow/nack_answer.h"

#define US_PER_MS 1000

void nack_answer_init(NackAnswer *ret_answer) {
    *ret_answer = (NackAnswer){0};
}

static const PacketSlot *find_slot(const NackAsk *ask, uint16_t sequence, uint8_t *ret_source) {
    uint32_t number;
    if (!rewrite_find(ask->rewrite, sequence, ret_source, &number) || *ret_source >= ask->n_rings ||
        ask->rings[*ret_source] == NULL)
        return NULL;
    return packet_ring_find(ask->rings[*ret_source], number);
}

/* True: it may be sent, and counts as sent. */
static bool remember(NackAnswer *answer, const NackAsk *ask, uint16_t sequence) {
    /* Milliseconds wrap after 49 days; 0 means never. */
    uint32_t now_ms = (uint32_t)(ask->now_us / US_PER_MS) | 1;
    int64_t pause_us =
        ask->round_trip_us > NACK_ANSWER_LEAST_US ? ask->round_trip_us : NACK_ANSWER_LEAST_US;
    unsigned place = sequence & (NACK_ANSWER_REMEMBERED - 1);
    if (answer->remembered[place].sent_ms != 0 && answer->remembered[place].sequence == sequence &&
        now_ms - answer->remembered[place].sent_ms < (uint64_t)pause_us / US_PER_MS)
        return false;
    answer->remembered[place].sent_ms = now_ms;
    answer->remembered[place].sequence = sequence;
    return true;
}

unsigned nack_answer_find(NackAnswer *answer, const NackAsk *ask, unsigned max, NackHit *ret_hits) {
    unsigned n = 0;
    for (unsigned i = 0; i < ask->n && n < max; i++) {
        uint8_t source;
        const PacketSlot *slot = find_slot(ask, ask->sequences[i], &source);
        if (slot == NULL) {
            answer->n_lacking++;
        } else if (remember(answer, ask, ask->sequences[i])) {
            answer->n_answered++;
            ret_hits[n++] = (NackHit){slot, ask->sequences[i], source};
        } else {
            answer->n_repeated++;
        }
    }
    return n;
}
