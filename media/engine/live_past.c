#include "media/engine/live_past.h"

#include "media/engine/past_rows.h"
#include "media/package/cmaf_init_read.h"

static void load_init(LivePast *past, unsigned generation, unsigned track) {
    g_autoptr(GateBuffer) init = recording_get_init(past->recording, generation, track);
    if (!init)
        return;
    announcer_put_init(past->announcer, generation, track, init);
    if (cmaf_init_read(init->bytes, init->length, &past->tracks[track]))
        announcer_set_track(past->announcer, track, &past->tracks[track]);
}

static void add_row(const GridRow *row, const GridSpan *spans, void *user) {
    LivePast *past = user;
    if (!past->has_rows) {
        past->has_rows = true;
        past->first = *row;
        past->first.parts = NULL;
    }
    announcer_add_past(past->announcer, row, spans);
    for (; past->next_generation <= row->generation; past->next_generation++)
        for (unsigned i = 0; i < past->n_tracks; i++)
            load_init(past, past->next_generation, i);
}

/* Numbers that players have seen do not come again. Returns the next one. */
static uint64_t load_shown(LivePast *past, PastRows *rows) {
    uint64_t msn;
    unsigned generation;
    if (recording_get_shown(past->recording, &msn, &generation)) {
        past->next_generation = MAX(past->next_generation, generation + 1);
        past_rows_fill(rows, msn);
        if (!rows->has_last)
            return msn + 1;
    }
    uint64_t end_us = (uint64_t)announcer_position_us(past->announcer);
    return (end_us + MEDIA_SEGMENT_US - 1) / MEDIA_SEGMENT_US;
}

void live_past_load(LivePast *past) {
    PastRows rows = {.on_row = add_row, .user = past};
    recording_each_row(past->recording, past_rows_add, &rows);
    past->next_msn = load_shown(past, &rows);
}
