/* CPU time per packet of 1,112 bytes for 256 sessions, ours beside libsrtp2's: a line
 * "case who median_us minimum_us" for each. Rounds of a case go by turns.
 *
 * A packet costs what it costs a forwarder: the header is written, the payload is shared by all,
 * the result lies in an arena. libsrtp2 works in place, so the copy is part of its work. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glib.h>
#include <srtp2/srtp.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"

#define N_SESSIONS    256u
#define N_PER_SESSION 12u /* packets of a session in a round */
#define HEAD_BYTES    12u
#define PAYLOAD_BYTES 1100u
#define SLOT_BYTES    1152u
#define RTCP_BYTES    100u
#define SSRC          1u
#define MAX_ROUNDS    1000u
#define N_SEND_SLOTS  64u /* a forwarder's arena, used again and again */

typedef enum Work { SEAL, SEAL_RUN, SEAL_PREFIX, OPEN, SEAL_RTCP } Work;

typedef struct Case {
    const char *name;
    Work work;
    SrtpProfileId profile;
    srtp_profile_t theirs;
    unsigned run; /* packets of one session at a time */
} Case;

static const Case CASES[] = {
    {"seal-gcm-128", SEAL, SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm, 1},
    {"seal-gcm-128-runs-of-6", SEAL_RUN, SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm, 6},
    {"seal-gcm-128-prefix", SEAL_PREFIX, SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm, 1},
    {"seal-gcm-256", SEAL, SRTP_PROFILE_GCM_256, srtp_profile_aead_aes_256_gcm, 1},
    {"seal-cm-80", SEAL, SRTP_PROFILE_CM_80, srtp_profile_aes128_cm_sha1_80, 1},
    {"open-gcm-128", OPEN, SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm, 1},
    {"open-cm-80", OPEN, SRTP_PROFILE_CM_80, srtp_profile_aes128_cm_sha1_80, 1},
    {"seal-rtcp-gcm-128", SEAL_RTCP, SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm, 1},
};

/* One case with one implementation; `engine` is NULL for libsrtp2. */
typedef struct Runner {
    const Case *row;
    const char *who;
    SrtpSender *senders[N_SESSIONS];
    SrtpReceiver *receivers[N_SESSIONS];
    srtp_t their_senders[N_SESSIONS], their_receivers[N_SESSIONS];
    bool is_ours;
    uint16_t sequence;
    double us[MAX_ROUNDS];
} Runner;

static uint8_t payloads[N_PER_SESSION][PAYLOAD_BYTES];
static uint8_t arena[N_SESSIONS * N_PER_SESSION][SLOT_BYTES];
static size_t lengths[N_SESSIONS * N_PER_SESSION];

static void check(bool is_right, const char *what) {
    if (is_right)
        return;
    fprintf(stderr, "bench_srtp: %s failed\n", what);
    exit(EXIT_FAILURE);
}

static double cpu_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static srtp_t their_session(const Case *row, uint8_t *master, srtp_ssrc_type_t direction) {
    srtp_policy_t policy = {.window_size = 128, .key = master};
    srtp_t session;
    policy.ssrc.type = direction;
    srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, row->theirs);
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, row->theirs);
    check(srtp_create(&session, &policy) == srtp_err_status_ok, "srtp_create");
    return session;
}

/* Where a packet lies: what is to be opened later has a place of its own. */
static unsigned slot_of(const Runner *runner, unsigned session, unsigned i) {
    unsigned slot = session * N_PER_SESSION + i;
    return runner->row->work == OPEN ? slot : slot % N_SEND_SLOTS;
}

static Runner *runner_new(const Case *row, SrtpEngine *engine, const char *who) {
    Runner *runner = g_new0(Runner, 1);
    const SrtpProfile *profile = srtp_profile_find(row->profile);
    runner->row = row;
    runner->who = who;
    runner->is_ours = engine != NULL;
    for (unsigned i = 0; i < N_SESSIONS; i++) {
        uint8_t master[SRTP_KEY_MAX_BYTES + SRTP_SALT_MAX_BYTES];
        SrtpKeys keys;
        memset(master, (int)i, sizeof master);
        if (!engine) {
            runner->their_senders[i] = their_session(row, master, ssrc_any_outbound);
            if (row->work == OPEN)
                runner->their_receivers[i] = their_session(row, master, ssrc_any_inbound);
            continue;
        }
        check(srtp_keys_derive(profile, master, master + profile->key_bytes, &keys), "keys");
        runner->senders[i] = srtp_sender_new(engine, &keys);
        runner->receivers[i] = srtp_receiver_new(engine, &keys);
        check(srtp_sender_add(runner->senders[i], SSRC) == 0, "srtp_sender_add");
    }
    return runner;
}

static void runner_free(Runner *runner) {
    for (unsigned i = 0; i < N_SESSIONS; i++) {
        srtp_sender_free(runner->senders[i]);
        srtp_receiver_free(runner->receivers[i]);
        if (runner->their_senders[i])
            srtp_dealloc(runner->their_senders[i]);
        if (runner->their_receivers[i])
            srtp_dealloc(runner->their_receivers[i]);
    }
    g_free(runner);
}

static void write_head(uint8_t *packet, uint16_t sequence) {
    const uint8_t head[HEAD_BYTES] = {
        0x80, 96, (uint8_t)(sequence >> 8), (uint8_t)sequence, 0, 0, 0, 0, 0, 0, 0, SSRC};
    memcpy(packet, head, sizeof head);
}

