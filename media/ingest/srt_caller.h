/* One SRT caller on the SRT thread: reads messages, aligns packets, writes them to the source. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <srt/srt.h>

#include "media/ingest/ingest.h"
#include "media/ingest/ts_aligner.h"
#include "media/ingest/ts_source.h"

#define SRT_MESSAGE_MAX_BYTES 1456u  /* live mode's largest payload */
#define SRT_BATCH_BYTES       65536u /* one write to the programme */

typedef enum SrtReading {
    SRT_READING_NOTHING, /* a first message waits in libsrt */
    SRT_READING_ASKED,   /* the ingest thread has been told; not read */
    SRT_READING_ON,
} SrtReading;

typedef struct SrtCaller {
    SRTSOCKET socket; /* SRT_INVALID_SOCK: gone, the news not yet delivered */
    uint64_t id;
    SrtReading reading;
    bool is_heard; /* as the ingest thread knows it */
    int64_t media_at_us;
    int64_t drained_at_us; /* the caller has left: when all has been read; 0: it is there */
    TsSource source;
    TsAligner aligner;
    uint64_t bytes, bytes_at_report;
    int64_t report_at_us;
    const char *gone_reason; /* static */
} SrtCaller;

typedef enum SrtCallerResult {
    SRT_CALLER_GOES_ON,
    SRT_CALLER_BROKEN,  /* nobody reads the source's socket */
    SRT_CALLER_FOREIGN, /* no MPEG transport stream */
    SRT_CALLER_GONE,
} SrtCallerResult;

SrtCaller *srt_caller_new(SRTSOCKET take_socket, uint64_t id, int64_t now_us);
void srt_caller_free(SrtCaller *caller);
void srt_caller_close(SrtCaller *caller); /* socket and pipe */

/* Reads what waits, at most one batch. `batch` has SRT_BATCH_BYTES; *ret_bytes is what came. */
SrtCallerResult srt_caller_read(SrtCaller *caller, uint8_t *batch, int64_t now_us,
                                uint64_t *ret_bytes);

void srt_caller_measure(SrtCaller *caller, int64_t now_us, IngestStats *ret_stats);
