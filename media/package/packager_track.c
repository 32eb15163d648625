#include "media/package/packager_track.h"

#include <string.h>

#include "media/package/cmaf.h"

#define MAX_UNITS 15u /* access units of a part, of whatever kind */

/* What a part may hold: the bits of two seconds at the encoder's ceiling, for a first picture that
 * takes its whole buffer, and never less than the floor. */
#define PART_SECONDS   2u
#define PART_MIN_BYTES (512u * 1024)
#define PART_MAX_BYTES (2 * MEDIA_SAMPLE_MAX_BYTES)

typedef struct ClosedPart {
    GByteArray *bytes; /* keeps its room from part to part */
    int64_t cell;
    bool is_independent;
} ClosedPart;

struct PackagerTrack {
    MediaTrack info;
    const MediaGrid *grid;
    unsigned units_per_part;
    uint64_t first_msn;
    bool is_active, is_late;
    bool awaits_key;

    int64_t last_unit; /* of the newest sample, counted in access units; -1 before the first */
    int64_t seen_cell; /* no part of an earlier cell will be begun */
    int64_t next_cell; /* behind the last one that was closed */

    int64_t open_cell; /* of the part that is being filled, when n_units > 0 */
    unsigned n_units;
    MediaSample units[MAX_UNITS]; /* bytes are set when the part is closed: the arena is fixed */
    unsigned slots[MAX_UNITS];    /* place of each in the part */
    uint8_t *arena;
    size_t arena_bytes, arena_used;

    ClosedPart queue[PACKAGER_TRACK_QUEUE]; /* a ring, oldest at `first_closed` */
    unsigned first_closed, n_closed;
};

static unsigned count_units(const MediaGrid *grid) {
    return grid->part_ticks / grid->frame_ticks;
}

PackagerTrack *packager_track_new(const MediaTrack *info) {
    PackagerTrack *track = g_new0(PackagerTrack, 1);
    track->info = *info;
    track->grid = &MEDIA_GRIDS[info->kind];
    track->units_per_part = count_units(track->grid);
    track->is_active = true;
    track->arena_bytes =
        CLAMP((size_t)info->bit_rate / 8 * PART_SECONDS, PART_MIN_BYTES, PART_MAX_BYTES);
    track->arena = g_malloc(track->arena_bytes);
    for (unsigned i = 0; i < PACKAGER_TRACK_QUEUE; i++)
        track->queue[i].bytes = g_byte_array_new();
    packager_track_begin(track, 0);
    return track;
}

void packager_track_free(PackagerTrack *track) {
    for (unsigned i = 0; i < PACKAGER_TRACK_QUEUE; i++)
        g_byte_array_unref(track->queue[i].bytes);
    g_free(track->arena);
    g_free(track);
}

static void clear_media(PackagerTrack *track) {
    track->n_units = 0;
    track->arena_used = 0;
    track->n_closed = 0;
    track->awaits_key = track->info.kind == MEDIA_VIDEO;
}

void packager_track_begin(PackagerTrack *track, uint64_t first_msn) {
    clear_media(track);
    track->first_msn = first_msn;
    track->is_late = false;
    track->last_unit = -1;
    track->seen_cell = track->next_cell = 0;
}

/* One that comes back is waited for from its first sample on, not before. */
void packager_track_set_active(PackagerTrack *track, bool is_active) {
    if (is_active == track->is_active)
        return;
    track->is_active = is_active;
    track->is_late = is_active;
    clear_media(track);
}

bool packager_track_is_active(const PackagerTrack *track) {
    return track->is_active;
}

void packager_track_set_late(PackagerTrack *track) {
    track->is_late = true;
}

/* The nearest unit: half a frame of tolerance, floor also below zero. */
static int64_t unit_of(const PackagerTrack *track, int64_t dts) {
    int64_t ticks = track->grid->frame_ticks;
    int64_t shifted = dts + ticks / 2;
    return shifted >= 0 ? shifted / ticks : -((-shifted + ticks - 1) / ticks);
}

int64_t packager_track_cell(const PackagerTrack *track, int64_t dts) {
    int64_t unit = unit_of(track, dts);
    return unit < 0 ? -1 : unit / track->units_per_part;
}

bool packager_track_is_behind(const PackagerTrack *track, int64_t dts) {
    return unit_of(track, dts) <= track->last_unit;
}

size_t packager_track_room(const PackagerTrack *track, int64_t cell) {
    bool is_open = track->n_units > 0 && track->open_cell >= cell;
    return track->arena_bytes - (is_open ? track->arena_used : 0);
}

