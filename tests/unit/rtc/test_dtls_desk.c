#include "media/rtc/dtls/dtls_desk.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/rtc/dtls_client.h"

#define DEADLINE_US (60 * G_USEC_PER_SEC)
#define MEDIA_POSTS 16

/* The desk's clock stands still unless a test turns it. */
static int64_t fake_now_us = 1000 * CLOCK_US_PER_S;

static int64_t monotonic_us(void) {
    return __atomic_load_n(&fake_now_us, __ATOMIC_SEQ_CST);
}

static int64_t fake_wall_us = INT64_C(1700000000) * CLOCK_US_PER_S;

static int64_t wall_us(void) {
    return __atomic_load_n(&fake_wall_us, __ATOMIC_SEQ_CST);
}

static void turn_clock_ms(int64_t ms) {
    __atomic_add_fetch(&fake_now_us, ms * CLOCK_US_PER_MS, __ATOMIC_SEQ_CST);
}

/* ---- peers on a media worker; everything of a Scene but `desk` and `media` belongs to it ---- */

typedef struct Scene Scene;

typedef struct Guest {
    Scene *scene;
    DtlsClient *client;
    DtlsLine line;
    bool is_deaf; /* the network takes what is sent to it */
    unsigned n_datagrams;
    bool has_keys, has_end;
    DtlsKeys keys;
    DtlsEnd end;
    GError *error;
    size_t n_farewell;
    uint8_t farewell[DTLS_FAREWELL_MAX_BYTES];
} Guest;

struct Scene {
    DtlsDesk *desk;
    Worker *media;
    DtlsListener listener;
    DtlsClientOptions options; /* of the next guests */
    bool is_deaf, has_other_fingerprint;
    DtlsIdentity *identity; /* of the next guests; NULL: the desk's of that moment */
    GPtrArray *guests;      /* a guest's number is its place; NULL: has left */
    unsigned n_keys, n_ends, n_unknown;
    unsigned lost;     /* which datagram to each guest gets lost; 0: none */
    unsigned n_wanted; /* of a step */
    int done[2];       /* a pipe: a step has run */
};

static Guest *find(Scene *scene, uint64_t number) {
    Guest *guest = number < scene->guests->len ? g_ptr_array_index(scene->guests, number) : NULL;
    scene->n_unknown += guest == NULL;
    return guest;
}

static void on_datagram(uint64_t peer, const uint8_t *data, size_t n_bytes, void *user) {
    Guest *guest = find(user, peer);
    if (!guest)
        return;
    guest->n_datagrams++;
    if (!guest->is_deaf && guest->n_datagrams != guest->scene->lost)
        dtls_client_receive(guest->client, data, n_bytes);
}

static void on_keys(uint64_t peer, const DtlsKeys *keys, void *user) {
    Scene *scene = user;
    Guest *guest = find(scene, peer);
    if (!guest)
        return;
    g_assert_false(guest->has_keys || guest->has_end);
    guest->has_keys = true;
    guest->keys = *keys;
    scene->n_keys++;
}

static void on_farewell(uint64_t peer, const uint8_t *data, size_t n_bytes, void *user) {
    Guest *guest = find(user, peer);
    if (!guest)
        return;
    g_assert_true(guest->has_keys && !guest->has_end);
    memcpy(guest->farewell, data, n_bytes);
    guest->n_farewell = n_bytes;
}

static void on_end(uint64_t peer, DtlsEnd end, const GError *error, void *user) {
    Scene *scene = user;
    Guest *guest = find(scene, peer);
    if (!guest)
        return;
    g_assert_false(guest->has_end);
    g_assert_true((error != NULL) == (end == DTLS_END_FAILED));
    g_assert_true((guest->n_farewell > 0) == (end == DTLS_END_RELEASED));
    guest->has_end = true;
    guest->end = end;
    guest->error = error ? g_error_copy(error) : NULL;
    scene->n_ends++;
}

static const DtlsEvents EVENTS = {on_datagram, on_keys, on_farewell, on_end};

static void on_client_sent(const uint8_t *data, size_t n_bytes, void *user) {
    Guest *guest = user;
    (void)dtls_desk_receive(&guest->line, data, n_bytes);
}

