/* rtp: a datagram as a conference's port takes it. The parts of an accepted packet lie within it
 * and add up, and a header that we write with what was read reads the same. */
#include <glib.h>

#include "media/rtc/wire/rtp_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const RtpExtensionMap MAP = {{1, 2, 3, 4, 5, 6}};

static void check_piece(const RtpPacket *packet, RtpPiece piece) {
    g_assert_cmpuint(piece.length, <=, RTP_TEXT_MAX_LENGTH);
    g_assert_true(piece.length == 0 || piece.at + piece.length <= packet->payload_at);
}

static char *text_of(const uint8_t *data, RtpPiece piece) {
    return piece.length > 0 ? g_strndup((const char *)data + piece.at, piece.length) : NULL;
}

static void write_again(const uint8_t *data, const RtpPacket *packet) {
    g_autofree char *mid = text_of(data, packet->mid), *rid = text_of(data, packet->rid);
    RtpPlanWish wish = {.ssrc = packet->ssrc,
                        .payload_type = packet->payload_type,
                        .map = &MAP,
                        .mid = mid,
                        .rid = rid};
    RtpStamp stamp = {.timestamp = packet->timestamp,
                      .sequence = packet->sequence,
                      .transport_sequence = packet->transport_sequence,
                      .send_time = packet->send_time,
                      .has_marker = packet->has_marker,
                      .has_voice = packet->has_voice,
                      .audio_level = packet->audio_level};
    uint8_t bytes[RTP_PLAN_MAX_BYTES];
    RtpPlan plan;
    RtpPacket again;
    g_assert_true(rtp_plan_init(&plan, &wish));
    g_assert_true(rtp_parse(bytes, rtp_plan_stamp(&plan, &stamp, bytes), &MAP, &again));
    g_assert_true(again.ssrc == packet->ssrc && again.sequence == packet->sequence &&
                  again.timestamp == packet->timestamp &&
                  again.payload_type == packet->payload_type &&
                  again.has_marker == packet->has_marker &&
                  again.transport_sequence == packet->transport_sequence &&
                  again.send_time == packet->send_time && again.audio_level == packet->audio_level);
    g_assert_cmpuint(again.mid.length, ==, packet->mid.length);
    g_assert_cmpuint(again.rid.length, ==, packet->rid.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    RtpPacket packet;
    if (!rtp_parse(data, size, &MAP, &packet))
        return 0;
    g_assert_cmpuint((guint)packet.payload_at + packet.payload_length + packet.padding_length, ==,
                     size);
    g_assert_cmpuint(rtp_header_length(data, size), ==, packet.payload_at);
    check_piece(&packet, packet.mid);
    check_piece(&packet, packet.rid);
    check_piece(&packet, packet.repaired_rid);
    write_again(data, &packet);
    if (rtp_unwrap_rtx(&packet, data, 1, 1))
        g_assert_cmpuint((guint)packet.payload_at + packet.payload_length + packet.padding_length,
                         ==, size);
    return 0;
}
