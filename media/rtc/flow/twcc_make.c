#include "media/rtc/flow/twcc_make.h"

#include "media/rtc/wire/rtp_number.h"

#define CYCLE 0x10000u /* numbers begin in the second cycle: there is something before them */

void twcc_make_init(TwccMake *ret_make) {
    ret_make->is_started = false;
    ret_make->counter = 0;
}

static int64_t *arrival_of(TwccMake *make, uint32_t number) {
    return &make->arrived_us[number & (TWCC_MAKE_WINDOW - 1)];
}

static void start(TwccMake *make, uint32_t number) {
    for (unsigned i = 0; i < TWCC_MAKE_WINDOW; i++)
        make->arrived_us[i] = RTCP_TWCC_LOST;
    make->first = make->newest = number;
    make->is_started = true;
}

void twcc_make_take(TwccMake *make, uint16_t sequence, int64_t arrived_us) {
    uint32_t number = make->is_started ? rtp_unwrap16(make->newest, sequence) : CYCLE + sequence;
    int32_t ahead = make->is_started ? rtp_distance32(make->newest, number) : 0;
    if (!make->is_started || ahead > TWCC_MAKE_MAX_JUMP || ahead < -TWCC_MAKE_MAX_JUMP)
        start(make, number);
    else if (ahead <= -(int32_t)TWCC_MAKE_WINDOW)
        return;
    for (; rtp_distance32(make->newest, number) > 0; make->newest++)
        *arrival_of(make, make->newest + 1) = RTCP_TWCC_LOST;
    if (*arrival_of(make, number) != RTCP_TWCC_LOST)
        return; /* a copy */
    *arrival_of(make, number) = arrived_us;
    if (rtp_distance32(make->first, number) < 0)
        make->first = number;
    if (make->newest - make->first >= TWCC_MAKE_WINDOW)
        make->first = make->newest - TWCC_MAKE_WINDOW + 1;
}

bool twcc_make_has_news(const TwccMake *make) {
    return make->is_started && rtp_distance32(make->first, make->newest) >= 0;
}

unsigned twcc_make_write(TwccMake *make, RtcpWriter *writer, uint32_t sender, uint32_t media) {
    unsigned n_messages = 0;
    while (twcc_make_has_news(make)) {
        int64_t arrived_us[TWCC_MAKE_WINDOW];
        unsigned n = make->newest - make->first + 1;
        for (unsigned i = 0; i < n; i++)
            arrived_us[i] = *arrival_of(make, make->first + i);
        RtcpTwcc head = {.sender = sender,
                         .media = media,
                         .first = (uint16_t)make->first,
                         .counter = make->counter};
        unsigned n_taken = rtcp_twcc_write(writer, &head, arrived_us, n);
        if (n_taken == 0)
            break;
        make->first += n_taken;
        make->counter++;
        n_messages++;
    }
    return n_messages;
}
