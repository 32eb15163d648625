/* The SRT port and its thread: one listening socket, many callers (libsrt 1.5, live mode). Sockets
 * of libsrt are touched here only, but for the listen callback. */
#pragma once

#include <glib.h>

#include "media/ingest/srt_admission.h"
#include "media/ingest/srt_mail.h"

#define SRT_LATENCY_MS  120 /* for retransmissions; the caller may ask for more */
#define SRT_MAX_CALLERS 128u
#define SRT_IDLE_US     INT64_C(30000000) /* without media: the caller is closed */

typedef struct SrtPort SrtPort;

typedef struct SrtPortOptions {
    const char *listen;
    SrtAdmission *admission;
    SrtMailbox news;       /* where the ingest thread reads */
    uint64_t *total_bytes; /* counted with relaxed atomics */
    uint64_t *malformed;
} SrtPortOptions;

/* ERROR_CONFIG, ERROR_IO, ERROR_INTERNAL. */
SrtPort *srt_port_start(const SrtPortOptions *options, GError **error);
void srt_port_stop(SrtPort *port); /* no news come after it */
void srt_port_free(SrtPort *port); /* NULL is allowed */

unsigned srt_port_number(const SrtPort *port);
Worker *srt_port_worker(const SrtPort *port);