static void free_guest(void *data) {
    Guest *guest = data;
    if (!guest)
        return;
    dtls_client_free(guest->client);
    g_clear_error(&guest->error);
    g_free(guest);
}

/* ---- steps: run on the media worker while the test waits ---- */

typedef bool (*StepFn)(Scene *scene);

typedef struct Step {
    Scene *scene;
    StepFn fn;
    bool result;
} Step;

static void run_step(void *data) {
    Step *step = data;
    step->result = step->fn(step->scene);
    g_assert_cmpint(write(step->scene->done[1], "x", 1), ==, 1);
}

static bool on_media(Scene *scene, StepFn fn) {
    char byte;
    Step step = {.scene = scene, .fn = fn};
    while (!worker_post(scene->media, run_step, &step, NULL, NULL))
        sched_yield();
    g_assert_cmpint(read(scene->done[0], &byte, 1), ==, 1);
    return step.result;
}

static void wait_for(Scene *scene, StepFn fn) {
    int64_t deadline_us = g_get_monotonic_time() + DEADLINE_US;
    while (!on_media(scene, fn)) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        sched_yield();
    }
}

static DtlsPeersStats stats_of(Scene *scene) {
    DtlsPeersStats stats;
    dtls_desk_get_stats(scene->desk, &stats);
    return stats;
}

static void scene_init(Scene *scene, unsigned media_posts) {
    *scene = (Scene){.desk = dtls_desk_start(NULL),
                     .media = worker_start(&(WorkerOptions){.name = "media",
                                                            .mailbox_posts = media_posts,
                                                            .loop = &WORKER_LOOP_QUEUE},
                                           NULL)};
    g_assert_true(scene->desk && scene->media);
    g_assert_cmpint(pipe(scene->done), ==, 0);
    scene->listener = (DtlsListener){scene->media, &EVENTS, scene};
    scene->guests = g_ptr_array_new_with_free_func(free_guest);
}

static void scene_clear(Scene *scene) {
    dtls_desk_stop(scene->desk);
    worker_stop(scene->media);
    g_ptr_array_unref(scene->guests);
    dtls_desk_free(scene->desk);
    worker_free(scene->media);
    close(scene->done[0]);
    close(scene->done[1]);
}

static Guest *add_guest(Scene *scene) {
    static const DtlsFingerprint OTHER = {.hash = DTLS_HASH_SHA256, .length = 32};
    Guest *guest = g_new0(Guest, 1);
    guest->scene = scene;
    guest->is_deaf = scene->is_deaf;
    DtlsClientOptions options = scene->options;
    options.send = on_client_sent;
    options.user = guest;
    guest->client = dtls_client_new(&options);
    g_autoptr(DtlsIdentity) identity =
        scene->identity ? dtls_identity_ref(scene->identity) : dtls_desk_identity(scene->desk);
    const DtlsFingerprint *own = dtls_client_fingerprint(guest->client);
    DtlsPeerOptions peer = {.number = scene->guests->len,
                            .identity = identity,
                            .expected = scene->has_other_fingerprint ? &OTHER : own,
                            .listener = &scene->listener};
    while (!dtls_desk_open(scene->desk, &peer, &guest->line, NULL))
        sched_yield();
    g_ptr_array_add(scene->guests, guest);
    return guest;
}

static Guest *guest_at(Scene *scene, unsigned i) {
    return g_ptr_array_index(scene->guests, i);
}

/* Adds guests up to n_wanted; each sends its ClientHello. */
static bool let_in(Scene *scene) {
    while (scene->guests->len < scene->n_wanted)
        dtls_client_begin(add_guest(scene)->client);
    return true;
}

static bool have_keys(Scene *scene) {
    return scene->n_keys == scene->n_wanted;
}

static bool have_ended(Scene *scene) {
    return scene->n_ends == scene->n_wanted;
}

static bool leave(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++)
        dtls_desk_close(&guest_at(scene, i)->line);
    return true;
}

static bool is_empty(Scene *scene) {
    return stats_of(scene).peers == 0;
}

/* ---- handshakes ---- */

