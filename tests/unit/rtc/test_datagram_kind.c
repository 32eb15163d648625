#include "media/rtc/wire/datagram_kind.h"

#include <glib.h>

static DatagramKind expected(unsigned first, unsigned second) {
    if (first <= 3)
        return DATAGRAM_STUN;
    if (first >= 20 && first <= 63)
        return DATAGRAM_DTLS;
    if (first >= 128 && first <= 191)
        return second >= 192 && second <= 223 ? DATAGRAM_RTCP : DATAGRAM_RTP;
    return DATAGRAM_UNKNOWN;
}

static void test_all_first_bytes(void) {
    uint8_t bytes[20] = {0};
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++) {
            bytes[0] = (uint8_t)first;
            bytes[1] = (uint8_t)second;
            g_assert_cmpint(datagram_kind(bytes, sizeof bytes), ==, expected(first, second));
        }
}

static void test_too_short(void) {
    static const struct {
        uint8_t first, second;
        size_t shortest;
        DatagramKind kind;
    } CASES[] = {
        {0, 1, 20, DATAGRAM_STUN},
        {22, 254, 13, DATAGRAM_DTLS},
        {128, 96, 12, DATAGRAM_RTP},
        {128, 200, 8, DATAGRAM_RTCP},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
        for (size_t length = 0; length <= CASES[i].shortest; length++) {
            g_autofree uint8_t *bytes = g_malloc0(MAX(length, 1));
            bytes[0] = CASES[i].first;
            if (length > 1)
                bytes[1] = CASES[i].second;
            g_assert_cmpint(datagram_kind(bytes, length), ==,
                            length < CASES[i].shortest ? DATAGRAM_UNKNOWN : CASES[i].kind);
        }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/datagram_kind/all_first_bytes", test_all_first_bytes);
    g_test_add_func("/datagram_kind/too_short", test_too_short);
    return g_test_run();
}
