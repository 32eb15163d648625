/* A client and a session of ours with a network between them, on a clock that the test turns: loss,
 * copies and delays come from a seed, and seconds of waiting take none. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_session.h"
#include "tests/unit/rtc/dtls_client.h"

typedef struct DtlsPairOptions {
    DtlsClientOptions client;        /* send and user are the pair's */
    const DtlsFingerprint *expected; /* NULL: the client's */
    unsigned lost_percent, copied_percent;
    unsigned max_delay_ms; /* datagrams overtake each other */
    uint32_t seed;
} DtlsPairOptions;

typedef struct DtlsPair {
    DtlsPairOptions options;
    DtlsContext *context;
    DtlsIdentity *identity;
    DtlsSession *session;
    DtlsClient *client;
    GRand *random;
    GPtrArray *flying;                  /* datagrams on their way */
    GError *error;                      /* the session's */
    unsigned n_to_client, n_to_session; /* datagrams sent */
    uint64_t to_client_bytes;           /* sent by the session */
    size_t longest_bytes;               /* datagram of the session */
    void (*on_fly)(const uint8_t *data, size_t n_bytes, bool is_to_client); /* NULL: nobody looks */
} DtlsPair;

void dtls_pair_init(DtlsPair *pair, const DtlsPairOptions *options);
void dtls_pair_clear(DtlsPair *pair);

/* Begins, then runs until nothing flies and nobody waits, at most max_ms of the turned clock. Goes
 * on where it was when called again. */
void dtls_pair_run(DtlsPair *pair, unsigned max_ms);

/* The clock goes on, and nothing happens: neither datagrams nor timers. */
void dtls_pair_hold(DtlsPair *pair, unsigned ms);

/* Both sides are open and have the same keys of this profile; leaves them there. */
void dtls_pair_assert_keys(DtlsPair *pair, DtlsProfile profile);