static bool keys_match(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++) {
        Guest *guest = guest_at(scene, i);
        DtlsKeys theirs;
        g_assert_true(dtls_client_is_open(guest->client));
        dtls_client_get_keys(guest->client, &theirs);
        g_assert_cmpmem(&guest->keys, sizeof theirs, &theirs, sizeof theirs);
        for (unsigned k = 0; k < i; k++)
            g_assert_true(memcmp(&guest_at(scene, k)->keys, &theirs, sizeof theirs) != 0);
    }
    return true;
}

static bool close_clients(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++)
        dtls_client_close(guest_at(scene, i)->client);
    return true;
}

static void test_handshakes(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 40;
    on_media(&scene, let_in);
    wait_for(&scene, have_keys);
    on_media(&scene, keys_match);
    DtlsPeersStats stats = stats_of(&scene);
    g_assert_cmpuint(stats.done, ==, 40);
    g_assert_cmpuint(stats.half_open, ==, 0);
    g_assert_cmpuint(stats.lingering, ==, 40);

    on_media(&scene, close_clients);
    wait_for(&scene, have_ended);
    for (unsigned i = 0; i < 40; i++) {
        g_assert_cmpint(guest_at(&scene, i)->end, ==, DTLS_END_CLOSED);
        g_assert_true(dtls_client_is_closed(guest_at(&scene, i)->client));
    }
    g_assert_cmpuint(stats_of(&scene).peers, ==, 0);
    on_media(&scene, leave);
    scene_clear(&scene);
}

static void test_wrong_fingerprint(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 1;
    scene.has_other_fingerprint = true;
    on_media(&scene, let_in);
    wait_for(&scene, have_ended);
    Guest *guest = guest_at(&scene, 0);
    g_assert_false(guest->has_keys);
    g_assert_error(guest->error, BASE_ERROR, ERROR_UNAUTHENTICATED);
    g_assert_true(dtls_client_has_failed(guest->client)); /* the alert came first */
    g_assert_cmpuint(stats_of(&scene).failed, ==, 1);
    scene_clear(&scene);
}

/* ---- the certificate ---- */

static bool is_renewed(Scene *scene) {
    g_autoptr(DtlsIdentity) now = dtls_desk_identity(scene->desk);
    return strcmp(dtls_identity_fingerprint(now), dtls_identity_fingerprint(scene->identity)) != 0;
}

static bool saw_own_identities(Scene *scene) {
    g_autoptr(DtlsIdentity) now = dtls_desk_identity(scene->desk);
    const DtlsIdentity *const shown[] = {scene->identity, now};
    for (unsigned i = 0; i < 2; i++) {
        char seen[DTLS_FINGERPRINT_TEXT_BYTES];
        dtls_client_get_seen(guest_at(scene, i)->client, seen);
        g_assert_cmpstr(seen, ==, dtls_identity_fingerprint(shown[i]));
    }
    return true;
}

/* Who has been answered with the old certificate is shown it, also after its renewal. */
static void test_renewal(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.identity = dtls_desk_identity(scene.desk);
    turn_clock_ms(3601 * 1000);
    g_assert_false(on_media(&scene, is_renewed));
    __atomic_add_fetch(&fake_wall_us,
                       (DTLS_IDENTITY_DAYS - DTLS_IDENTITY_RENEW_DAYS) * 86400 * CLOCK_US_PER_S,
                       __ATOMIC_SEQ_CST);
    turn_clock_ms(3601 * 1000);
    wait_for(&scene, is_renewed);

    scene.n_wanted = 1;
    on_media(&scene, let_in);
    DtlsIdentity *old = g_steal_pointer(&scene.identity);
    scene.n_wanted = 2;
    on_media(&scene, let_in);
    wait_for(&scene, have_keys);
    scene.identity = old;
    on_media(&scene, saw_own_identities);
    scene_clear(&scene);
    dtls_identity_unref(old);
}

/* ---- leaving ---- */

static bool all_closed(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++)
        if (!dtls_client_is_closed(guest_at(scene, i)->client))
            return false;
    return true;
}

static void test_close_notify(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 5;
    on_media(&scene, let_in);
    wait_for(&scene, have_keys);
    on_media(&scene, leave);
    on_media(&scene, leave);
    wait_for(&scene, all_closed);
    g_assert_cmpuint(scene.n_ends, ==, 0);
    wait_for(&scene, is_empty);
    scene_clear(&scene);
}

