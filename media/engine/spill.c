#include "media/engine/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

#define NO_LENGTH (UINT64_C(1) << 62) /* the file grows; ranges are checked by the spans */

typedef struct SpillTrack {
    GateFile *file;
    uint64_t end;
    uint64_t ends[SPILL_MAX_ROWS]; /* of the newest rows, in a ring */
} SpillTrack;

struct Spill {
    unsigned n_tracks;
    uint64_t n_rows;
    SpillTrack tracks[];
};

Spill *spill_new(unsigned n_tracks) {
    Spill *spill = g_malloc0(sizeof(Spill) + n_tracks * sizeof(SpillTrack));
    spill->n_tracks = n_tracks;
    return spill;
}

void spill_free(Spill *spill) {
    if (!spill)
        return;
    for (unsigned i = 0; i < spill->n_tracks; i++)
        gate_file_unref(spill->tracks[i].file);
    g_free(spill);
}

static bool fail(GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot keep a part in memory: %s", g_strerror(errno));
    return false;
}

/* What is too old gives its pages back; offsets stay. */
static void forget_oldest(SpillTrack *track, uint64_t row) {
    uint64_t end = track->ends[row % SPILL_MAX_ROWS];
    if (row >= SPILL_MAX_ROWS && end > 0)
        fallocate(track->file->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)end);
}

static bool add_part(SpillTrack *track, uint64_t row, const GridPart *part, GridSpan *ret_span,
                     GError **error) {
    *ret_span = (GridSpan){.flags = GRID_GAP};
    if (!track->file) {
        int fd = memfd_create("tongping-spill", MFD_CLOEXEC);
        if (fd < 0)
            return fail(error);
        track->file = gate_file_new(fd, NO_LENGTH);
    }
    forget_oldest(track, row);
    if (part->bytes) {
        if (pwrite(track->file->fd, part->bytes, part->length, (off_t)track->end) !=
            (ssize_t)part->length)
            return fail(error);
        *ret_span = (GridSpan){track->end, (uint32_t)part->length,
                               GRID_SPILLED | (part->is_independent ? GRID_INDEPENDENT : 0)};
        track->end += part->length;
    }
    track->ends[row % SPILL_MAX_ROWS] = track->end;
    return true;
}

bool spill_add(Spill *spill, const GridRow *row, GridSpan *ret_spans, GError **error) {
    for (unsigned i = 0; i < spill->n_tracks; i++)
        if (!add_part(&spill->tracks[i], spill->n_rows, &row->parts[i], &ret_spans[i], error))
            return false;
    spill->n_rows++;
    return true;
}

GateFile *spill_file(Spill *spill, unsigned track) {
    GateFile *file = spill->tracks[track].file;
    return file ? gate_file_ref(file) : NULL;
}
