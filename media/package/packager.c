#include "media/package/packager.h"

#include "base/error.h"
#include "media/package/cmaf.h"
#include "media/package/packager_track.h"

/* A sample further ahead than this of everything that was seen is not believed… */
#define FAR_PARTS INT64_C(31) /* 10 s */
/* … unless so many come one after the other and no nearer one between them: then the programme's
 * clock has jumped, for all tracks alike. */
#define FAR_PATIENCE 50u
/* Nothing may jump further: the hole would be filled with gaps, row by row. */
#define FAR_PARTS_MAX INT64_C(1875) /* 10 min */

#define MAX_SHIFT_TICKS INT64_C(345600) /* of pts from dts: two segments of video */

/* The parts from the row that is due to the foremost one, and one that is closing. */
G_STATIC_ASSERT(PACKAGER_TRACK_QUEUE >= PACKAGER_LATE_PARTS + 2);

struct Packager {
    PackagerTrack *tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    PackagerRowFn on_row;
    void *user;

    unsigned generation;
    uint64_t first_msn, next_msn;
    int64_t wall_us;
    int64_t next_cell; /* of the row that is due, counted in parts since tick 0 */
    unsigned n_far;

    GridPart parts[MEDIA_MAX_TRACKS];
    PackagerStats stats;
};

Packager *packager_new(const MediaTrack *tracks, unsigned n_tracks, PackagerRowFn on_row,
                       void *user) {
    g_return_val_if_fail(n_tracks > 0 && n_tracks <= MEDIA_MAX_TRACKS, NULL);
    Packager *packager = g_new0(Packager, 1);
    packager->n_tracks = n_tracks;
    packager->on_row = on_row;
    packager->user = user;
    for (unsigned i = 0; i < n_tracks; i++)
        packager->tracks[i] = packager_track_new(&tracks[i]);
    return packager;
}

void packager_free(Packager *packager) {
    if (!packager)
        return;
    for (unsigned i = 0; i < packager->n_tracks; i++)
        packager_track_free(packager->tracks[i]);
    g_free(packager);
}

void packager_begin(Packager *packager, unsigned generation, uint64_t first_msn, int64_t wall_us) {
    packager->generation = generation;
    packager->first_msn = packager->next_msn = first_msn;
    packager->wall_us = wall_us;
    packager->next_cell = 0;
    packager->n_far = 0;
    for (unsigned i = 0; i < packager->n_tracks; i++)
        packager_track_begin(packager->tracks[i], first_msn);
}

/* The foremost cell of all tracks, by one measure. */
static int64_t foremost_cell(const Packager *packager,
                             int64_t (*get_cell)(const PackagerTrack *track)) {
    int64_t foremost = packager->next_cell - 1;
    for (unsigned i = 0; i < packager->n_tracks; i++)
        foremost = MAX(foremost, get_cell(packager->tracks[i]));
    return foremost;
}

static void fill_part(Packager *packager, unsigned i, int64_t foremost) {
    PackagerTrack *track = packager->tracks[i];
    packager->parts[i] = (GridPart){.is_gap = true};
    if (packager_track_get_part(track, packager->next_cell, &packager->parts[i])) {
        if (packager->next_cell % MEDIA_PARTS_PER_SEGMENT == 0)
            packager->stats.missing_key_frames += !packager->parts[i].is_independent;
        return;
    }
    bool is_waited_for = packager_track_is_awaited(track, packager->next_cell);
    if (is_waited_for && foremost - packager->next_cell >= PACKAGER_LATE_PARTS) {
        packager_track_set_late(track);
        packager->stats.late_gaps++;
    }
}

static bool is_row_due(const Packager *packager, int64_t foremost) {
    if (foremost < packager->next_cell)
        return false;
    if (foremost - packager->next_cell >= PACKAGER_LATE_PARTS)
        return true;
    for (unsigned i = 0; i < packager->n_tracks; i++) {
        if (packager_track_is_awaited(packager->tracks[i], packager->next_cell))
            return false;
    }
    return true;
}

