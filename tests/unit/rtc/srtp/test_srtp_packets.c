/* What senders and receivers refuse, and that refusing changes nothing. Each profile and back end.
 */
#include <string.h>

#include <glib.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "media/rtc/srtp/srtp_window.h"
#include "srtp_bytes.h"

#define SSRC        0xcafe0001u
#define PACKET_SIZE 256u
#define TEXT        "people see and hear each other"

typedef struct Fixture {
    SrtpEngine *engine;
    const SrtpProfile *profile;
    SrtpSender *sender;
    SrtpReceiver *receiver;
    uint16_t stream;
} Fixture;

static void fixture_open(Fixture *f, SrtpEngine *engine, const SrtpProfile *profile) {
    uint8_t master[SRTP_KEY_MAX_BYTES + SRTP_SALT_MAX_BYTES];
    SrtpRandom random = {99};
    SrtpKeys keys;
    srtp_random_fill(&random, master, sizeof master);
    g_assert_true(srtp_keys_derive(profile, master, master + profile->key_bytes, &keys));
    *f = (Fixture){engine, profile, srtp_sender_new(engine, &keys),
                   srtp_receiver_new(engine, &keys), 0};
    f->stream = (uint16_t)srtp_sender_add(f->sender, SSRC);
}

static void fixture_close(Fixture *f) {
    srtp_sender_free(f->sender);
    srtp_receiver_free(f->receiver);
}

static void write_head(uint8_t *packet, uint32_t ssrc, uint16_t sequence) {
    const uint8_t head[12] = {0x80,
                              96,
                              (uint8_t)(sequence >> 8),
                              (uint8_t)sequence,
                              1,
                              2,
                              3,
                              4,
                              (uint8_t)(ssrc >> 24),
                              (uint8_t)(ssrc >> 16),
                              (uint8_t)(ssrc >> 8),
                              (uint8_t)ssrc};
    memcpy(packet, head, sizeof head);
}

static SrtpOutgoing outgoing(Fixture *f, uint8_t *packet, uint16_t sequence) {
    write_head(packet, SSRC, sequence);
    return (SrtpOutgoing){.packet = packet,
                          .payload = (const uint8_t *)TEXT,
                          .payload_length = sizeof TEXT,
                          .head_length = 12,
                          .stream = f->stream};
}

static size_t seal(Fixture *f, uint8_t *packet, uint16_t sequence) {
    SrtpOutgoing out = outgoing(f, packet, sequence);
    g_assert_cmpuint(srtp_sender_seal(f->sender, &out, 1), ==, 1);
    g_assert_cmpint(out.ret_verdict, ==, SRTP_OK);
    return out.ret_length;
}

static size_t seal_rtcp(Fixture *f, uint8_t *packet) {
    size_t length;
    write_head(packet, 0, 7);
    g_assert_cmpint(srtp_sender_seal_rtcp(f->sender, packet, 12, PACKET_SIZE, &length), ==,
                    SRTP_OK);
    return length;
}

/* A copy on the heap, of exact size: sanitizers see a byte read too far. */
static SrtpVerdict open_copy(Fixture *f, const uint8_t *packet, size_t length, bool is_rtcp) {
    SrtpIncoming incoming;
    size_t opened_length;
    uint8_t *copy = g_memdup2(packet, MAX(length, 1));
    SrtpVerdict verdict = is_rtcp
                              ? srtp_receiver_open_rtcp(f->receiver, copy, length, &opened_length)
                              : srtp_receiver_open(f->receiver, copy, length, &incoming);
    if (verdict == SRTP_OK && !is_rtcp)
        g_assert_cmpmem(copy + 12, incoming.length - 12u, TEXT, sizeof TEXT);
    g_assert_cmpuint(is_rtcp ? opened_length : 12, ==, is_rtcp && verdict != SRTP_OK ? 0 : 12);
    g_free(copy);
    return verdict;
}

