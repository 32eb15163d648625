#include "tests/unit/rtc/dtls_pair.h"

#include <string.h>
#include <sys/time.h>

#include "base/clock.h"

#define STEP_US 1000

typedef struct Datagram {
    int64_t at_us;
    bool is_to_client;
    size_t n_bytes;
    uint8_t bytes[];
} Datagram;

static int64_t now_us = INT64_C(1700000000) * CLOCK_US_PER_S;

/* OpenSSL's DTLS timers ask this function, and with it this program's clock. */
int gettimeofday(struct timeval *restrict ret_now, void *restrict zone) {
    ret_now->tv_sec = now_us / CLOCK_US_PER_S;
    ret_now->tv_usec = now_us % CLOCK_US_PER_S;
    return 0;
}

static void fly(DtlsPair *pair, const uint8_t *data, size_t n_bytes, bool is_to_client) {
    Datagram *datagram = g_malloc(sizeof *datagram + n_bytes);
    unsigned delay_ms = 1;
    if (pair->options.max_delay_ms > 1)
        delay_ms += (unsigned)g_rand_int_range(pair->random, 0, (gint)pair->options.max_delay_ms);
    datagram->at_us = now_us + delay_ms * CLOCK_US_PER_MS;
    datagram->is_to_client = is_to_client;
    datagram->n_bytes = n_bytes;
    memcpy(datagram->bytes, data, n_bytes);
    g_ptr_array_add(pair->flying, datagram);
}

static bool happens(DtlsPair *pair, unsigned percent) {
    return percent > 0 && (unsigned)g_rand_int_range(pair->random, 0, 100) < percent;
}

static void enter_network(DtlsPair *pair, const uint8_t *data, size_t n_bytes, bool is_to_client) {
    if (pair->on_fly)
        pair->on_fly(data, n_bytes, is_to_client);
    if (happens(pair, pair->options.lost_percent))
        return;
    fly(pair, data, n_bytes, is_to_client);
    if (happens(pair, pair->options.copied_percent))
        fly(pair, data, n_bytes, is_to_client);
}

static void on_client_sent(const uint8_t *data, size_t n_bytes, void *user) {
    DtlsPair *pair = user;
    pair->n_to_session++;
    enter_network(pair, data, n_bytes, false);
}

static void on_session_sent(const uint8_t *data, size_t n_bytes, void *user) {
    DtlsPair *pair = user;
    pair->n_to_client++;
    pair->to_client_bytes += n_bytes;
    pair->longest_bytes = MAX(pair->longest_bytes, n_bytes);
    enter_network(pair, data, n_bytes, true);
}

void dtls_pair_init(DtlsPair *pair, const DtlsPairOptions *options) {
    *pair = (DtlsPair){.options = *options};
    pair->random = g_rand_new_with_seed(options->seed);
    pair->flying = g_ptr_array_new_with_free_func(g_free);
    DtlsClientOptions client = options->client;
    client.send = on_client_sent;
    client.user = pair;
    pair->client = dtls_client_new(&client);
    pair->context = dtls_context_new(NULL);
    pair->identity = dtls_identity_new(now_us, NULL);
    pair->session = dtls_session_new(
        &(DtlsSessionOptions){
            .context = pair->context,
            .identity = pair->identity,
            .expected =
                options->expected ? options->expected : dtls_client_fingerprint(pair->client),
            .send = on_session_sent,
            .user = pair,
        },
        &pair->error);
    g_assert_no_error(pair->error);
    dtls_client_begin(pair->client);
}

void dtls_pair_clear(DtlsPair *pair) {
    dtls_session_free(pair->session);
    dtls_client_free(pair->client);
    dtls_context_free(pair->context);
    dtls_identity_unref(pair->identity);
    g_ptr_array_unref(pair->flying);
    g_rand_free(pair->random);
    g_clear_error(&pair->error);
}

static void deliver(DtlsPair *pair) {
    for (unsigned i = 0; i < pair->flying->len;) {
        const Datagram *datagram = g_ptr_array_index(pair->flying, i);
        if (datagram->at_us > now_us) {
            i++;
            continue;
        }
        g_autofree Datagram *due = g_ptr_array_steal_index(pair->flying, i);
        if (due->is_to_client)
            dtls_client_receive(pair->client, due->bytes, due->n_bytes);
        else if (!pair->error)
            (void)dtls_session_receive(pair->session, due->bytes, due->n_bytes, &pair->error);
        else
            (void)dtls_session_receive(pair->session, due->bytes, due->n_bytes, NULL);
    }
}

void dtls_pair_run(DtlsPair *pair, unsigned max_ms) {
    for (unsigned i = 0; i < max_ms; i++) {
        bool client_waits =
            dtls_client_wait_us(pair->client) >= 0 && !dtls_client_has_failed(pair->client);
        if (pair->flying->len == 0 && !client_waits && dtls_session_wait_us(pair->session) < 0)
            return;
        now_us += STEP_US;
        deliver(pair);
        if (dtls_session_wait_us(pair->session) == 0)
            (void)dtls_session_resend(pair->session, &pair->error);
        if (client_waits && dtls_client_wait_us(pair->client) == 0)
            dtls_client_resend(pair->client);
    }
}

void dtls_pair_hold(DtlsPair *pair, unsigned ms) {
    now_us += ms * CLOCK_US_PER_MS;
}

void dtls_pair_assert_keys(DtlsPair *pair, DtlsProfile profile) {
    g_assert_no_error(pair->error);
    g_assert_cmpint(dtls_session_state(pair->session), ==, DTLS_STATE_OPEN);
    g_assert_true(dtls_client_is_open(pair->client));
    DtlsKeys ours, theirs;
    g_assert_true(dtls_session_get_keys(pair->session, &ours, NULL));
    dtls_client_get_keys(pair->client, &theirs);
    g_assert_cmpint(ours.profile, ==, profile);
    g_assert_cmpmem(&ours, sizeof ours, &theirs, sizeof theirs);
    g_assert_true(memcmp(ours.client.key, ours.server.key, ours.key_bytes) != 0);
    g_assert_true(memcmp(ours.client.salt, ours.server.salt, ours.salt_bytes) != 0);
}
