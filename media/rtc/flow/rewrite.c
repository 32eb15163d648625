#include "media/rtc/flow/rewrite.h"

#include "media/rtc/wire/rtp_number.h"

#define US_PER_S      1000000
#define CYCLE         0x10000u
#define MAX_APART_US  (INT64_C(3600) * US_PER_S) /* reports that are older contradict */
#define MAX_BEFORE_US US_PER_S /* another layer's frame may have been captured a bit earlier */

void rewrite_init(Rewrite *ret_rewrite, RewriteMark *marks, unsigned n_marks, uint32_t clock_hz,
                  uint32_t first_timestamp, uint16_t first_sequence) {
    *ret_rewrite = (Rewrite){.marks = marks,
                             .n_marks = n_marks,
                             .clock_hz = clock_hz,
                             .next_out = CYCLE + first_sequence,
                             .last_timestamp = first_timestamp};
}

/* age 0 is the newest; age below n_used. */
static RewriteMark *mark_at(const Rewrite *rewrite, uint32_t age) {
    return &rewrite->marks[(rewrite->newest + rewrite->n_marks - age) % rewrite->n_marks];
}

static RewriteMark *add_mark(Rewrite *rewrite, RewriteMark mark) {
    rewrite->newest = (rewrite->newest + 1) % rewrite->n_marks;
    if (rewrite->n_used < rewrite->n_marks)
        rewrite->n_used++;
    RewriteMark *place = mark_at(rewrite, 0);
    *place = mark;
    return place;
}

/* How long after the last frame `first` was captured by the publisher's clock; false: unknown. */
static bool reported_us(const Rewrite *rewrite, const RewriteIn *first, const RewriteClock *from,
                        const RewriteClock *to, int64_t *ret_us) {
    if (!from || !to)
        return false;
    int64_t before = rtp_distance32(from->timestamp, rewrite->last_timestamp_in);
    int64_t after = rtp_distance32(to->timestamp, first->timestamp);
    int64_t us = (to->at_us + after * US_PER_S / rewrite->clock_hz) -
                 (from->at_us + before * US_PER_S / rewrite->clock_hz);
    *ret_us = us;
    return us > -MAX_BEFORE_US && us < MAX_APART_US;
}

void rewrite_switch(Rewrite *rewrite, const RewriteIn *first, const RewriteClock *from,
                    const RewriteClock *to) {
    RewriteMark mark = {.in_first = first->number,
                        .out_first = rewrite->next_out,
                        .timestamp_offset = rewrite->last_timestamp - first->timestamp,
                        .source = first->source};
    if (rewrite->is_started) {
        int64_t us;
        if (!reported_us(rewrite, first, from, to, &us))
            us = first->arrived_us - rewrite->last_arrived_us;
        int64_t ticks =
            us / US_PER_S * rewrite->clock_hz + us % US_PER_S * rewrite->clock_hz / US_PER_S;
        mark.timestamp_offset += (uint32_t)(ticks > 0 ? ticks : 1);
        mark.picture_offset = (uint16_t)(rewrite->last_picture + 1 - first->picture_id);
        mark.tl0_offset = (uint8_t)(rewrite->last_tl0 + 1 - first->tl0);
    }
    rewrite->is_started = true;
    rewrite->has_dropped_picture = false;
    if (rewrite->n_used > 0 && mark_at(rewrite, 0)->n == 0)
        *mark_at(rewrite, 0) = mark; /* nothing was ever sent under it */
    else
        add_mark(rewrite, mark);
}

static void map_by(const RewriteMark *mark, const RewriteIn *in, RewriteOut *ret_out) {
    *ret_out = (RewriteOut){
        .timestamp = in->timestamp + mark->timestamp_offset,
        .sequence = (uint16_t)(mark->out_first + (in->number - mark->in_first)),
        .picture_id = (uint16_t)(in->picture_id + mark->picture_offset),
        .tl0 = (uint8_t)(in->tl0 + mark->tl0_offset),
    };
}

/* `in` is the newest of all that were forwarded. */
static void note_newest(Rewrite *rewrite, const RewriteIn *in, const RewriteOut *out) {
    rewrite->last_timestamp = out->timestamp;
    rewrite->last_timestamp_in = in->timestamp;
    rewrite->last_arrived_us = in->arrived_us;
    rewrite->last_picture = out->picture_id;
    rewrite->last_picture_in = in->picture_id;
    rewrite->last_tl0 = out->tl0;
    rewrite->has_dropped_picture = false;
}

bool rewrite_map(Rewrite *rewrite, const RewriteIn *in, RewriteOut *ret_out) {
    if (rewrite->n_used == 0)
        return false;
    RewriteMark *mark = mark_at(rewrite, 0);
    int32_t at = rtp_distance32(mark->in_first, in->number);
    if (mark->source == in->source && at >= 0) {
        if ((uint32_t)at >= mark->n + REWRITE_MAX_GAP) {
            RewriteMark jump = *mark;
            jump.in_first = in->number;
            jump.out_first = rewrite->next_out;
            jump.n = 0;
            mark = add_mark(rewrite, jump);
            at = 0;
        }
        map_by(mark, in, ret_out);
        if ((uint32_t)at >= mark->n) {
            mark->n = (uint32_t)at + 1;
            rewrite->next_out = mark->out_first + mark->n;
            note_newest(rewrite, in, ret_out);
        }
        return true;
    }
    for (uint32_t age = 1; age < rewrite->n_used; age++) {
        mark = mark_at(rewrite, age);
        if (mark->source == in->source && in->number - mark->in_first < mark->n) {
            map_by(mark, in, ret_out);
            return true;
        }
    }
    return false;
}

void rewrite_drop(Rewrite *rewrite, const RewriteIn *in) {
    if (rewrite->n_used == 0)
        return;
    RewriteMark *mark = mark_at(rewrite, 0);
    int32_t at = rtp_distance32(mark->in_first, in->number);
    if (mark->source != in->source || at < 0 || (uint32_t)at < mark->n)
        return;
    if (at == 0) { /* nothing was sent under this mark yet */
        mark->in_first++;
    } else {
        mark->n = (uint32_t)at; /* what was lost before it keeps its hole */
        RewriteMark next = *mark;
        next.in_first = in->number + 1;
        next.out_first = rewrite->next_out = mark->out_first + mark->n;
        next.n = 0;
        mark = add_mark(rewrite, next);
    }
    bool is_new = !rewrite->has_dropped_picture || rewrite->dropped_picture != in->picture_id;
    if (is_new && in->picture_id != rewrite->last_picture_in)
        mark->picture_offset--;
    rewrite->has_dropped_picture = true;
    rewrite->dropped_picture = in->picture_id;
}

bool rewrite_find(const Rewrite *rewrite, uint16_t sequence, uint8_t *ret_source,
                  uint32_t *ret_number) {
    uint32_t out = rtp_unwrap16(rewrite->next_out - 1, sequence);
    for (uint32_t age = 0; age < rewrite->n_used; age++) {
        const RewriteMark *mark = mark_at(rewrite, age);
        if (out - mark->out_first < mark->n) {
            *ret_source = mark->source;
            *ret_number = mark->in_first + (out - mark->out_first);
            return true;
        }
    }
    return false;
}

uint32_t rewrite_timestamp(const Rewrite *rewrite, uint32_t timestamp) {
    return timestamp + (rewrite->n_used > 0 ? mark_at(rewrite, 0)->timestamp_offset : 0);
}