/* What a released session left is understood when it is said at last, whatever the cipher. */
static bool say_farewell(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++) {
        Guest *guest = guest_at(scene, i);
        g_assert_false(dtls_client_is_closed(guest->client));
        dtls_client_receive(guest->client, guest->farewell, guest->n_farewell);
        g_assert_true(dtls_client_is_closed(guest->client));
    }
    return true;
}

static void test_farewell(void) {
    static const char *const CIPHERS[] = {NULL, "ECDHE-ECDSA-AES128-GCM-SHA256",
                                          "ECDHE-ECDSA-CHACHA20-POLY1305"};
    for (unsigned i = 0; i < G_N_ELEMENTS(CIPHERS); i++) {
        Scene scene;
        scene_init(&scene, 1024);
        scene.options.ciphers = CIPHERS[i];
        scene.n_wanted = 3;
        on_media(&scene, let_in);
        wait_for(&scene, have_keys);
        turn_clock_ms((DTLS_PEERS_LINGER_S + 1) * 1000);
        wait_for(&scene, have_ended);
        on_media(&scene, say_farewell);
        scene_clear(&scene);
    }
}

/* The last flight is lost, and the session gone when the client asks for it. */
static bool have_farewells(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++)
        if (guest_at(scene, i)->n_farewell == 0)
            return false;
    return true;
}

static bool ask_until_open(Scene *scene) {
    bool are_open = true;
    for (unsigned i = 0; i < scene->guests->len; i++) {
        DtlsClient *client = guest_at(scene, i)->client;
        if (!dtls_client_is_open(client))
            dtls_client_resend(client);
        are_open &= dtls_client_is_open(client);
    }
    return are_open;
}

static bool nobody_is_open(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++)
        g_assert_false(dtls_client_is_open(guest_at(scene, i)->client));
    return true;
}

static void test_last_flight_lost(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 3;
    scene.lost = 2;
    on_media(&scene, let_in);
    wait_for(&scene, have_keys);
    turn_clock_ms(DTLS_PEERS_HEAR_S * 1000 + 20);
    wait_for(&scene, have_farewells);
    on_media(&scene, nobody_is_open);
    wait_for(&scene, ask_until_open);
    g_assert_cmpuint(scene.n_ends, ==, 0);
    on_media(&scene, say_farewell);
    turn_clock_ms(DTLS_PEERS_LINGER_S * 1000);
    wait_for(&scene, have_ended);
    wait_for(&scene, is_empty);
    scene_clear(&scene);
}

/* Gone with line and all, while datagrams and letters are on their way. */
static bool vanish(Scene *scene) {
    for (unsigned i = 0; i < scene->guests->len; i++) {
        Guest *guest = guest_at(scene, i);
        if (!guest)
            continue;
        dtls_desk_close(&guest->line);
        free_guest(guest);
        scene->guests->pdata[i] = NULL;
    }
    return true;
}

static bool let_in_and_vanish(Scene *scene) {
    return let_in(scene) && vanish(scene);
}

static void test_gone_in_the_middle(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 20;
    on_media(&scene, let_in_and_vanish);
    wait_for(&scene, is_empty);
    scene.n_wanted = 30;
    on_media(&scene, let_in_and_vanish);
    wait_for(&scene, is_empty);
    on_media(&scene, is_empty);
    g_assert_cmpuint(scene.n_keys, ==, 0);
    g_assert_cmpuint(scene.n_unknown, >, 0);
    scene_clear(&scene);
}

static bool is_heard(Scene *scene) {
    const uint8_t byte = 22;
    return dtls_desk_receive(&guest_at(scene, 0)->line, &byte, 1);
}

/* The desk stops with handshakes under way; lines go on to exist. */
static void test_stop_in_the_middle(void) {
    Scene scene;
    scene_init(&scene, 1024);
    scene.n_wanted = 20;
    on_media(&scene, let_in);
    dtls_desk_stop(scene.desk);
    g_assert_false(on_media(&scene, is_heard));
    on_media(&scene, leave);
    scene_clear(&scene);
}

/* ---- limits ---- */

static bool heard_hellos(Scene *scene) {
    DtlsPeersStats stats = stats_of(scene);
    return stats.half_open + stats.dropped == scene->n_wanted;
}

