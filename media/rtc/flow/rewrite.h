/* The numbers of one stream towards one subscriber: sequence number, time stamp, picture id and
 * TL0PICIDX run on without a break over switches of the layer, pauses and packets that are left
 * out. Backwards too: which packet a NACK of the subscriber means. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Marks are the places where the numbers shift. Half of the frames left out at 30 frames a second
 * are 15 a second: 32 reach 2 s back, as far as the ring of packets. Sound is never thinned out. */
#define REWRITE_VIDEO_MARKS 32u
#define REWRITE_AUDIO_MARKS 4u
#define REWRITE_MAX_GAP                                                                            \
    3000u /* numbers: a longer hole at the publisher is not shown (a restart)                      \
           */

/* Packets [in_first, in_first + n) of a source are [out_first, out_first + n) here. */
typedef struct RewriteMark {
    uint32_t in_first, out_first, n;
    uint32_t timestamp_offset;
    uint16_t picture_offset;
    uint8_t tl0_offset;
    uint8_t source;
} RewriteMark;

typedef struct Rewrite {
    RewriteMark *marks; /* the caller's, a ring */
    uint32_t n_marks, newest, n_used;
    uint32_t clock_hz;
    uint32_t next_out; /* sequence number behind all that were given out */
    uint32_t last_timestamp, last_timestamp_in;
    int64_t last_arrived_us;
    uint16_t last_picture, last_picture_in, dropped_picture;
    uint8_t last_tl0;
    bool is_started, has_dropped_picture;
} Rewrite;

/* A packet of a publisher's layer. */
typedef struct RewriteIn {
    uint32_t number; /* unwrapped sequence number (receive_stats) */
    uint32_t timestamp;
    int64_t arrived_us;
    uint16_t picture_id; /* 0 where the codec has none */
    uint8_t tl0;
    uint8_t source; /* which stream it belongs to: any number, one for each layer */
} RewriteIn;

typedef struct RewriteOut {
    uint32_t timestamp;
    uint16_t sequence, picture_id;
    uint8_t tl0;
} RewriteOut;

/* What a sender report says of a source: this time stamp was that moment. */
typedef struct RewriteClock {
    int64_t at_us; /* on the publisher's clock (rtcp_report_time_us()) */
    uint32_t timestamp;
} RewriteClock;

/* The stream begins at these numbers, best random (RFC 3550 §5.1). `marks`, n_marks > 1 of them, is
 * used until the stream ends. */
void rewrite_init(Rewrite *ret_rewrite, RewriteMark *marks, unsigned n_marks, uint32_t clock_hz,
                  uint32_t first_timestamp, uint16_t first_sequence);

/* From `first` on its source is what is forwarded: at the beginning, where a key frame of another
 * layer begins, and after a pause. The time stamp moves on by what the reports of both sources say
 * lies between the frames; without them (NULL) or where they contradict, by the time between
 * arrivals; by a tick at least. */
void rewrite_switch(Rewrite *rewrite, const RewriteIn *first, const RewriteClock *from,
                    const RewriteClock *to);

/* False: not to be forwarded (left out before, before the switch, another source, too old). What
 * was lost on the way from the publisher leaves a hole, and what fills it later maps into it; the
 * same packet maps to the same numbers each time. */
bool rewrite_map(Rewrite *rewrite, const RewriteIn *in, RewriteOut *ret_out);
/* Leaves a packet out without a hole; its picture too if none of its packets was forwarded. One
 * that is older than what was forwarded leaves its hole. */
void rewrite_drop(Rewrite *rewrite, const RewriteIn *in);

/* The packet that the subscriber knows by this sequence number; false: it was never sent or is
 * older than the marks. */
bool rewrite_find(const Rewrite *rewrite, uint16_t sequence, uint8_t *ret_source,
                  uint32_t *ret_number);
/* A time stamp of the current source as the subscriber sees it: for sender reports. */
uint32_t rewrite_timestamp(const Rewrite *rewrite, uint32_t timestamp);
