#include "catalog/viewing/beat_piece.h"

#include <glib.h>

static int64_t divide_up(int64_t number, int64_t by) {
    return (number + by - 1) / by;
}

/* Steps 3 and 4: the player's clock decides where, between `begin` and the arrival. */
static void place(const BeatTime *time, const BeatBefore *before, int64_t contact, BeatSpan *span) {
    int64_t begin = MAX(before->placed_ms, contact);
    int64_t rate = CLAMP(time->rate_milli, BEAT_PIECE_RATE_MIN_MILLI, before->max_rate_milli);
    int64_t lasted = divide_up(span->kept * 1000, rate);
    int64_t least = divide_up(span->kept * 1000, before->max_rate_milli);
    bool is_said = time->contact_ms > 0 && time->since_ms >= 0;
    int64_t end = is_said ? contact + time->since_ms : begin + lasted;
    end = MIN(MAX(end, begin + least), time->arrived_ms);
    span->length = MIN(lasted, end - begin);
    span->start = end - span->length;
}

bool beat_piece_place(const BeatTime *time, const BeatBefore *before, BeatSpan *ret_span) {
    int64_t contact = MIN(MAX(before->opened_ms, time->contact_ms), time->arrived_ms);
    int64_t begin = MAX(before->placed_ms, contact);
    if (time->arrived_ms <= begin)
        return false;
    int64_t room = (time->arrived_ms - begin) * before->max_rate_milli / 1000;
    *ret_span = (BeatSpan){.kept = MIN(time->seen_ms, room), .unseen = time->arrived_ms - contact};
    if (ret_span->kept == 0)
        return false;
    place(time, before, contact, ret_span);
    return true;
}

bool beat_piece_lay(BeatSpan *span, int64_t from_ms, int64_t to_ms, BeatPiece *ret_piece) {
    int64_t before = span->done_ms;
    int64_t media = MIN(to_ms - from_ms, span->kept - before);
    if (media <= 0)
        return false;
    span->done_ms += media;
    *ret_piece =
        (BeatPiece){from_ms, from_ms + media, span->start + before * span->length / span->kept,
                    span->start + (before + media) * span->length / span->kept};
    if (ret_piece->wall_from == ret_piece->wall_to)
        ret_piece->wall_to++;
    return true;
}
