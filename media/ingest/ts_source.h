/* Writes an encoder's MPEG transport stream to the source's pipe. Keeps the stream's tables and
 * what came since the last key frame, also while nothing is open: a source begins with them. One
 * thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/gop_memory.h"
#include "media/ingest/source_pipe.h"
#include "media/ingest/ts_finder.h"

typedef struct TsSource {
    SourcePipe pipe;
    TsFinder finder;
    GopMemory memory;
} TsSource;

void ts_source_init(TsSource *source);
void ts_source_clear(TsSource *source);

void ts_source_open(TsSource *source, int take_fd);
void ts_source_close(TsSource *source);

/* Whole packets. `now_ms` may wrap. */
SourcePipeResult ts_source_take(TsSource *source, const uint8_t *packets, size_t n,
                                uint32_t now_ms);

/* Tries again what waits for the reader; what fails is told by the next ts_source_take(). */
void ts_source_flush(TsSource *source);
