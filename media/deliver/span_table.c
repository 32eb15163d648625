#include "media/deliver/span_table.h"

#include <glib.h>
#include <stdatomic.h>

#define CHUNK_SEGMENTS 64u
#define N_CHUNKS       (SPAN_TABLE_MAX_SEGMENTS / CHUNK_SEGMENTS)
#define CHUNK_ROWS     (CHUNK_SEGMENTS * MEDIA_PARTS_PER_SEGMENT)

/* Written once per row before `end` passes it, except for the withdrawn marks. */
typedef struct Chunk {
    uint64_t number; /* msn / CHUNK_SEGMENTS */
    atomic_bool withdrawn[CHUNK_SEGMENTS];
    GridSpan spans[]; /* row × n_tracks + track */
} Chunk;

struct SpanTable {
    unsigned n_tracks;
    atomic_uint_fast64_t end;          /* part numbers, see span_table_end */
    atomic_uint_fast64_t first;        /* msn */
    _Atomic(Chunk *) chunks[N_CHUNKS]; /* by number modulo N_CHUNKS */
};

SpanTable *span_table_new(unsigned n_tracks) {
    SpanTable *table = g_new0(SpanTable, 1);
    table->n_tracks = n_tracks;
    return table;
}

void span_table_free(SpanTable *table) {
    if (!table)
        return;
    for (unsigned i = 0; i < N_CHUNKS; i++)
        g_free(atomic_load(&table->chunks[i]));
    g_free(table);
}

static Chunk *chunk_of(const SpanTable *table, uint64_t msn) {
    uint64_t number = msn / CHUNK_SEGMENTS;
    Chunk *chunk = atomic_load(&table->chunks[number % N_CHUNKS]);
    return chunk && chunk->number == number ? chunk : NULL;
}

static Chunk *need_chunk(SpanTable *table, uint64_t msn) {
    Chunk *chunk = chunk_of(table, msn);
    if (chunk)
        return chunk;
    uint64_t number = msn / CHUNK_SEGMENTS;
    if (atomic_load(&table->chunks[number % N_CHUNKS]))
        g_error("a table of spans was not trimmed");
    chunk = g_malloc0(sizeof(Chunk) + sizeof(GridSpan) * CHUNK_ROWS * table->n_tracks);
    chunk->number = number;
    atomic_store(&table->chunks[number % N_CHUNKS], chunk);
    return chunk;
}

static GridSpan *spans_of(const SpanTable *table, Chunk *chunk, uint64_t msn, unsigned part) {
    size_t row = (size_t)(msn % CHUNK_SEGMENTS) * MEDIA_PARTS_PER_SEGMENT + part;
    return &chunk->spans[row * table->n_tracks];
}

void span_table_add(SpanTable *table, uint64_t msn, unsigned part, const GridSpan *spans) {
    GridSpan *row = spans_of(table, need_chunk(table, msn), msn, part);
    for (unsigned i = 0; i < table->n_tracks; i++)
        row[i] = spans[i];
    if (atomic_load(&table->end) == 0)
        atomic_store(&table->first, msn);
    atomic_store(&table->end, msn * MEDIA_PARTS_PER_SEGMENT + part + 1);
}

void span_table_trim(SpanTable *table, uint64_t msn, EpochBin *bin) {
    uint64_t from = atomic_load(&table->first);
    if (msn <= from)
        return;
    atomic_store(&table->first, msn);
    uint64_t first = from / CHUNK_SEGMENTS, end = MIN(msn / CHUNK_SEGMENTS, first + N_CHUNKS);
    for (uint64_t number = first; number < end; number++) {
        Chunk *chunk = atomic_exchange(&table->chunks[number % N_CHUNKS], NULL);
        if (chunk)
            epoch_bin_add(bin, chunk, g_free);
    }
}

void span_table_withdraw(SpanTable *table, uint64_t msn, bool is_withdrawn) {
    Chunk *chunk = chunk_of(table, msn);
    if (chunk)
        atomic_store(&chunk->withdrawn[msn % CHUNK_SEGMENTS], is_withdrawn);
}

uint64_t span_table_end(const SpanTable *table) {
    return atomic_load(&table->end);
}

bool span_table_find(const SpanTable *table, unsigned track, uint64_t msn, unsigned part,
                     unsigned n_parts, GridSpan *ret_span) {
    uint64_t at = msn * MEDIA_PARTS_PER_SEGMENT + part;
    uint64_t end = atomic_load(&table->end);
    Chunk *chunk = msn >= atomic_load(&table->first) && at < end ? chunk_of(table, msn) : NULL;
    if (!chunk || part >= MEDIA_PARTS_PER_SEGMENT ||
        atomic_load(&chunk->withdrawn[msn % CHUNK_SEGMENTS]))
        return false;
    *ret_span = (GridSpan){0};
    for (unsigned i = 0; i < n_parts && part + i < MEDIA_PARTS_PER_SEGMENT && at + i < end; i++) {
        const GridSpan *span = &spans_of(table, chunk, msn, part + i)[track];
        if (span->length == 0)
            continue;
        if (ret_span->length > 0 && ((span->flags ^ ret_span->flags) & GRID_SPILLED))
            break;
        if (ret_span->length == 0)
            *ret_span = *span;
        else
            ret_span->length += span->length;
    }
    return ret_span->length > 0;
}