/* Every byte changed, every length: refused; the packet itself still opens, once. */
static void check_forged(Fixture *f, const uint8_t *packet, size_t length, bool is_rtcp) {
    uint8_t forged[PACKET_SIZE];
    const SrtpCounts before = *srtp_receiver_counts(f->receiver);
    unsigned n_refused = 0;
    for (size_t i = 0; i < length; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(forged, packet, length);
            forged[i] ^= (uint8_t)(1u << bit);
            g_assert_cmpint(open_copy(f, forged, length, is_rtcp), !=, SRTP_OK);
            n_refused++;
        }
    for (size_t cut = 0; cut < length; cut++, n_refused++)
        g_assert_cmpint(open_copy(f, packet, cut, is_rtcp), !=, SRTP_OK);
    const SrtpCounts *after = srtp_receiver_counts(f->receiver);
    for (unsigned i = SRTP_OK + 1; i < N_SRTP_VERDICTS; i++)
        n_refused -= after->n[i] - before.n[i];
    g_assert_cmpuint(n_refused, ==, 0);
    g_assert_cmpuint(after->n[SRTP_OK], ==, before.n[SRTP_OK]);
    g_assert_cmpuint(after->n[SRTP_FORGED], >, before.n[SRTP_FORGED]);
    g_assert_cmpuint(after->n[SRTP_MALFORMED], >, before.n[SRTP_MALFORMED]);
    g_assert_cmpint(open_copy(f, packet, length, is_rtcp), ==, SRTP_OK);
    g_assert_cmpint(open_copy(f, packet, length, is_rtcp), ==, SRTP_REPLAYED);
}

static void test_forged(Fixture *f) {
    uint8_t packet[PACKET_SIZE];
    size_t length = seal(f, packet, 1000);
    check_forged(f, packet, length, false);
    length = seal_rtcp(f, packet);
    check_forged(f, packet, length, true);
    length = seal_rtcp(f, packet); /* a window that is not empty */
    check_forged(f, packet, length, true);
}

static void test_malformed(Fixture *f) {
    static const struct {
        uint8_t first;       /* of the header */
        uint8_t words;       /* of the extension */
        uint8_t head_length; /* with which it is sealed */
        SrtpVerdict verdict;
    } rows[] = {
        {0x80, 0, 12, SRTP_OK},        {0x40, 0, 12, SRTP_MALFORMED}, /* version 1 */
        {0x8f, 0, 12, SRTP_MALFORMED},                                /* 15 CSRCs */
        {0x90, 6, 40, SRTP_OK},                                       /* an extension to the end */
        {0x90, 7, 40, SRTP_MALFORMED},                                /* and beyond */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        uint8_t packet[PACKET_SIZE] = {0};
        SrtpIncoming incoming;
        write_head(packet, SSRC, (uint16_t)(100 + i));
        packet[0] = rows[i].first;
        packet[15] = rows[i].words;
        SrtpOutgoing out = {
            .packet = packet, .head_length = rows[i].head_length, .stream = f->stream};
        g_assert_cmpuint(srtp_sender_seal(f->sender, &out, 1), ==, 1);
        g_assert_cmpint(srtp_receiver_open(f->receiver, packet, out.ret_length, &incoming), ==,
                        rows[i].verdict);
    }
}

static void test_replayed(Fixture *f) {
    uint8_t packets[3][PACKET_SIZE];
    size_t length = seal(f, packets[0], 1000);
    seal(f, packets[1], 1001);
    seal(f, packets[2], 1001 + SRTP_WINDOW_PACKETS);
    g_assert_cmpint(open_copy(f, packets[1], length, false), ==, SRTP_OK);
    g_assert_cmpint(open_copy(f, packets[0], length, false), ==, SRTP_OK);
    g_assert_cmpint(open_copy(f, packets[0], length, false), ==, SRTP_REPLAYED);
    g_assert_cmpint(open_copy(f, packets[2], length, false), ==, SRTP_OK);
    g_assert_cmpint(open_copy(f, packets[1], length, false), ==, SRTP_TOO_OLD);
}

