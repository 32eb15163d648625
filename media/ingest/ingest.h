/* Ways in for studio encoders: RTMP and SRT listeners. They check stream keys, end the transport
 * and hand the elementary container (FLV or MPEG-TS bytes) to a socket that the programme reads.
 * What the bytes mean is the programme's business, in another process.
 *
 * Two publishers may hold one key: the second is a hot spare and takes over when the first has sent
 * nothing for INGEST_SILENCE_US or leaves; a third is refused. Every publisher that becomes the
 * active one is a new source with a socket of its own.
 *
 * Events run on the ingest thread (in ingest_stop() on the caller's), must not block, and only post
 * on. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"

#define INGEST_SILENCE_US     INT64_C(2000000)
#define INGEST_KEY_BYTES      80 /* with NUL, as are all below */
#define INGEST_ID_BYTES       40
#define INGEST_LANGUAGE_BYTES 16
#define INGEST_PASS_BYTES     80
#define INGEST_REASON_BYTES   160

typedef struct Ingest Ingest;

typedef enum IngestFormat { INGEST_FLV, INGEST_MPEG_TS } IngestFormat;

/* One stream key and where it leads. */
typedef struct IngestKey {
    char key[INGEST_KEY_BYTES];
    char meeting_id[INGEST_ID_BYTES];
    char input_id[INGEST_ID_BYTES];
    char passphrase[INGEST_PASS_BYTES]; /* SRT: 10 to 79 characters, or "" for none */
    bool is_open;                       /* false: refused with `closed_reason` */
    char closed_reason[INGEST_REASON_BYTES];
} IngestKey;

/* `{key}/{language}` publishes sound only for that language. */
typedef struct IngestSource {
    uint64_t id; /* never used again */
    char meeting_id[INGEST_ID_BYTES];
    char input_id[INGEST_ID_BYTES];
    char language[INGEST_LANGUAGE_BYTES]; /* "": picture and floor */
    IngestFormat format;
    char peer[64];     /* numeric address and port */
    char encoder[128]; /* what it says of itself, or "" */
    bool is_spare;     /* took over from another publisher */
} IngestSource;

typedef struct IngestStats {
    uint64_t source_id;
    uint64_t bytes;           /* since its beginning */
    unsigned bits_per_second; /* last second */
    uint64_t dropped_bytes;   /* that the programme was too slow to take */
    bool has_spare;
    /* SRT only, else 0 */
    unsigned rtt_us;
    uint64_t lost_packets, retransmitted_packets;
} IngestStats;

typedef struct IngestEvents {
    /* The receiver owns take_fd: a stream socket from which the container's bytes can be read until
     * end of file. */
    void (*on_source)(const IngestSource *source, int take_fd, void *user);
    void (*on_source_end)(uint64_t source_id, const char *reason, void *user);
    void (*on_stats)(const IngestStats *stats, void *user); /* once a second and source */
    /* Somebody was refused; meeting_id is "" when the key leads nowhere. One English sentence. */
    void (*on_refused)(const char *meeting_id, const char *peer, const char *reason, void *user);
} IngestEvents;

typedef struct IngestOptions {
    const char *rtmp_listen; /* ADDR:PORT, NULL: off; port 0 picks a free one */
    const char *srt_listen;
    unsigned max_publishers; /* in all; more are refused */
    IngestEvents events;
    void *user;
} IngestOptions;

/* ERROR_IO "cannot listen on …", ERROR_CONFIG. */
Ingest *ingest_start(const IngestOptions *options, GError **error);
void ingest_stop(Ingest *ingest);
void ingest_free(Ingest *ingest); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ingest, ingest_free)

unsigned ingest_rtmp_port(const Ingest *ingest); /* 0: off */
unsigned ingest_srt_port(const Ingest *ingest);

/* Replaces all keys; publishers whose key is gone or closed are ended with the reason. Copied. Any
 * thread. */
void ingest_set_keys(Ingest *ingest, const IngestKey *keys, unsigned n_keys);

/* Ends one source. Any thread. */
void ingest_end_source(Ingest *ingest, uint64_t source_id, const char *reason);

/* For /metrics, any thread. */
typedef struct IngestTotals {
    uint64_t accepted, refused, malformed, bytes, takeovers;
    unsigned publishers;
} IngestTotals;
void ingest_get_totals(const Ingest *ingest, IngestTotals *ret_totals);

/* The threads, for their mailboxes' metrics; that of SRT is NULL when it is off. */
Worker *ingest_worker(const Ingest *ingest);
Worker *ingest_srt_worker(const Ingest *ingest);
