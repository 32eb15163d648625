/* A subscriber's NACK answered from the shared ring. */
#include "media/rtc/flow/nack_answer.h"

#define RTT   80000
#define FIRST 65534u

typedef struct Fixture {
    PacketPool *pool;
    PacketRing rings[2];
    const PacketRing *both[2];
    RewriteMark marks[REWRITE_VIDEO_MARKS];
    Rewrite rewrite;
    NackAnswer answer;
} Fixture;

static void send(Fixture *fixture, guint8 source, guint32 number) {
    RewriteIn in = {.number = number, .source = source};
    RewriteOut out;
    PacketSlot *slot = packet_pool_take(fixture->pool);
    slot->number = number;
    g_assert_null(packet_ring_put(&fixture->rings[source], slot));
    g_assert_true(rewrite_map(&fixture->rewrite, &in, &out));
}

/* Out: 65534 and 65535 are 1000 and 1001 of source 0, 0 is missing, 1 is 1003, 2 is 7 of source 1.
 */
static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->pool = packet_pool_new(16);
    packet_ring_init(&fixture->rings[0], 64);
    packet_ring_init(&fixture->rings[1], 64);
    fixture->both[0] = &fixture->rings[0];
    fixture->both[1] = &fixture->rings[1];
    nack_answer_init(&fixture->answer);
    rewrite_init(&fixture->rewrite, fixture->marks, REWRITE_VIDEO_MARKS, 90000, 0, FIRST);
    rewrite_switch(&fixture->rewrite, &(RewriteIn){.number = 1000}, NULL, NULL);
    send(fixture, 0, 1000);
    send(fixture, 0, 1001);
    send(fixture, 0, 1003);
    rewrite_switch(&fixture->rewrite, &(RewriteIn){.number = 7, .source = 1}, NULL, NULL);
    send(fixture, 1, 7);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    packet_pool_free(fixture->pool);
}

static unsigned ask(Fixture *fixture, const guint16 *sequences, unsigned n, gint64 now_us,
                    NackHit *ret_hits) {
    NackAsk asked = {.sequences = sequences,
                     .n = n,
                     .rewrite = &fixture->rewrite,
                     .rings = fixture->both,
                     .n_rings = 2,
                     .now_us = now_us,
                     .round_trip_us = RTT};
    return nack_answer_find(&fixture->answer, &asked, 4, ret_hits);
}

static void test_answers(Fixture *fixture, gconstpointer data) {
    static const guint16 ALL[] = {65533, 65534, 65535, 0, 1, 2, 3};
    NackHit hits[4];
    g_assert_cmpuint(ask(fixture, ALL, 7, 1000000, hits), ==, 4);
    static const struct {
        guint16 sequence;
        guint8 source;
        guint32 number;
    } EXPECTED[] = {{65534, 0, 1000}, {65535, 0, 1001}, {1, 0, 1003}, {2, 1, 7}};
    for (unsigned i = 0; i < 4; i++) {
        g_assert_cmpuint(hits[i].sequence, ==, EXPECTED[i].sequence);
        g_assert_cmpuint(hits[i].source, ==, EXPECTED[i].source);
        g_assert_cmpuint(hits[i].slot->number, ==, EXPECTED[i].number);
    }
    g_assert_cmpuint(fixture->answer.n_lacking, ==, 2); /* the question ended with the room */
}

static void test_once_per_round_trip(Fixture *fixture, gconstpointer data) {
    static const guint16 TWICE[] = {1, 1};
    NackHit hits[4];
    g_assert_cmpuint(ask(fixture, TWICE, 2, 1000000, hits), ==, 1);
    g_assert_cmpuint(ask(fixture, TWICE, 1, 1000000 + RTT - 5000, hits), ==, 0);
    g_assert_cmpuint(ask(fixture, TWICE, 1, 1000000 + RTT + 1000, hits), ==, 1);
    g_assert_cmpuint(fixture->answer.n_answered, ==, 2);
    g_assert_cmpuint(fixture->answer.n_repeated, ==, 2);
}

static void test_lost_ring(Fixture *fixture, gconstpointer data) {
    static const guint16 LAST[] = {2};
    NackHit hits[4];
    fixture->both[1] = NULL;
    g_assert_cmpuint(ask(fixture, LAST, 1, 0, hits), ==, 0);
    g_assert_cmpuint(fixture->answer.n_lacking, ==, 1);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/nack_answer/answers", Fixture, NULL, set_up, test_answers, tear_down);
    g_test_add("/nack_answer/once", Fixture, NULL, set_up, test_once_per_round_trip, tear_down);
    g_test_add("/nack_answer/lost_ring", Fixture, NULL, set_up, test_lost_ring, tear_down);
    return g_test_run();
}
