#include "media/ingest/ts_source.h"

#include <glib.h>

#define UNIT_BYTES ((size_t)64 * TS_PACKET_BYTES)

void ts_source_init(TsSource *source) {
    *source = (TsSource){0};
    source_pipe_init(&source->pipe);
}

void ts_source_close(TsSource *source) {
    source_pipe_close(&source->pipe);
    source->memory.is_behind = false;
}

void ts_source_clear(TsSource *source) {
    ts_source_close(source);
    gop_memory_clear(&source->memory);
}

static size_t unit_length(const uint8_t *bytes, size_t n) {
    return MIN(n, UNIT_BYTES);
}

static SourcePipeResult feed(TsSource *source) {
    return gop_memory_feed(&source->memory, &source->pipe, unit_length);
}

void ts_source_open(TsSource *source, int take_fd) {
    const TsTables *tables = &source->finder.tables;
    source_pipe_open(&source->pipe, take_fd);
    if (!gop_memory_rewind(&source->memory))
        return;
    if (source_pipe_write(&source->pipe, tables->bytes, tables->n) == SOURCE_PIPE_TAKEN)
        feed(source);
    else
        source->memory.is_behind = false;
}

static void remember(TsSource *source, const uint8_t *packets, size_t n, uint32_t now_ms) {
    size_t from = 0;
    for (size_t at = 0; at < n; at += TS_PACKET_BYTES) {
        TsFound found = ts_finder_look(&source->finder, packets + at);
        if (found == TS_FOUND_NOTHING)
            continue;
        from = at;
        if (found == TS_FOUND_KEY)
            gop_memory_begin(&source->memory, now_ms);
        else
            gop_memory_forget(&source->memory);
    }
    gop_memory_add(&source->memory, packets + from, n - from, now_ms);
}

SourcePipeResult ts_source_take(TsSource *source, const uint8_t *packets, size_t n,
                                uint32_t now_ms) {
    remember(source, packets, n, now_ms);
    if (n == 0 || !source_pipe_is_open(&source->pipe))
        return SOURCE_PIPE_TAKEN;
    if (!source->memory.is_behind)
        return source_pipe_write(&source->pipe, packets, n);
    return feed(source) == SOURCE_PIPE_BROKEN ? SOURCE_PIPE_BROKEN : SOURCE_PIPE_TAKEN;
}

void ts_source_flush(TsSource *source) {
    if (source->memory.is_behind)
        feed(source);
    else
        source_pipe_flush(&source->pipe);
}
