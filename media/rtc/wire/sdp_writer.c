#include "media/rtc/wire/sdp_writer.h"

#include "media/rtc/wire/sdp_codec.h"

static const char *const DIRECTIONS[] = {
    [SDP_INACTIVE] = "inactive",
    [SDP_SENDONLY] = "sendonly",
    [SDP_RECVONLY] = "recvonly",
    [SDP_SENDRECV] = "sendrecv",
};

void sdp_writer_session(GString *text, const SdpLocal *local, const char *bundle) {
    g_string_append_printf(text,
                           "v=0\r\n"
                           "o=- %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " IN IP4 0.0.0.0\r\n"
                           "s=-\r\n"
                           "t=0 0\r\n",
                           local->session_id, local->version);
    if (*bundle)
        g_string_append_printf(text, "a=group:BUNDLE%s\r\n", bundle);
    g_string_append(text, "a=msid-semantic:WMS *\r\n"
                          "a=ice-lite\r\n"
                          "a=ice-options:ice2\r\n");
}

static void put_payload_types(GString *text, const SdpChoice *choice) {
    for (unsigned i = 0; i < choice->n_codecs; i++) {
        const SdpChosenCodec *codec = &choice->codecs[i];
        bool is_red_first =
            choice->is_red_first && codec->kind == SDP_CODEC_OPUS && codec->repair_type != 0;
        if (is_red_first)
            g_string_append_printf(text, " %u", codec->repair_type);
        g_string_append_printf(text, " %u", codec->payload_type);
        if (codec->repair_type != 0 && !is_red_first)
            g_string_append_printf(text, " %u", codec->repair_type);
    }
}

static void put_map(GString *text, uint8_t payload_type, const SdpCodecName *name) {
    g_string_append_printf(text, "a=rtpmap:%u %s/%u", payload_type, name->name, name->clock_hz);
    if (name->channels > 1)
        g_string_append_printf(text, "/%u", name->channels);
    g_string_append(text, "\r\n");
}

static const char *const SOUNDS[] = {
    [SDP_SPEECH] = "usedtx=1",
    [SDP_MUSIC] = "stereo=1;sprop-stereo=1",
};

/* What we want to be sent: RFC 7587 §6.1 (repair within the stream), RFC 6184 §8.2.2 (each side its
 * own level). */
static void put_parameters(GString *text, const SdpChosenCodec *codec, SdpSound sound) {
    if (codec->kind == SDP_CODEC_OPUS)
        g_string_append_printf(text, "a=fmtp:%u minptime=10;useinbandfec=1;%s\r\n",
                               codec->payload_type, SOUNDS[sound]);
    else if (codec->kind == SDP_CODEC_H264)
        g_string_append_printf(
            text,
            "a=fmtp:%u level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=%06x\r\n",
            codec->payload_type, codec->profile_level);
}

static void put_repair(GString *text, const SdpChosenCodec *codec) {
    if (codec->repair_type == 0)
        return;
    if (codec->kind == SDP_CODEC_OPUS) {
        put_map(text, codec->repair_type, sdp_codec_name(SDP_CODEC_RED));
        g_string_append_printf(text, "a=fmtp:%u %u/%u\r\n", codec->repair_type, codec->payload_type,
                               codec->payload_type);
    } else {
        put_map(text, codec->repair_type, sdp_codec_name(SDP_CODEC_RTX));
        g_string_append_printf(text, "a=fmtp:%u apt=%u\r\n", codec->repair_type,
                               codec->payload_type);
    }
}

static void put_codec(GString *text, const SdpChosenCodec *codec, SdpSound sound) {
    put_map(text, codec->payload_type, sdp_codec_name(codec->kind));
    for (uint32_t bit = SDP_FEEDBACK_NACK; bit <= SDP_FEEDBACK_REMB; bit <<= 1)
        if (codec->feedback & bit)
            g_string_append_printf(text, "a=rtcp-fb:%u %s\r\n", codec->payload_type,
                                   sdp_codec_feedback_text((SdpFeedback)bit));
    put_parameters(text, codec, sound);
    put_repair(text, codec);
}

