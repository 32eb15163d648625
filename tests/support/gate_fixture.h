/* A gate alone in the process, with a handler that does what the request's query asks for and two
 * upstreams whose end of the socket pair the test holds itself. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"

/* Paths: every query may carry tag=N and urgency=N.
 *   /text                     200 "hello\n" with an ETag
 *   /bytes?n=N                N pattern bytes from memory, ranges allowed
 *   /file?n=N                 the first N pattern bytes of the fixture's file, ranges allowed
 *   /status?s=N               that status without a body
 *   /fields?n=N               N fields of 100 bytes each
 *   /who                      "PEER plain" or "PEER secure"
 *   /block                    the worker stands still until gate_fixture_release()
 *   /sent                     the body bytes that the gate has sent so far
 *   /hold?key=K&ms=N          held; "fired", "timed out" or "stopping" when its turn comes;
 *                             again=N: held N more times first; n=N: answers N pattern bytes;
 *                             hand=1: handed over to /relay's upstream when its turn comes;
 *                             stay=1: holds again even when the gate stops
 *   /relay…                   handed over as an HTTP exchange
 *   /gathered                 the same, once a small body is complete
 *   /tunnel                   handed over as a WebSocket
 *   /refused, /refused-tunnel handed over to an upstream that takes nothing
 */
typedef struct GateFixture {
    Gate *gate;
    unsigned port;
    uint64_t key;        /* of /hold when it names none */
    int done_pipe[2];    /* on_done */
    int adopted_pipe[2]; /* descriptors handed to upstreams */
    int block_pipe[2];   /* a byte for each /block that may go on */
    GateFile *file;
    unsigned n_contexts; /* atomic; contexts of tunnels that were not freed */
} GateFixture;

/* Small limits and timeouts of a minute; one worker. */
GateOptions gate_fixture_options(void);
/* `options` NULL: the above; its routes are replaced. */
void gate_fixture_start(GateFixture *fixture, const GateOptions *options);
/* Stops with a grace of a minute, checks that no count is left. */
void gate_fixture_stop(GateFixture *fixture);
/* The same after the test has called gate_stop() itself. */
void gate_fixture_clear(GateFixture *fixture);

void gate_fixture_fill(uint8_t *bytes, uint64_t at, size_t length);
/* The bytes of /bytes and /file at `at`. */
bool gate_fixture_is_pattern(const void *bytes, uint64_t at, size_t length);

/* What on_done was told. */
typedef struct GateDone {
    uint64_t tag, body_bytes;
    GateOutcome outcome;
} GateDone;

/* Waits for the next. */
GateDone gate_fixture_await_done(GateFixture *fixture);
void gate_fixture_expect_done(GateFixture *fixture, uint64_t tag, uint64_t body_bytes,
                              GateOutcome outcome);
/* Waits until the gate has handed a socket over; blocking, with a deadline. Caller closes. */
int gate_fixture_await_upstream(GateFixture *fixture);

void gate_fixture_release(GateFixture *fixture);

GateStats gate_fixture_stats(GateFixture *fixture);
/* Waits until `condition` of `stats` holds. */
#define GATE_FIXTURE_WAIT(fixture, condition)                                                      \
    do {                                                                                           \
        int64_t wait_until_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;                      \
        for (;;) {                                                                                 \
            GateStats stats = gate_fixture_stats(fixture);                                         \
            if (condition)                                                                         \
                break;                                                                             \
            if (g_get_monotonic_time() > wait_until_us)                                            \
                g_error("%s:%d: '%s' has not come true", __FILE__, __LINE__, #condition);          \
            g_usleep(1000);                                                                        \
        }                                                                                          \
    } while (0)

unsigned gate_fixture_count_fds(void);