/* No index is used twice: not by repeating, not by adding the SSRC again. */
static void test_sender(Fixture *f) {
    uint8_t packet[PACKET_SIZE];
    seal(f, packet, 1000);
    g_assert_cmpint(srtp_sender_add(f->sender, SSRC), ==, f->stream);
    seal(f, packet, 1130);
    static const struct {
        uint16_t sequence;
        uint32_t ssrc;
        uint16_t head_length, stream;
        SrtpVerdict verdict;
    } rows[] = {
        {1130, SSRC, 12, 0, SRTP_REPLAYED},
        {1002, SSRC, 12, 0, SRTP_TOO_OLD},
        {1131, SSRC + 1, 12, 0, SRTP_MALFORMED},
        {1131, SSRC, 11, 0, SRTP_MALFORMED},
        {1131, SSRC, 12, 1, SRTP_MALFORMED},
        {1131 + 0x8000, SSRC, 12, 0, SRTP_TOO_OLD},
        {1003, SSRC, 12, 0, SRTP_OK},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        SrtpOutgoing out = outgoing(f, packet, rows[i].sequence);
        write_head(packet, rows[i].ssrc, rows[i].sequence);
        out.head_length = rows[i].head_length;
        out.stream = rows[i].stream;
        g_assert_cmpuint(srtp_sender_seal(f->sender, &out, 1), ==, rows[i].verdict == SRTP_OK);
        g_assert_cmpint(out.ret_verdict, ==, rows[i].verdict);
        g_assert_cmpuint(out.ret_length > 0, ==, rows[i].verdict == SRTP_OK);
    }
    g_assert_cmpuint(srtp_sender_counts(f->sender)->n[SRTP_MALFORMED], ==, 3);

    SrtpOutgoing large = outgoing(f, packet, 1132);
    large.payload_length = UINT16_MAX - SRTP_OVERHEAD_MAX - 12 + 1;
    g_assert_cmpuint(srtp_sender_seal(f->sender, &large, 1), ==, 0);
    g_assert_cmpint(large.ret_verdict, ==, SRTP_MALFORMED);

    size_t length;
    g_assert_cmpint(srtp_sender_seal_rtcp(f->sender, packet, 7, sizeof packet, &length), ==,
                    SRTP_MALFORMED);
    g_assert_cmpint(
        srtp_sender_seal_rtcp(f->sender, packet, 12, 12 + SRTCP_OVERHEAD_MAX - 1, &length), ==,
        SRTP_MALFORMED);
    g_assert_cmpuint(length, ==, 0);
    for (unsigned i = 1; i < SRTP_SENDER_MAX_STREAMS; i++)
        g_assert_cmpint(srtp_sender_add(f->sender, SSRC + i), ==, (int)i);
    g_assert_cmpint(srtp_sender_add(f->sender, SSRC - 1), ==, -1);
    g_assert_cmpint(srtp_sender_add(f->sender, SSRC + 9), ==, 9);
}

/* More than the cipher is given at once, refused ones among them. */
static void test_batch(Fixture *f) {
    static uint8_t arena[100][PACKET_SIZE];
    SrtpOutgoing out[100];
    for (unsigned i = 0; i < 100; i++)
        out[i] = outgoing(f, arena[i], (uint16_t)(500 + (i % 10 == 9 ? i - 1 : i)));
    g_assert_cmpuint(srtp_sender_seal(f->sender, out, 100), ==, 90);
    for (unsigned i = 0; i < 100; i++) {
        g_assert_cmpint(out[i].ret_verdict, ==, i % 10 == 9 ? SRTP_REPLAYED : SRTP_OK);
        if (i % 10 != 9)
            g_assert_cmpint(open_copy(f, arena[i], out[i].ret_length, false), ==, SRTP_OK);
    }
    g_assert_cmpuint(srtp_sender_seal(f->sender, out, 0), ==, 0);
}

