#include "media/rtc/flow/twcc_history.h"

#include "media/rtc/wire/rtp_number.h"

#define CYCLE          0x10000u
#define REFERENCE_BITS 24

enum { NONE, WAITING, LOST, ARRIVED };

void twcc_history_init(TwccHistory *ret_history, TwccSent *slots, unsigned n_slots) {
    for (unsigned i = 0; i < n_slots; i++)
        slots[i] = (TwccSent){.state = NONE};
    *ret_history = (TwccHistory){.slots = slots, .n_slots = n_slots, .next = CYCLE};
}

static TwccSent *slot_of(const TwccHistory *history, uint32_t number) {
    return &history->slots[number & (history->n_slots - 1)];
}

uint16_t twcc_history_add(TwccHistory *history, int64_t now_us, uint16_t bytes, uint8_t probe) {
    TwccSent *slot = slot_of(history, history->next);
    if (slot->state == WAITING)
        history->n_bytes_flying -= slot->bytes;
    *slot = (TwccSent){(uint32_t)now_us, bytes, probe, WAITING};
    history->n_bytes_flying += bytes;
    return (uint16_t)history->next++;
}

/* The reference time has 24 bits: near the last one. */
static int64_t unwrap_reference(TwccHistory *history, uint32_t reference) {
    uint32_t turned = (reference - history->last_reference) << (32 - REFERENCE_BITS);
    int64_t ahead = (int32_t)turned / (1 << (32 - REFERENCE_BITS));
    if (!history->has_reference)
        history->reference_us = (int64_t)reference * RTCP_TWCC_REFERENCE_US;
    else
        history->reference_us += ahead * RTCP_TWCC_REFERENCE_US;
    history->has_reference = true;
    history->last_reference = reference;
    return history->reference_us;
}

/* True: it is news. */
static bool take_status(TwccHistory *history, TwccSent *slot, bool has_arrived) {
    uint8_t state = has_arrived ? ARRIVED : LOST;
    if (slot->state == NONE || slot->state >= state)
        return false;
    if (slot->state == WAITING)
        history->n_bytes_flying -= slot->bytes;
    slot->state = state;
    return true;
}

unsigned twcc_history_match(TwccHistory *history, RtcpTwccReader *reader, int64_t now_us,
                            unsigned max, TwccResult *ret_results) {
    uint32_t last_sent = history->next - 1;
    uint32_t number = rtp_unwrap16(last_sent, reader->head.first);
    unsigned n = 0;
    if (reader->head.n == 0 || reader->head.n > history->n_slots ||
        rtp_distance32(number + reader->head.n - 1, last_sent) < 0)
        return 0;
    int64_t reference_us = unwrap_reference(history, reader->head.reference);
    RtcpTwccStatus status;
    while (n < max && rtcp_twcc_reader_next(reader, &status)) {
        number = rtp_unwrap16(last_sent, status.sequence);
        TwccSent *slot = slot_of(history, number);
        if (last_sent - number >= history->n_slots ||
            !take_status(history, slot, status.has_arrived))
            continue;
        ret_results[n++] = (TwccResult){
            .sent_us = now_us - (int64_t)((uint32_t)now_us - slot->sent_us),
            .arrived_us = status.has_arrived ? reference_us + status.arrived_us : 0,
            .bytes = slot->bytes,
            .probe = slot->probe,
            .has_arrived = status.has_arrived,
        };
    }
    return n;
}
