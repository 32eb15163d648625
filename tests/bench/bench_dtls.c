/* What a handshake costs the server: CPU of its side alone, in one thread; bytes of the heap for a
 * session that is open, half open, and half open with everything that a stranger can make it keep.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "media/rtc/dtls/dtls_filter.h"
#include "media/rtc/dtls/dtls_session.h"
#include "tests/unit/rtc/dtls_client.h"

#define N_SESSIONS     400 /* kept at a time */
#define ROUNDS         5
#define MAX_DATAGRAMS  8
#define DATAGRAM_BYTES 2048

typedef struct Flight {
    unsigned n_datagrams;
    size_t n_bytes[MAX_DATAGRAMS];
    uint8_t bytes[MAX_DATAGRAMS][DATAGRAM_BYTES];
} Flight;

static DtlsContext *context;
static DtlsIdentity *identity;

static void on_send(const uint8_t *data, size_t n_bytes, void *user) {
    Flight *flight = user;
    g_assert_cmpuint(flight->n_datagrams, <, MAX_DATAGRAMS);
    memcpy(flight->bytes[flight->n_datagrams], data, n_bytes);
    flight->n_bytes[flight->n_datagrams++] = n_bytes;
}

static int64_t cpu_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * CLOCK_US_PER_S + now.tv_nsec / 1000;
}

static size_t heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

typedef struct Cost {
    int64_t cpu_us;
    size_t sent_bytes;
    unsigned sent_datagrams;
} Cost;

static void receive(DtlsSession *session, const Flight *flight, Cost *cost) {
    g_autoptr(GError) error = NULL;
    int64_t begin_us = cpu_us();
    for (unsigned i = 0; i < flight->n_datagrams; i++)
        if (!dtls_session_receive(session, flight->bytes[i], flight->n_bytes[i], &error))
            g_error("%s", error->message);
    cost->cpu_us += cpu_us() - begin_us;
}

static DtlsSession *new_session(const DtlsFingerprint *expected, Flight *out, Cost *cost) {
    int64_t begin_us = cpu_us();
    DtlsSession *session = dtls_session_new(&(DtlsSessionOptions){.context = context,
                                                                  .identity = identity,
                                                                  .expected = expected,
                                                                  .send = on_send,
                                                                  .user = out},
                                            NULL);
    cost->cpu_us += cpu_us() - begin_us;
    return session;
}

static void count_flight(const Flight *flight, Cost *cost) {
    cost->sent_datagrams += flight->n_datagrams;
    for (unsigned i = 0; i < flight->n_datagrams; i++)
        cost->sent_bytes += flight->n_bytes[i];
}

/* One whole handshake; the client is gone afterwards, the session stays. */
static DtlsSession *shake_hands(Flight *to_client, Cost *cost) {
    Flight to_session = {0};
    DtlsClient *client =
        dtls_client_new(&(DtlsClientOptions){.send = on_send, .user = &to_session});
    to_client->n_datagrams = 0;
    DtlsSession *session = new_session(dtls_client_fingerprint(client), to_client, cost);
    dtls_client_begin(client);
    while (!dtls_client_is_open(client)) {
        to_client->n_datagrams = 0;
        receive(session, &to_session, cost);
        to_session.n_datagrams = 0;
        count_flight(to_client, cost);
        for (unsigned i = 0; i < to_client->n_datagrams; i++)
            dtls_client_receive(client, to_client->bytes[i], to_client->n_bytes[i]);
    }
    DtlsKeys keys;
    int64_t begin_us = cpu_us();
    g_assert_true(dtls_session_get_keys(session, &keys, NULL));
    cost->cpu_us += cpu_us() - begin_us;
    dtls_client_free(client);
    return session;
}