static void give_row(Packager *packager, int64_t foremost) {
    for (unsigned i = 0; i < packager->n_tracks; i++)
        fill_part(packager, i, foremost);
    uint64_t cell = (uint64_t)packager->next_cell;
    GridRow row = {
        .msn = packager->first_msn + cell / MEDIA_PARTS_PER_SEGMENT,
        .part = (unsigned)(cell % MEDIA_PARTS_PER_SEGMENT),
        .generation = packager->generation,
        .wall_us = packager->wall_us + packager->next_cell * MEDIA_PART_US,
        .n_tracks = packager->n_tracks,
        .parts = packager->parts,
    };
    packager->next_msn = row.msn + 1;
    packager->next_cell++;
    packager->stats.rows++;
    packager->on_row(&row, packager->user);
    for (unsigned i = 0; i < packager->n_tracks; i++)
        packager_track_drop_before(packager->tracks[i], packager->next_cell);
}

static void give_rows(Packager *packager) {
    int64_t foremost = foremost_cell(packager, packager_track_last_closed);
    while (is_row_due(packager, foremost))
        give_row(packager, foremost);
}

static bool refuse(Packager *packager, GError **error, const char *reason, int64_t value) {
    packager->stats.refused++;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "the sample at tick %" G_GINT64_FORMAT " %s",
                value, reason);
    return false;
}

/* Is its time believable beside what all tracks have shown so far? */
static bool is_far(Packager *packager, int64_t cell) {
    int64_t distance = cell - foremost_cell(packager, packager_track_seen_cell);
    if (distance <= FAR_PARTS) {
        packager->n_far = 0;
        return false;
    }
    packager->n_far++;
    return distance > FAR_PARTS_MAX || packager->n_far < FAR_PATIENCE;
}

/* NULL, or why it cannot be true. */
static const char *find_fault(Packager *packager, const PackagerTrack *track,
                              const MediaSample *sample, int64_t cell) {
    int64_t shift = sample->pts - sample->dts;
    if (sample->length == 0)
        return "is empty";
    if (sample->length > packager_track_room(track, cell))
        return "is larger than its track may be";
    if (shift > MAX_SHIFT_TICKS || shift < -MAX_SHIFT_TICKS)
        return "is shown at another time than it is decoded";
    if (packager_track_is_behind(track, sample->dts))
        return "runs backwards";
    return is_far(packager, cell) ? "is too far ahead" : NULL;
}

bool packager_push(Packager *packager, unsigned index, const MediaSample *sample, GError **error) {
    g_return_val_if_fail(index < packager->n_tracks, false);
    PackagerTrack *track = packager->tracks[index];
    packager->stats.samples++;
    if (!packager_track_is_active(track))
        return true;
    if (sample->dts < G_MININT64 / 4 || sample->dts > G_MAXINT64 / 4)
        return refuse(packager, error, "is too far ahead", sample->dts);
    int64_t cell = packager_track_cell(track, sample->dts);
    if (cell < 0)
        return true; /* the encoder's delay */
    const char *fault = find_fault(packager, track, sample, cell);
    if (fault)
        return refuse(packager, error, fault, sample->dts);
    packager_track_advance(track, cell, &packager->stats.lost_frames);
    give_rows(packager); /* what the jump to this cell has closed, before its own room is needed */
    if (cell >= packager->next_cell)
        packager_track_add(track, sample, &packager->stats.lost_frames);
    give_rows(packager);
    return true;
}

void packager_set_active(Packager *packager, unsigned track, bool is_active) {
    g_return_if_fail(track < packager->n_tracks);
    packager_track_set_active(packager->tracks[track], is_active);
    give_rows(packager); /* nobody waits for it any more */
}

uint64_t packager_next_msn(const Packager *packager) {
    return packager->next_msn;
}

void packager_get_stats(const Packager *packager, PackagerStats *ret_stats) {
    *ret_stats = packager->stats;
}