/* The first of those who were too many, once more; it hears. */
static bool begin_again(Scene *scene) {
    Guest *guest = guest_at(scene, DTLS_PEERS_MAX_HALF_OPEN);
    guest->is_deaf = false;
    dtls_desk_close(&guest_at(scene, 0)->line);
    dtls_client_resend(guest->client);
    return true;
}

static bool client_repeats(Scene *scene) {
    return dtls_client_wait_us(guest_at(scene, DTLS_PEERS_MAX_HALF_OPEN)->client) == 0;
}

static void test_half_open(void) {
    enum { N_TOO_MANY = 30 };
    Scene scene;
    scene_init(&scene, 4096);
    scene.is_deaf = true;
    scene.n_wanted = DTLS_PEERS_MAX_HALF_OPEN + N_TOO_MANY;
    on_media(&scene, let_in);
    wait_for(&scene, heard_hellos);
    DtlsPeersStats stats = stats_of(&scene);
    g_assert_cmpuint(stats.half_open, ==, DTLS_PEERS_MAX_HALF_OPEN);
    g_assert_cmpuint(stats.dropped, ==, N_TOO_MANY);
    wait_for(&scene, client_repeats);
    on_media(&scene, begin_again);
    scene.n_wanted = 1;
    wait_for(&scene, have_keys);

    turn_clock_ms((DTLS_PEERS_HANDSHAKE_S + 1) * 1000);
    scene.n_wanted = DTLS_PEERS_MAX_HALF_OPEN; /* minus the closed one, plus the released one */
    wait_for(&scene, have_ended);
    g_assert_error(guest_at(&scene, 1)->error, BASE_ERROR, ERROR_TIMEOUT);
    g_assert_cmpint(guest_at(&scene, DTLS_PEERS_MAX_HALF_OPEN)->end, ==, DTLS_END_RELEASED);
    g_assert_cmpuint(stats_of(&scene).half_open, ==, 0);
    scene_clear(&scene);
}

static void test_lingering(void) {
    Scene scene;
    scene_init(&scene, 4096);
    for (unsigned n = 64; n <= DTLS_PEERS_MAX_LINGERING; n += 64) { /* few are half open */
        scene.n_wanted = n;
        on_media(&scene, let_in);
        wait_for(&scene, have_keys);
    }
    scene.n_wanted = DTLS_PEERS_MAX_LINGERING + 2;
    on_media(&scene, let_in);
    wait_for(&scene, have_keys);
    scene.n_wanted = 2;
    wait_for(&scene, have_ended);
    g_assert_cmpint(guest_at(&scene, 0)->end, ==, DTLS_END_RELEASED);
    g_assert_cmpint(guest_at(&scene, 1)->end, ==, DTLS_END_RELEASED);
    DtlsPeersStats stats = stats_of(&scene);
    g_assert_cmpuint(stats.lingering, ==, DTLS_PEERS_MAX_LINGERING);
    g_assert_cmpuint(stats.peers, ==, DTLS_PEERS_MAX_LINGERING);
    scene_clear(&scene);
}

static bool add_silent(Scene *scene) {
    add_guest(scene);
    return true;
}

static bool are_known(Scene *scene) {
    return stats_of(scene).peers == scene->n_wanted;
}

static void test_never_begins(void) {
    Scene scene;
    scene_init(&scene, 1024);
    on_media(&scene, add_silent);
    on_media(&scene, add_silent);
    scene.n_wanted = 2;
    wait_for(&scene, are_known);
    turn_clock_ms((DTLS_PEERS_BEGIN_S + 1) * 1000);
    wait_for(&scene, have_ended);
    g_assert_error(guest_at(&scene, 0)->error, BASE_ERROR, ERROR_TIMEOUT);
    scene_clear(&scene);
}

/* Number 0 is there already: once more changes nothing. */
static bool fill(Scene *scene) {
    g_autoptr(DtlsIdentity) identity = dtls_desk_identity(scene->desk);
    const DtlsFingerprint expected = {.hash = DTLS_HASH_SHA256, .length = 32};
    for (unsigned i = 0; i < DTLS_PEERS_MAX; i++) {
        DtlsLine line;
        DtlsPeerOptions peer = {.number = i == 0 ? 0 : 1000 + i,
                                .identity = identity,
                                .expected = &expected,
                                .listener = &scene->listener};
        while (!dtls_desk_open(scene->desk, &peer, &line, NULL))
            sched_yield();
    }
    return true;
}