static void seal_ours(Runner *runner, unsigned session, unsigned first, unsigned n) {
    SrtpOutgoing out[N_PER_SESSION];
    uint16_t prefix = runner->row->work == SEAL_PREFIX ? 2 : 0;
    for (unsigned i = 0; i < n; i++) {
        uint8_t *packet = arena[slot_of(runner, session, first + i)];
        write_head(packet, (uint16_t)(runner->sequence + first + i));
        out[i] = (SrtpOutgoing){.packet = packet,
                                .payload = payloads[first + i],
                                .payload_length = (uint16_t)(PAYLOAD_BYTES - prefix),
                                .head_length = HEAD_BYTES,
                                .prefix_length = prefix};
    }
    check(srtp_sender_seal(runner->senders[session], out, n) == n, "srtp_sender_seal");
    for (unsigned i = 0; i < n; i++)
        lengths[slot_of(runner, session, first + i)] = out[i].ret_length;
}

static void seal_theirs(Runner *runner, unsigned session, unsigned first, unsigned n) {
    for (unsigned i = first; i < first + n; i++) {
        uint8_t *packet = arena[slot_of(runner, session, i)];
        int length = HEAD_BYTES + PAYLOAD_BYTES;
        write_head(packet, (uint16_t)(runner->sequence + i));
        memcpy(packet + HEAD_BYTES, payloads[i], PAYLOAD_BYTES);
        check(srtp_protect(runner->their_senders[session], packet, &length) == srtp_err_status_ok,
              "srtp_protect");
        lengths[slot_of(runner, session, i)] = (size_t)length;
    }
}

static void seal_all(Runner *runner) {
    for (unsigned first = 0; first < N_PER_SESSION; first += runner->row->run)
        for (unsigned session = 0; session < N_SESSIONS; session++)
            (runner->is_ours ? seal_ours : seal_theirs)(runner, session, first, runner->row->run);
    runner->sequence += N_PER_SESSION;
}

static void open_all(Runner *runner) {
    for (unsigned i = 0; i < N_PER_SESSION; i++)
        for (unsigned session = 0; session < N_SESSIONS; session++) {
            unsigned slot = slot_of(runner, session, i);
            SrtpIncoming incoming;
            int length = (int)lengths[slot];
            if (runner->is_ours)
                check(srtp_receiver_open(runner->receivers[session], arena[slot], lengths[slot],
                                         &incoming) == SRTP_OK,
                      "srtp_receiver_open");
            else
                check(srtp_unprotect(runner->their_receivers[session], arena[slot], &length) ==
                          srtp_err_status_ok,
                      "srtp_unprotect");
        }
}

static void seal_rtcp_all(Runner *runner) {
    for (unsigned i = 0; i < N_SESSIONS * N_PER_SESSION; i++) {
        uint8_t *packet = arena[i % N_SEND_SLOTS];
        size_t length;
        int their_length = RTCP_BYTES;
        write_head(packet, 0);
        if (runner->is_ours)
            check(srtp_sender_seal_rtcp(runner->senders[i % N_SESSIONS], packet, RTCP_BYTES,
                                        SLOT_BYTES, &length) == SRTP_OK,
                  "srtp_sender_seal_rtcp");
        else
            check(srtp_protect_rtcp(runner->their_senders[i % N_SESSIONS], packet, &their_length) ==
                      srtp_err_status_ok,
                  "srtp_protect_rtcp");
    }
}

static double run_round(Runner *runner) {
    if (runner->row->work == OPEN)
        seal_all(runner);
    double since = cpu_us();
    if (runner->row->work == OPEN)
        open_all(runner);
    else if (runner->row->work == SEAL_RTCP)
        seal_rtcp_all(runner);
    else
        seal_all(runner);
    return (cpu_us() - since) / (N_SESSIONS * N_PER_SESSION);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Nobody else's sessions are there meanwhile: NSS, on which Debian builds libsrtp2, gets slower
 * with each that is. */
static void run_case(const Case *row, SrtpEngine *const engines[2], unsigned n_rounds) {
    static const char *const names[] = {"OpenSSL", "ipsec-mb"};
    unsigned n_engines = srtp_profile_find(row->profile)->is_gcm && engines[1] ? 2 : 1;
    Runner *runners[3];
    unsigned n_runners = 0;
    for (; n_runners < n_engines; n_runners++)
        runners[n_runners] = runner_new(row, engines[n_runners], names[n_runners]);
    runners[n_runners++] = runner_new(row, NULL, "libsrtp2");
    for (unsigned round = 0; round < n_rounds; round++)
        for (unsigned i = 0; i < n_runners; i++)
            runners[i]->us[round] = run_round(runners[i]);
    for (unsigned i = 0; i < n_runners; i++) {
        Runner *runner = runners[i];
        qsort(runner->us, n_rounds, sizeof runner->us[0], compare);
        printf("%s %s %.4f %.4f\n", row->name, runner->who, runner->us[n_rounds / 2],
               runner->us[0]);
        runner_free(runner);
    }
}

/* bench_srtp ROUNDS */
int main(int argc, char **argv) {
    unsigned n_rounds = argc == 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    if (n_rounds == 0 || n_rounds > MAX_ROUNDS) {
        fprintf(stderr, "Usage: bench_srtp ROUNDS\n");
        return 2;
    }
    check(srtp_init() == srtp_err_status_ok, "srtp_init");
    SrtpEngine *const engines[2] = {srtp_engine_new(SRTP_BACK_END_OPENSSL),
                                    srtp_engine_new(SRTP_BACK_END_MB)};
    check(engines[0] != NULL, "srtp_engine_new");
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
        run_case(&CASES[i], engines, n_rounds);
    return EXIT_SUCCESS;
}