static ClosedPart *closed_at(const PackagerTrack *track, unsigned position) {
    return (ClosedPart *)&track->queue[(track->first_closed + position) % PACKAGER_TRACK_QUEUE];
}

/* Each unit lasts until the next one; the first begins with the part, the last ends with it. */
static void lay_out_units(PackagerTrack *track) {
    uint32_t ticks = track->grid->frame_ticks;
    size_t at = 0;
    for (unsigned i = 0; i < track->n_units; i++) {
        unsigned begin = i == 0 ? 0 : track->slots[i];
        unsigned end = i + 1 == track->n_units ? track->units_per_part : track->slots[i + 1];
        track->units[i].duration = (end - begin) * ticks;
        track->units[i].bytes = track->arena + at;
        at += track->units[i].length;
    }
}

static void close_part(PackagerTrack *track, uint64_t *lost_frames) {
    g_assert(track->n_closed < PACKAGER_TRACK_QUEUE);
    lay_out_units(track);
    ClosedPart *part = closed_at(track, track->n_closed++);
    uint64_t number = track->first_msn * MEDIA_PARTS_PER_SEGMENT + (uint64_t)track->open_cell;
    CmafChunk chunk = {
        .track = &track->info,
        .sequence = (uint32_t)(number + 1),
        .decode_time = number * track->grid->part_ticks,
        .samples = track->units,
        .n_samples = track->n_units,
    };
    g_byte_array_set_size(part->bytes, 0);
    cmaf_append_chunk(part->bytes, &chunk);
    part->cell = track->open_cell;
    part->is_independent = track->info.kind == MEDIA_AUDIO || track->units[0].is_key;
    *lost_frames += track->units_per_part - track->n_units;
    track->next_cell = track->open_cell + 1;
    track->n_units = 0;
    track->arena_used = 0;
}

void packager_track_advance(PackagerTrack *track, int64_t cell, uint64_t *lost_frames) {
    if (track->n_units > 0 && track->open_cell < cell)
        close_part(track, lost_frames);
    track->seen_cell = MAX(track->seen_cell, cell);
}

static void keep_sample(PackagerTrack *track, const MediaSample *sample, unsigned slot) {
    memcpy(track->arena + track->arena_used, sample->bytes, sample->length);
    track->arena_used += sample->length;
    track->units[track->n_units] = *sample;
    track->slots[track->n_units++] = slot;
}

void packager_track_add(PackagerTrack *track, const MediaSample *sample, uint64_t *lost_frames) {
    int64_t unit = unit_of(track, sample->dts);
    int64_t cell = unit / track->units_per_part;
    unsigned slot = (unsigned)(unit % track->units_per_part);
    bool is_last = slot + 1 == track->units_per_part;
    track->last_unit = unit;
    if (track->info.kind == MEDIA_VIDEO && track->n_units == 0 && cell > track->next_cell)
        track->awaits_key = true;
    if (track->awaits_key && !sample->is_key) {
        track->seen_cell = MAX(track->seen_cell, cell + (is_last && track->n_units == 0));
        return;
    }
    track->awaits_key = false;
    track->is_late = false;
    track->open_cell = cell;
    keep_sample(track, sample, slot);
    if (is_last)
        close_part(track, lost_frames);
}

int64_t packager_track_seen_cell(const PackagerTrack *track) {
    return track->is_active ? track->seen_cell : -1;
}

int64_t packager_track_last_closed(const PackagerTrack *track) {
    return track->n_closed > 0 ? closed_at(track, track->n_closed - 1)->cell : -1;
}

bool packager_track_is_awaited(const PackagerTrack *track, int64_t cell) {
    if (!track->is_active || track->is_late)
        return false;
    if (track->n_units > 0 && track->open_cell <= cell)
        return true;
    bool is_closed = packager_track_last_closed(track) >= cell;
    return !is_closed && track->seen_cell <= cell;
}

bool packager_track_get_part(const PackagerTrack *track, int64_t cell, GridPart *ret_part) {
    if (track->n_closed == 0 || closed_at(track, 0)->cell != cell)
        return false;
    const ClosedPart *part = closed_at(track, 0);
    *ret_part = (GridPart){
        .bytes = part->bytes->data,
        .length = part->bytes->len,
        .is_independent = part->is_independent,
    };
    return true;
}

void packager_track_drop_before(PackagerTrack *track, int64_t cell) {
    while (track->n_closed > 0 && closed_at(track, 0)->cell < cell) {
        track->first_closed = (track->first_closed + 1) % PACKAGER_TRACK_QUEUE;
        track->n_closed--;
    }
    if (track->n_units > 0 && track->open_cell < cell) {
        track->n_units = 0; /* its row went out without it */
        track->arena_used = 0;
    }
}
