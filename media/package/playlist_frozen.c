#include "media/package/playlist_frozen.h"

#include <string.h>

#include "media/package/playlist_text.h"

/* A run is compressed on its own: long enough that it compresses well, short enough that what is
 * not yet frozen stays small. Runs begin at multiples of this. */
#define RUN_SEGMENTS 32u

typedef struct Run {
    unsigned text_bytes, deflated_bytes;
    unsigned n_segments;
    PlaylistSum sum;
} Run;

struct PlaylistFrozen {
    unsigned track;
    uint64_t first_msn; /* of the text, when there is one */
    unsigned n_segments;
    GByteArray *text, *deflated;
    GArray *runs; /* of Run */
    PlaylistSum sum;
    GString *scratch;
};

PlaylistFrozen *playlist_frozen_new(unsigned track) {
    PlaylistFrozen *frozen = g_new0(PlaylistFrozen, 1);
    frozen->track = track;
    frozen->text = g_byte_array_new();
    frozen->deflated = g_byte_array_new();
    frozen->runs = g_array_new(FALSE, FALSE, sizeof(Run));
    frozen->scratch = g_string_new(NULL);
    return frozen;
}

void playlist_frozen_free(PlaylistFrozen *frozen) {
    g_byte_array_unref(frozen->text);
    g_byte_array_unref(frozen->deflated);
    g_array_unref(frozen->runs);
    g_string_free(frozen->scratch, TRUE);
    g_free(frozen);
}

void playlist_frozen_forget(PlaylistFrozen *frozen) {
    g_byte_array_set_size(frozen->text, 0);
    g_byte_array_set_size(frozen->deflated, 0);
    g_array_set_size(frozen->runs, 0);
    frozen->sum = (PlaylistSum){0};
    frozen->n_segments = 0;
}

/* `first` and `n` are positions in the index. */
static void render_run(PlaylistFrozen *frozen, const GridIndex *index, unsigned first, unsigned n) {
    g_string_truncate(frozen->scratch, 0);
    for (unsigned i = first; i < first + n; i++) {
        PlaylistPlace place = {
            .index = index,
            .track = frozen->track,
            .segment = grid_index_at(index, i),
            .before = i > 0 ? grid_index_at(index, i - 1) : NULL,
        };
        playlist_text_append_marks(frozen->scratch, &place);
        playlist_text_append_segment(frozen->scratch, &place);
    }
}

static void add_run(PlaylistFrozen *frozen, const GridIndex *index, PlaylistGzip *gzip,
                    unsigned n) {
    Run run = {.n_segments = n};
    render_run(frozen, index, frozen->n_segments, n);
    unsigned n_deflated = frozen->deflated->len;
    g_byte_array_append(frozen->text, (const guint8 *)frozen->scratch->str,
                        (guint)frozen->scratch->len);
    playlist_gzip_append_piece(gzip, frozen->deflated, frozen->scratch->str, frozen->scratch->len,
                               &run.sum);
    run.text_bytes = (unsigned)frozen->scratch->len;
    run.deflated_bytes = frozen->deflated->len - n_deflated;
    playlist_gzip_add_sum(&frozen->sum, &run.sum);
    frozen->n_segments += n;
    g_array_append_val(frozen->runs, run);
}

/* The playlist begins later now: the run in which it begins is made anew, those before go. */
static void follow_trim(PlaylistFrozen *frozen, const GridIndex *index, PlaylistGzip *gzip) {
    g_autofree Run *runs = g_memdup2(frozen->runs->data, frozen->runs->len * sizeof(Run));
    uint64_t n_trimmed = grid_index_at(index, 0)->msn - frozen->first_msn;
    unsigned n_runs = 0, n_segments = 0, text = 0, deflated = 0;
    while (n_runs < frozen->runs->len && n_segments <= n_trimmed) {
        n_segments += runs[n_runs].n_segments;
        text += runs[n_runs].text_bytes;
        deflated += runs[n_runs].deflated_bytes;
        n_runs++;
    }
    if (n_trimmed >= n_segments) {
        playlist_frozen_forget(frozen);
        return;
    }
    g_autoptr(GByteArray) later_text = g_byte_array_new();
    g_autoptr(GByteArray) later_deflated = g_byte_array_new();
    unsigned n_all = frozen->runs->len;
    g_byte_array_append(later_text, frozen->text->data + text, frozen->text->len - text);
    g_byte_array_append(later_deflated, frozen->deflated->data + deflated,
                        frozen->deflated->len - deflated);
    playlist_frozen_forget(frozen);
    add_run(frozen, index, gzip, n_segments - (unsigned)n_trimmed);
    g_byte_array_append(frozen->text, later_text->data, later_text->len);
    g_byte_array_append(frozen->deflated, later_deflated->data, later_deflated->len);
    for (unsigned i = n_runs; i < n_all; i++) {
        playlist_gzip_add_sum(&frozen->sum, &runs[i].sum);
        frozen->n_segments += runs[i].n_segments;
        g_array_append_val(frozen->runs, runs[i]);
    }
}

/* Segments from `position` to the end of its run. */
static unsigned rest_of_run(const GridIndex *index, unsigned position) {
    return RUN_SEGMENTS - (unsigned)(grid_index_at(index, position)->msn % RUN_SEGMENTS);
}

void playlist_frozen_update(PlaylistFrozen *frozen, const GridIndex *index, PlaylistGzip *gzip,
                            unsigned end) {
    if (grid_index_count(index) == 0) {
        playlist_frozen_forget(frozen);
        return;
    }
    uint64_t first_msn = grid_index_at(index, 0)->msn;
    if (frozen->n_segments > 0 && first_msn < frozen->first_msn)
        playlist_frozen_forget(frozen);
    else if (frozen->n_segments > 0 && first_msn > frozen->first_msn)
        follow_trim(frozen, index, gzip);
    frozen->first_msn = first_msn;
    while (frozen->n_segments < end &&
           rest_of_run(index, frozen->n_segments) <= end - frozen->n_segments)
        add_run(frozen, index, gzip, rest_of_run(index, frozen->n_segments));
}

unsigned playlist_frozen_count(const PlaylistFrozen *frozen) {
    return frozen->n_segments;
}

const GByteArray *playlist_frozen_text(const PlaylistFrozen *frozen) {
    return frozen->text;
}

const GByteArray *playlist_frozen_deflated(const PlaylistFrozen *frozen) {
    return frozen->deflated;
}

const PlaylistSum *playlist_frozen_sum(const PlaylistFrozen *frozen) {
    return &frozen->sum;
}