/* The peer sends them, we receive (RFC 8853 §5.3.2). */
static void put_layers(GString *text, const SdpChoice *choice) {
    if (choice->n_rids == 0)
        return;
    for (unsigned i = 0; i < choice->n_rids; i++)
        g_string_append_printf(text, "a=rid:%s recv\r\n", choice->rids[i]);
    g_string_append(text, "a=simulcast:recv ");
    for (unsigned i = 0; i < choice->n_rids; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ";" : "", choice->rids[i]);
    g_string_append(text, "\r\n");
}

static bool has_rtx(const SdpPlan *plan) {
    return plan->rtx_ssrc != 0 && plan->choice.codecs[0].kind != SDP_CODEC_OPUS &&
           plan->choice.codecs[0].repair_type != 0;
}

/* RFC 8830, RFC 5576 §4. */
static void put_sources(GString *text, const SdpPlan *plan) {
    if (!(plan->direction & SDP_SENDONLY))
        return;
    if (plan->stream && plan->track)
        g_string_append_printf(text, "a=msid:%s %s\r\n", plan->stream, plan->track);
    if (plan->ssrc == 0)
        return;
    if (has_rtx(plan))
        g_string_append_printf(text, "a=ssrc-group:FID %u %u\r\n", plan->ssrc, plan->rtx_ssrc);
    g_string_append_printf(text, "a=ssrc:%u cname:%s\r\n", plan->ssrc, plan->cname);
    if (has_rtx(plan))
        g_string_append_printf(text, "a=ssrc:%u cname:%s\r\n", plan->rtx_ssrc, plan->cname);
}

void sdp_writer_section(GString *text, SdpKind kind, const char *mid, const SdpPlan *plan) {
    g_string_append_printf(text, "m=%s 9 UDP/TLS/RTP/SAVPF", kind == SDP_AUDIO ? "audio" : "video");
    put_payload_types(text, &plan->choice);
    g_string_append_printf(text,
                           "\r\n"
                           "c=IN IP4 0.0.0.0\r\n"
                           "a=mid:%s\r\n"
                           "a=%s\r\n"
                           "a=rtcp-mux\r\n"
                           "a=rtcp-rsize\r\n",
                           mid, DIRECTIONS[plan->direction]);
    for (unsigned i = 0; i < SDP_N_EXTENSIONS; i++)
        if (plan->choice.extension_ids[i])
            g_string_append_printf(text, "a=extmap:%u %s\r\n", plan->choice.extension_ids[i],
                                   sdp_codec_extension_uri((SdpExtension)i));
    for (unsigned i = 0; i < plan->choice.n_codecs; i++)
        put_codec(text, &plan->choice.codecs[i], plan->choice.sound);
    put_layers(text, &plan->choice);
    put_sources(text, plan);
}

static void put_names(GString *text, const SdpLocal *local) {
    g_string_append_printf(text,
                           "a=ice-ufrag:%s\r\n"
                           "a=ice-pwd:%s\r\n",
                           local->credentials->ufrag, local->credentials->password);
}

static void put_identity(GString *text, const SdpLocal *local, SdpSetup setup) {
    g_string_append_printf(text,
                           "a=fingerprint:%s\r\n"
                           "a=setup:%s\r\n",
                           local->fingerprint, setup == SDP_ACTPASS ? "actpass" : "passive");
}

void sdp_writer_ice(GString *text, const SdpLocal *local) {
    put_names(text, local);
    for (unsigned i = 0; i < local->n_candidates; i++) {
        g_string_append(text, "a=");
        ice_candidate_append(text, &local->candidates[i]);
        g_string_append(text, "\r\n");
    }
    g_string_append(text, "a=end-of-candidates\r\n");
}

void sdp_writer_keys(GString *text, const SdpLocal *local, SdpSetup setup) {
    put_identity(text, local, setup);
    put_names(text, local);
}

void sdp_writer_transport(GString *text, const SdpLocal *local, SdpSetup setup) {
    put_identity(text, local, setup);
    sdp_writer_ice(text, local);
}
