#include "media/program/rtp_header.h"

#include <glib.h>
#include <string.h>

#define DATAGRAM (12 + 7 * 188)

static void test_without(void) {
    uint8_t bytes[DATAGRAM] = {0x47, 0x40};
    g_assert_cmpuint(rtp_header_bytes(bytes, sizeof bytes, sizeof bytes), ==, 0);
    /* Another payload type, and too short to tell. */
    memcpy(bytes, "\x80\x60", 2);
    g_assert_cmpuint(rtp_header_bytes(bytes, sizeof bytes, sizeof bytes), ==, 0);
    memcpy(bytes, "\x80\x21", 2);
    g_assert_cmpuint(rtp_header_bytes(bytes, 11, 11), ==, 0);
    g_assert_cmpuint(rtp_header_bytes(bytes, 0, 0), ==, 0);
}

static void test_with(void) {
    uint8_t bytes[DATAGRAM] = {0x80, 0xa1}; /* the marker does not matter */
    g_assert_cmpuint(rtp_header_bytes(bytes, sizeof bytes, sizeof bytes), ==, 12);
    bytes[0] = 0x8f; /* fifteen sources */
    g_assert_cmpuint(rtp_header_bytes(bytes, RTP_HEADER_MOST_BYTES, sizeof bytes), ==, 72);
    bytes[0] = 0x9f; /* and an extension of three words */
    bytes[75] = 3;
    g_assert_cmpuint(rtp_header_bytes(bytes, RTP_HEADER_MOST_BYTES, sizeof bytes), ==, 88);
}

static void test_cut_off(void) {
    uint8_t bytes[DATAGRAM] = {0x90, 0x21};
    g_assert_cmpuint(rtp_header_bytes(bytes, 14, 14), ==, 14);
    bytes[14] = bytes[15] = 0xff; /* longer than what came */
    g_assert_cmpuint(rtp_header_bytes(bytes, RTP_HEADER_MOST_BYTES, sizeof bytes), ==,
                     sizeof bytes);
    bytes[0] = 0x8f;
    g_assert_cmpuint(rtp_header_bytes(bytes, 20, 20), ==, 20);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtp_header/without", test_without);
    g_test_add_func("/rtp_header/with", test_with);
    g_test_add_func("/rtp_header/cut_off", test_cut_off);
    return g_test_run();
}
