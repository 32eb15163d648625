/* The writing end of a source's socket. Never blocks: what the programme does not take is refused
 * whole, so that the container stays well formed. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCE_PIPE_BUFFER_BYTES (2 << 20) /* asked of the kernel: 1.6 s at 10 Mbit/s */

typedef enum SourcePipeResult {
    SOURCE_PIPE_TAKEN,
    SOURCE_PIPE_FULL,   /* nothing was taken: counted as dropped */
    SOURCE_PIPE_BROKEN, /* the programme closed its end */
} SourcePipeResult;

typedef struct SourcePipe {
    int fd;        /* -1: closed */
    uint8_t *rest; /* of a unit that went in half */
    size_t rest_at, rest_n, rest_capacity;
    uint64_t dropped_bytes;
} SourcePipe;

/* A connected pair: the pipe gets one end, *ret_reader_fd the other. */
bool source_pipe_make(int *ret_writer_fd, int *ret_reader_fd);

void source_pipe_init(SourcePipe *pipe);
void source_pipe_open(SourcePipe *pipe, int take_fd); /* closes what was open */
void source_pipe_close(SourcePipe *pipe);             /* and frees; may be opened again */
bool source_pipe_is_open(const SourcePipe *pipe);

/* One unit: FLV tags or TS packets. All of it or nothing. */
SourcePipeResult source_pipe_write(SourcePipe *pipe, const uint8_t *bytes, size_t n);

/* Sends the rest of a unit when the programme reads again. True while something is left. */
bool source_pipe_flush(SourcePipe *pipe);