/* The bytes behind a packet's room stay as they are; a payload in its place is encrypted there. */
static void test_room(Fixture *f) {
    uint8_t packets[2][PACKET_SIZE];
    memset(packets, 0xa5, sizeof packets);
    size_t length = seal(f, packets[0], 1000);
    g_assert_cmpuint(length, ==, 12 + sizeof TEXT + f->profile->tag_bytes);
    for (size_t i = length; i < PACKET_SIZE; i++)
        g_assert_cmphex(packets[0][i], ==, 0xa5);

    Fixture other;
    fixture_open(&other, f->engine, f->profile);
    SrtpOutgoing out = outgoing(&other, packets[1], 1000);
    memcpy(packets[1] + 12, TEXT, sizeof TEXT);
    out.payload = packets[1] + 12;
    g_assert_cmpuint(srtp_sender_seal(other.sender, &out, 1), ==, 1);
    g_assert_cmpmem(packets[1], out.ret_length, packets[0], length);
    fixture_close(&other);
}

/* Only authentic packets take a row; whoever is there already goes on. */
static void test_crowded(Fixture *f) {
    uint8_t packet[PACKET_SIZE];
    SrtpIncoming incoming;
    memset(packet, 0, sizeof packet);
    for (uint32_t i = 0; i < 200; i++) {
        write_head(packet, 77000 + i, 1);
        g_assert_cmpint(srtp_receiver_open(f->receiver, packet, 100, &incoming), ==, SRTP_FORGED);
    }
    for (uint32_t i = 0; i < SRTP_RECEIVER_MAX_STREAMS + 1; i++) {
        SrtpOutgoing out = outgoing(f, packet, 5);
        write_head(packet, SSRC + i, 5);
        out.stream = (uint16_t)srtp_sender_add(f->sender, SSRC + i);
        g_assert_cmpuint(srtp_sender_seal(f->sender, &out, 1), ==, 1);
        bool is_last = i == SRTP_RECEIVER_MAX_STREAMS;
        g_assert_cmpint(srtp_receiver_open(f->receiver, packet, out.ret_length, &incoming), ==,
                        is_last ? SRTP_CROWDED : SRTP_OK);
        if (!is_last)
            g_assert_cmpuint(incoming.stream, ==, i);
    }
    g_assert_cmpint(open_copy(f, packet, seal(f, packet, 6), false), ==, SRTP_OK);
    write_head(packet, 0, 0);
    for (unsigned i = 0; i <= SRTP_RECEIVER_MAX_STREAMS; i++) {
        size_t length;
        write_head(packet, 0, 0);
        packet[7] = (uint8_t)i;
        srtp_sender_seal_rtcp(f->sender, packet, 12, sizeof packet, &length);
        g_assert_cmpint(srtp_receiver_open_rtcp(f->receiver, packet, length, &length), ==,
                        i < SRTP_RECEIVER_MAX_STREAMS ? SRTP_OK : SRTP_CROWDED);
    }
}

static void run_everywhere(gconstpointer test) {
    SrtpEngine *engines[2];
    unsigned n_engines = srtp_bytes_engines(engines);
    for (unsigned e = 0; e < n_engines; e++) {
        for (unsigned i = 0; i < N_SRTP_PROFILES; i++) {
            Fixture fixture;
            fixture_open(&fixture, engines[e], srtp_profile_at(i));
            ((void (*)(Fixture *))test)(&fixture);
            fixture_close(&fixture);
        }
        srtp_engine_free(engines[e]);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/srtp-packets/forged", test_forged, run_everywhere);
    g_test_add_data_func("/srtp-packets/malformed", test_malformed, run_everywhere);
    g_test_add_data_func("/srtp-packets/replayed", test_replayed, run_everywhere);
    g_test_add_data_func("/srtp-packets/sender", test_sender, run_everywhere);
    g_test_add_data_func("/srtp-packets/batch", test_batch, run_everywhere);
    g_test_add_data_func("/srtp-packets/room", test_room, run_everywhere);
    g_test_add_data_func("/srtp-packets/crowded", test_crowded, run_everywhere);
    return g_test_run();
}
