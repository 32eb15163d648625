/* stun, ice_check: any datagram; then the same bytes with length, integrity and fingerprint made
 * right, so that the search gets behind them.
 *
 * Byte 0, bit 0: repair; bit 1: of a known name. The rest is the datagram. */
#include <netinet/in.h>
#include <string.h>

#include <glib.h>

#include "media/rtc/wire/datagram_kind.h"
#include "media/rtc/wire/ice_check.h"
#include "media/rtc/wire/wire_order.h"
#include "tests/support/stun_writer.h"

#define PASSWORD "twentyfour-characters-pw"

static void check_answer(const StunMessage *request) {
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_port = 7};
    IceParty party = {.local_ufrag = "ours"};
    IceAnswer answer;
    StunMessage reply;
    stun_hash_key(PASSWORD, strlen(PASSWORD), &party.key);
    IceVerdict verdict = ice_check_answer(&party, request, (struct sockaddr *)&from, &answer);
    g_assert_true((verdict == ICE_DROPPED) == (answer.length == 0));
    if (verdict == ICE_DROPPED)
        return;
    g_assert_cmpuint(answer.length, <=, sizeof answer.bytes);
    g_assert_true(stun_parse(answer.bytes, answer.length, &reply));
    g_assert_true(reply.has_fingerprint);
    g_assert_cmpmem(reply.transaction_id, 12, request->transaction_id, 12);
    if (verdict == ICE_REFUSED)
        g_assert_cmpuint(reply.error_code, !=, 0);
    else
        g_assert_true(stun_verify(request, &party.key));
    if (!stun_verify(request, &party.key))
        g_assert_cmpuint(answer.length, <=, request->length);
}

static void look(const uint8_t *bytes, size_t length) {
    StunMessage message;
    if (!stun_parse(bytes, length, &message))
        return;
    if (bytes[0] <= 3) /* methods beyond 0x0ff look like other protocols, RFC 7983 §7 */
        g_assert_cmpint(datagram_kind(bytes, length), ==, DATAGRAM_STUN);
    g_assert_cmpuint(message.length, ==, length);
    if (message.username)
        g_assert_true((const uint8_t *)message.username + message.username_length <=
                      bytes + length);
    check_answer(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    look(data + 1, size - 1);
    size_t body = size - 1;
    if (!(data[0] & 1) || body < STUN_HEADER_BYTES || body > STUN_MAX_BYTES || body % 4 != 0)
        return 0;
    StunWriter writer;
    stun_writer_begin(&writer, wire_order_get16(data + 1) & 0x3fff);
    if (data[0] & 2)
        stun_writer_add(&writer, STUN_USERNAME, "ours:theirs", 11);
    memcpy(writer.bytes + writer.n, data + 1 + STUN_HEADER_BYTES, body - STUN_HEADER_BYTES);
    writer.n += body - STUN_HEADER_BYTES;
    stun_writer_add_integrity(&writer, PASSWORD);
    stun_writer_add_fingerprint(&writer);
    look(writer.bytes, writer.n);
    return 0;
}
