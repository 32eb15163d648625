#include "media/rtc/rtc_send.h"

#include "media/rtc/wire/codec_red.h"

/* ---- a packet for the first time ---- */

/* `bytes` of RTP. The number that feedback names it by; 0 where the plan carries none. */
static uint16_t number_packet(RtcViewer *viewer, const RtpPlan *plan, size_t bytes,
                              uint16_t probe) {
    if (plan->transport_at == 0)
        return 0;
    return rtc_line_number(viewer->line, rtc_core_now_us(viewer->peer->worker),
                           (uint32_t)bytes + LAYER_RATE_PACKET_EXTRAS, probe);
}

/* The packet of sound before this one, to go along with it; NULL: the line does not need it, or it
 * is not there. */
static const PacketSlot *find_old(const RtcViewer *viewer, const RtcPlace *place,
                                  const PacketSlot *slot) {
    if (place->kind != SDP_AUDIO || place->codec->repair_type == 0 ||
        !rtc_line_is_lossy(viewer->line, rtc_core_now_us(viewer->peer->worker)))
        return NULL;
    const PacketSlot *old = packet_ring_find(&place->layer->ring, slot->number - 1);
    bool is_near = old && slot->rtp.timestamp - old->rtp.timestamp <= CODEC_RED_MAX_TICKS &&
                   old->rtp.payload_length <= CODEC_RED_MAX_LENGTH;
    return is_near && old->rtp.payload_length > 0 ? old : NULL;
}

static uint16_t put_old(const RtcPlace *place, const PacketSlot *old, const PacketSlot *slot,
                        uint8_t *ret_bytes) {
    const CodecRedBlock block = {.payload_type = place->codec->payload_type,
                                 .earlier_ticks =
                                     (uint16_t)(slot->rtp.timestamp - old->rtp.timestamp),
                                 .length = old->rtp.payload_length};
    return (uint16_t)codec_red_write_old(&block, old->bytes + old->rtp.payload_at, ret_bytes);
}

static void note_sent(RtcPlace *place, const PacketSlot *slot) {
    place->n_packets++;
    place->n_bytes += slot->rtp.payload_length;
    if (slot->rtp.payload_length < RTC_SEND_LARGE_BYTES)
        return;
    place->large_number = slot->number;
    place->large_layer = place->layer->index;
    place->has_large = true;
}

static void seal(RtcViewer *viewer, SrtpOutgoing *packet) {
    if (srtp_sender_seal(viewer->peer->sender, packet, 1) == 1)
        send_batch_commit(viewer->peer->worker->batch, packet->ret_length);
}

void rtc_send_packet(RtcViewer *viewer, RtcPlace *place, const RtcOutgoing *out) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = out->slot;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const PacketSlot *old = find_old(viewer, place, slot);
    const RtpPlan *plan = old ? &place->rtx_plan : &place->plan;
    uint16_t descriptor = slot->vp8.descriptor_length, prefix = descriptor;
    uint16_t length = (uint16_t)(slot->rtp.payload_length + out->padding);
    RtpStamp stamp = {.timestamp = out->numbers.timestamp,
                      .sequence = out->numbers.sequence,
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .playout_delay = viewer->playout_delay,
                      .has_marker = slot->rtp.has_marker,
                      .has_padding = out->padding > 0,
                      .has_voice = slot->rtp.has_voice,
                      .audio_level = slot->rtp.audio_level};
    size_t bytes = (size_t)plan->length + length;
    if (old)
        bytes += CODEC_RED_HEAD_BYTES + old->rtp.payload_length;
    if (bytes + SRTP_OVERHEAD_MAX > SEND_BATCH_PACKET_BYTES)
        return;
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
    stamp.transport_sequence = number_packet(viewer, plan, bytes, out->probe);
    rtp_plan_stamp(plan, &stamp, room);
    if (old)
        prefix = put_old(place, old, slot, room + plan->length);
    if (descriptor > 0)
        codec_vp8_write_descriptor(&slot->vp8, payload, out->numbers.picture_id, out->numbers.tl0,
                                   room + plan->length);
    SrtpOutgoing packet = {.packet = room,
                           .payload = payload + descriptor,
                           .payload_length = (uint16_t)(length - descriptor),
                           .head_length = plan->length,
                           .prefix_length = prefix,
                           .stream = (uint16_t)place->stream};
    seal(viewer, &packet);
    rtc_delivery_sent(&viewer->delivery, place->kind, rtc_core_now_us(worker));
    note_sent(place, slot);
    worker->stats.forwarded++;
}

/* ---- by RTX ---- */

size_t rtc_send_again(RtcViewer *viewer, RtcPlace *place, const RtcOutgoing *out) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = out->slot;
    const RewriteOut *numbers = &out->numbers;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const RtpPlan *plan = &place->rtx_plan;
    uint16_t descriptor = slot->vp8.descriptor_length;
    uint16_t head = plan->length;
    size_t bytes = head + RTP_RTX_BYTES + slot->rtp.payload_length;
    if (bytes + SRTP_OVERHEAD_MAX > SEND_BATCH_PACKET_BYTES)
        return 0;
    RtpStamp stamp = {.timestamp = numbers->timestamp,
                      .sequence = place->rtx_sequence++,
                      .transport_sequence = number_packet(viewer, plan, bytes, out->probe),
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .playout_delay = viewer->playout_delay,
                      .has_marker = slot->rtp.has_marker};
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
    rtp_plan_stamp_rtx(plan, &stamp, numbers->sequence, room);
    if (descriptor > 0)
        codec_vp8_write_descriptor(&slot->vp8, payload, numbers->picture_id, numbers->tl0,
                                   room + head + RTP_RTX_BYTES);
    SrtpOutgoing packet = {.packet = room,
                           .payload = payload + descriptor,
                           .payload_length = (uint16_t)(slot->rtp.payload_length - descriptor),
                           .head_length = head,
                           .prefix_length = (uint16_t)(RTP_RTX_BYTES + descriptor),
                           .stream = (uint16_t)place->rtx_stream};
    seal(viewer, &packet);
    return bytes;
}

size_t rtc_send_padding(RtcViewer *viewer, RtcPlace *place, uint16_t probe) {
    RtcWorker *worker = viewer->peer->worker;
    const RtpPlan *plan = &place->rtx_plan;
    size_t bytes = (size_t)plan->length + RTP_MAX_PADDING;
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
    const RtpStamp stamp = {.timestamp = place->rewrite.last_timestamp,
                            .sequence = place->rtx_sequence++,
                            .transport_sequence = number_packet(viewer, plan, bytes, probe),
                            .send_time = rtp_send_time(rtc_core_now_us(worker)),
                            .playout_delay = viewer->playout_delay,
                            .has_padding = true};
    rtp_plan_stamp(plan, &stamp, room);
    rtp_plan_put_padding(room + plan->length, RTP_MAX_PADDING);
    SrtpOutgoing packet = {.packet = room,
                           .payload = room + plan->length,
                           .payload_length = RTP_MAX_PADDING,
                           .head_length = plan->length,
                           .stream = (uint16_t)place->rtx_stream};
    seal(viewer, &packet);
    return bytes;
}
