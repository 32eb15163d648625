/* The RTP header that a stream of ours carries (RFC 3550 §5.1, RFC 8285): laid out once, stamped
 * for each packet. Payload type, SSRC and the texts stand still; the rest are numbers. Pure. */
#pragma once

#include "media/rtc/wire/rtp.h"

/* Fixed header, head of the extension, and in the two-byte form: three texts, the four numbers,
 * padding to a word. */
#define RTP_PLAN_MAX_BYTES (12u + 4u + 3u * (2u + RTP_TEXT_MAX_LENGTH) + 5u + 4u + 3u + 5u + 1u)
/* Of a header that is stamped as a retransmission. */
#define RTP_PLAN_RTX_MAX_BYTES (RTP_PLAN_MAX_BYTES + RTP_RTX_BYTES)

/* What to lay out; read only while it is laid out. */
typedef struct RtpPlanWish {
    uint32_t ssrc;
    uint8_t payload_type;
    const RtpExtensionMap *map; /* what the receiver takes; NULL: no extension */
    /* Texts, at most RTP_TEXT_MAX_LENGTH bytes; NULL: left out, as is one without an id in the map.
     */
    const char *mid, *rid, *repaired_rid;
} RtpPlanWish;

typedef struct RtpPlan {
    uint8_t length; /* of the header, in bytes */
    /* 0: not carried */
    uint8_t transport_at, send_time_at, audio_level_at, playout_delay_at;
    uint8_t bytes[RTP_PLAN_MAX_BYTES];
} RtpPlan;

/* What differs from packet to packet; a number whose extension is not carried is not read. */
typedef struct RtpStamp {
    uint32_t timestamp;
    uint16_t sequence;
    uint16_t transport_sequence;
    uint32_t send_time;     /* rtp_send_time() */
    uint32_t playout_delay; /* rtp_playout_delay() */
    bool has_marker;
    bool has_padding; /* the payload ends with padding (rtp_plan_put_padding()) */
    bool has_voice;
    uint8_t audio_level; /* 0 to 127 */
} RtpStamp;

/* False: a text is too long, a payload type above 127; nothing is written. One-byte form unless an
 * id is above 14 (RFC 8285 §4.2). Sources (CSRC) are never carried: nothing is mixed here. */
bool rtp_plan_init(RtpPlan *ret_plan, const RtpPlanWish *wish);

/* Writes plan->length bytes and returns that. */
size_t rtp_plan_stamp(const RtpPlan *plan, const RtpStamp *stamp, uint8_t *ret_bytes);

/* The same for a retransmission (RFC 4588 §4): plan and stamp are those of the RTX stream, behind
 * the header comes the sequence number that the packet had. Writes plan->length + RTP_RTX_BYTES. */
size_t rtp_plan_stamp_rtx(const RtpPlan *plan, const RtpStamp *stamp, uint16_t original,
                          uint8_t *ret_bytes);

/* RTP padding (RFC 3550 §5.1) of 1 to 255 bytes. */
void rtp_plan_put_padding(uint8_t *ret_bytes, uint8_t n);
