#include "media/rtc/wire/rtp_plan.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

#define VERSION       0x80
#define PADDING       0x20
#define EXTENSION     0x10
#define MARKER        0x80
#define VOICE         0x80
#define MAX_TYPE      127
#define WORD          4u
#define ONE_BYTE      0xBEDE
#define TWO_BYTE      0x1000
#define SHORT_LAST_ID 14 /* RFC 8285 §4.2 */

static bool is_short(const RtpExtensionMap *map) {
    for (unsigned i = 0; i < RTP_N_EXTENSIONS; i++)
        if (map->ids[i] > SHORT_LAST_ID)
            return false;
    return true;
}

/* Head of an element; returns where its value goes. */
static uint8_t put_element(RtpPlan *plan, bool short_form, uint8_t id, size_t length) {
    if (short_form) {
        plan->bytes[plan->length++] = (uint8_t)(id << 4 | (length - 1));
    } else {
        plan->bytes[plan->length++] = id;
        plan->bytes[plan->length++] = (uint8_t)length;
    }
    uint8_t at = plan->length;
    plan->length += (uint8_t)length;
    return at;
}

static void put_extension(RtpPlan *plan, const RtpPlanWish *wish) {
    const RtpExtensionMap *map = wish->map;
    const struct {
        const char *text;
        RtpExtension extension;
    } texts[] = {
        {wish->mid, RTP_EXTENSION_MID},
        {wish->rid, RTP_EXTENSION_RID},
        {wish->repaired_rid, RTP_EXTENSION_REPAIRED_RID},
    };
    const struct {
        uint8_t *ret_at;
        RtpExtension extension;
        uint8_t length;
    } numbers[] = {
        {&plan->send_time_at, RTP_EXTENSION_SEND_TIME, 3},
        {&plan->transport_at, RTP_EXTENSION_TRANSPORT, 2},
        {&plan->audio_level_at, RTP_EXTENSION_AUDIO_LEVEL, 1},
        {&plan->playout_delay_at, RTP_EXTENSION_PLAYOUT_DELAY, 3},
    };
    bool short_form = is_short(map);
    plan->length += WORD;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint8_t id = map->ids[texts[i].extension];
        size_t length = texts[i].text ? strlen(texts[i].text) : 0;
        if (id > 0 && length > 0)
            memcpy(plan->bytes + put_element(plan, short_form, id, length), texts[i].text, length);
    }
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint8_t id = map->ids[numbers[i].extension];
        if (id > 0)
            *numbers[i].ret_at = put_element(plan, short_form, id, numbers[i].length);
    }
    if (plan->length == RTP_HEADER_BYTES + WORD) {
        plan->length = RTP_HEADER_BYTES;
        return;
    }
    while (plan->length % WORD != 0)
        plan->bytes[plan->length++] = 0;
    plan->bytes[0] |= EXTENSION;
    wire_order_put16(plan->bytes + RTP_HEADER_BYTES, short_form ? ONE_BYTE : TWO_BYTE);
    wire_order_put16(plan->bytes + RTP_HEADER_BYTES + 2,
                     (uint16_t)((plan->length - RTP_HEADER_BYTES - WORD) / WORD));
}

static bool is_too_long(const char *text) {
    return text && strlen(text) > RTP_TEXT_MAX_LENGTH;
}

bool rtp_plan_init(RtpPlan *ret_plan, const RtpPlanWish *wish) {
    if (wish->payload_type > MAX_TYPE || is_too_long(wish->mid) || is_too_long(wish->rid) ||
        is_too_long(wish->repaired_rid))
        return false;
    *ret_plan = (RtpPlan){.length = RTP_HEADER_BYTES};
    ret_plan->bytes[0] = VERSION;
    ret_plan->bytes[1] = wish->payload_type;
    wire_order_put32(ret_plan->bytes + 8, wish->ssrc);
    if (wish->map)
        put_extension(ret_plan, wish);
    return true;
}

size_t rtp_plan_stamp(const RtpPlan *plan, const RtpStamp *stamp, uint8_t *ret_bytes) {
    memcpy(ret_bytes, plan->bytes, plan->length);
    if (stamp->has_padding)
        ret_bytes[0] |= PADDING;
    if (stamp->has_marker)
        ret_bytes[1] |= MARKER;
    wire_order_put16(ret_bytes + 2, stamp->sequence);
    wire_order_put32(ret_bytes + 4, stamp->timestamp);
    if (plan->send_time_at > 0)
        wire_order_put24(ret_bytes + plan->send_time_at, stamp->send_time);
    if (plan->transport_at > 0)
        wire_order_put16(ret_bytes + plan->transport_at, stamp->transport_sequence);
    if (plan->audio_level_at > 0)
        ret_bytes[plan->audio_level_at] =
            (uint8_t)((stamp->has_voice ? VOICE : 0) | (stamp->audio_level & (VOICE - 1)));
    if (plan->playout_delay_at > 0)
        wire_order_put24(ret_bytes + plan->playout_delay_at, stamp->playout_delay);
    return plan->length;
}

size_t rtp_plan_stamp_rtx(const RtpPlan *plan, const RtpStamp *stamp, uint16_t original,
                          uint8_t *ret_bytes) {
    size_t length = rtp_plan_stamp(plan, stamp, ret_bytes);
    wire_order_put16(ret_bytes + length, original);
    return length + RTP_RTX_BYTES;
}

void rtp_plan_put_padding(uint8_t *ret_bytes, uint8_t n) {
    if (n == 0)
        return;
    memset(ret_bytes, 0, n - 1u);
    ret_bytes[n - 1] = n;
}