static void test_too_many_peers(void) {
    Scene scene;
    scene_init(&scene, 1024);
    on_media(&scene, add_silent);
    on_media(&scene, fill);
    on_media(&scene, add_silent);
    scene.n_wanted = 1;
    wait_for(&scene, have_ended);
    g_assert_false(guest_at(&scene, 0)->has_end);
    g_assert_error(guest_at(&scene, 1)->error, BASE_ERROR, ERROR_OVERLOADED);
    g_assert_cmpuint(stats_of(&scene).peers, ==, DTLS_PEERS_MAX);
    scene_clear(&scene);
}

static bool send_much(Scene *scene) {
    static const uint8_t BYTES[DTLS_PIPE_MTU_BYTES * 2] = {23};
    Guest *guest = add_guest(scene);
    g_assert_false(dtls_desk_receive(&guest->line, BYTES, sizeof BYTES));
    for (unsigned i = 0; i < DTLS_DESK_PEER_PER_S; i++)
        g_assert_true(dtls_desk_receive(&guest->line, BYTES, 100));
    g_assert_false(dtls_desk_receive(&guest->line, BYTES, 100));
    turn_clock_ms(1000);
    g_assert_true(dtls_desk_receive(&guest->line, BYTES, 100));
    g_assert_false(dtls_desk_receive(&(DtlsLine){0}, BYTES, 100));
    return true;
}

static bool has_dropped_all(Scene *scene) {
    return stats_of(scene).dropped == DTLS_DESK_PEER_PER_S + 3;
}

/* Garbage also never makes a session. */
static void test_rate(void) {
    Scene scene;
    scene_init(&scene, 1024);
    on_media(&scene, send_much);
    wait_for(&scene, has_dropped_all);
    g_assert_cmpuint(stats_of(&scene).half_open, ==, 0);
    scene_clear(&scene);
}

/* Answers to all clients come at once, more than the mailbox holds. */
static bool is_blocked_until_done(Scene *scene) {
    int64_t deadline_us = g_get_monotonic_time() + DEADLINE_US;
    for (unsigned i = 0; i < scene->n_wanted; i++)
        dtls_client_begin(add_guest(scene)->client);
    while (stats_of(scene).dropped < scene->n_wanted - MEDIA_POSTS) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        sched_yield();
    }
    return true;
}

/* A listener so busy that its mailbox is full gets the news later: here, that all have failed. */
static void test_full_listener(void) {
    Scene scene;
    scene_init(&scene, MEDIA_POSTS);
    scene.n_wanted = 60;
    scene.options.profiles = ""; /* refused by the first datagram */
    on_media(&scene, is_blocked_until_done);
    int64_t deadline_us = g_get_monotonic_time() + DEADLINE_US;
    while (!on_media(&scene, have_ended)) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        turn_clock_ms(20);
    }
    g_assert_true(is_empty(&scene));
    scene_clear(&scene);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    clock_replace(&(const ClockSource){monotonic_us, wall_us});
    g_test_add_func("/dtls_desk/handshakes", test_handshakes);
    g_test_add_func("/dtls_desk/wrong_fingerprint", test_wrong_fingerprint);
    g_test_add_func("/dtls_desk/renewal", test_renewal);
    g_test_add_func("/dtls_desk/close_notify", test_close_notify);
    g_test_add_func("/dtls_desk/farewell", test_farewell);
    g_test_add_func("/dtls_desk/gone_in_the_middle", test_gone_in_the_middle);
    g_test_add_func("/dtls_desk/stop_in_the_middle", test_stop_in_the_middle);
    g_test_add_func("/dtls_desk/half_open", test_half_open);
    g_test_add_func("/dtls_desk/last_flight_lost", test_last_flight_lost);
    g_test_add_func("/dtls_desk/lingering", test_lingering);
    g_test_add_func("/dtls_desk/never_begins", test_never_begins);
    g_test_add_func("/dtls_desk/too_many_peers", test_too_many_peers);
    g_test_add_func("/dtls_desk/rate", test_rate);
    g_test_add_func("/dtls_desk/full_listener", test_full_listener);
    return g_test_run();
}