static void measure_handshakes(void) {
    static DtlsSession *sessions[N_SESSIONS];
    static Flight to_client;
    int64_t best_us = INT64_MAX;
    double bytes = 0;
    Cost cost;
    dtls_session_free(shake_hands(&to_client, &cost)); /* OpenSSL's own tables */
    for (unsigned round = 0; round < ROUNDS; round++) {
        cost = (Cost){0};
        size_t before = heap_bytes();
        for (unsigned i = 0; i < N_SESSIONS; i++)
            sessions[i] = shake_hands(&to_client, &cost);
        bytes = ((double)heap_bytes() - (double)before) / N_SESSIONS;
        for (unsigned i = 0; i < N_SESSIONS; i++)
            dtls_session_free(sessions[i]);
        best_us = MIN(best_us, cost.cpu_us);
    }
    printf("sent by the server: %.1f datagrams, %.0f bytes\n",
           (double)cost.sent_datagrams / N_SESSIONS, (double)cost.sent_bytes / N_SESSIONS);
    printf("BENCH name=dtls figure=%.3f unit=ms case=cpu_per_handshake of=best rounds=%d\n",
           (double)best_us / N_SESSIONS / 1000, ROUNDS);
    printf("BENCH name=dtls figure=%.0f unit=bytes case=open_session\n", bytes);
}

/* ---- half open ---- */

static size_t put(uint8_t *at, size_t value, unsigned n_bytes) {
    for (unsigned i = 0; i < n_bytes; i++)
        at[i] = (uint8_t)(value >> 8 * (n_bytes - 1 - i));
    return n_bytes;
}

static size_t put_record(uint8_t *at, unsigned type, unsigned epoch, size_t length) {
    size_t n = put(at, type, 1);
    n += put(at + n, 0xFEFD, 2);
    n += put(at + n, epoch, 2);
    n += put(at + n, 0, 6);
    return n + put(at + n, length, 2);
}

/* The first fragments of the largest messages that pass, and records of the next epoch. */
static void make_burden(Flight *flight) {
    *flight = (Flight){0};
    uint8_t *at = flight->bytes[0];
    size_t n = 0;
    for (unsigned seq = 1; seq <= DTLS_FILTER_MAX_MESSAGE_SEQ; seq++) {
        n += put_record(at + n, 22, 0, 13);
        at[n - 3] = (uint8_t)(100 + seq); /* of the record's number: not a repetition */
        n += put(at + n, 11, 1);
        n += put(at + n, DTLS_FILTER_MAX_MESSAGE_BYTES, 3);
        n += put(at + n, seq, 2);
        n += put(at + n, 100, 3);
        n += put(at + n, 1, 3);
        n += put(at + n, 0, 1);
    }
    for (unsigned i = 0; i < DTLS_FILTER_MAX_EARLY; i++) {
        n += put_record(at + n, 22, 1, 48);
        at[n - 3] = (uint8_t)(i + 1);
        n += put(at + n, 0, 8) + 40;
    }
    flight->n_bytes[0] = n;
    flight->n_datagrams = 1;
}

static double measure_half_open(const Flight *burden) {
    static DtlsSession *sessions[N_SESSIONS];
    static Flight to_client;
    Cost cost = {0};
    Flight hello = {0};
    DtlsClient *client = dtls_client_new(&(DtlsClientOptions){.send = on_send, .user = &hello});
    dtls_client_begin(client);
    size_t before = heap_bytes();
    for (unsigned i = 0; i < N_SESSIONS; i++) {
        sessions[i] = new_session(dtls_client_fingerprint(client), &to_client, &cost);
        to_client.n_datagrams = 0;
        receive(sessions[i], &hello, &cost);
        if (burden)
            receive(sessions[i], burden, &cost);
    }
    double bytes = ((double)heap_bytes() - (double)before) / N_SESSIONS;
    for (unsigned i = 0; i < N_SESSIONS; i++)
        dtls_session_free(sessions[i]);
    dtls_client_free(client);
    return bytes;
}

int main(void) {
    context = dtls_context_new(NULL);
    identity = dtls_identity_new(clock_wall_us(), NULL);
    g_assert_true(context && identity);
    measure_handshakes();
    printf("BENCH name=dtls figure=%.0f unit=bytes case=half_open\n", measure_half_open(NULL));
    static Flight burden;
    make_burden(&burden);
    printf("BENCH name=dtls figure=%.0f unit=bytes case=half_open_hostile\n",
           measure_half_open(&burden));
    dtls_identity_unref(identity);
    dtls_context_free(context);
    return 0;
}
