#include "media/rtc/rtc_offer.h"

#include "base/error.h"
#include "media/rtc/rtc_viewer.h"
#include "media/rtc/wire/sdp_offer.h"

#define N_SECTIONS 2u

struct RtcOffered {
    SdpOfferSection sections[N_SECTIONS];
};

static void free_offered(RtcOffered *offered) {
    g_free(offered);
}

static void plan_section(SdpOfferSection *section, SdpKind kind, const char *mid) {
    SdpPlan *plan = &section->plan;
    section->kind = kind;
    section->mid = mid;
    sdp_choice_ours(kind, rtc_join_wish(RTC_VIEW, kind), &plan->choice);
    plan->direction = SDP_SENDONLY;
    plan->ssrc = g_random_int() | 1;
    plan->rtx_ssrc = kind == SDP_VIDEO ? plan->ssrc + 1 : 0;
    plan->cname = "tongping";
    plan->stream = "tongping";
    plan->track = kind == SDP_VIDEO ? "video" : "audio";
}

char *rtc_offer_make(RtcWorker *worker, const RtcJoinWish *wish, uint64_t *ret_number,
                     GError **error) {
    const RtcPeerOptions options = {.first = {.kind = SDP_AUDIO, .mid = "0"},
                                    .who = {.role = RTC_VIEW,
                                            .channel = wish->channel,
                                            .name = wish->name,
                                            .is_chosen = wish->is_chosen}};
    RtcPeer *peer = rtc_peer_new(worker, &options, error);
    if (!peer)
        return NULL;
    RtcOffered *offered = g_new0(RtcOffered, 1);
    peer->offered = offered;
    peer->free_offered = free_offered;
    plan_section(&offered->sections[0], SDP_AUDIO, "0");
    plan_section(&offered->sections[1], SDP_VIDEO, "1");
    const SdpLocal local = rtc_peer_local(peer);
    peer->is_answered = true;
    *ret_number = peer->number;
    return sdp_offer_write(offered->sections, N_SECTIONS, &local);
}

static void enter(RtcPeer *peer, const RtcOffered *offered, const SdpSession *answer) {
    SdpChoice choices[N_SECTIONS];
    RtcPlacePlan places[N_SECTIONS];
    unsigned n = 0;
    for (unsigned i = 0; i < N_SECTIONS; i++) {
        const SdpSection *section = &answer->sections[i];
        const SdpPlan *plan = &offered->sections[i].plan;
        if (!(section->direction & SDP_RECVONLY) ||
            !sdp_choice_from(section, rtc_join_wish(RTC_VIEW, section->kind), &choices[n]))
            continue;
        bool has_rtx = choices[n].codecs[0].repair_type != 0;
        places[n] = (RtcPlacePlan){section, &choices[n], plan->ssrc, has_rtx ? plan->rtx_ssrc : 0};
        n++;
    }
    if (n > 0)
        rtc_viewer_new(peer, rtc_channel_enter(peer->worker, peer->who.channel), places, n);
}

static bool refuse(GError **error, ErrorCode code, const char *text) {
    g_set_error_literal(error, BASE_ERROR, (int)code, text);
    return false;
}

bool rtc_offer_take_answer(RtcPeer *peer, const SdpSession *answer, GError **error) {
    g_autoptr(GError) why = NULL;
    DtlsFingerprint expected;
    if (!peer->offered)
        return refuse(error, ERROR_CONFLICT, "No answer is awaited of this connection.");
    if (!sdp_offer_check_answer(peer->offered->sections, N_SECTIONS, answer, &why))
        return refuse(error, ERROR_UNFIT, why->message);
    if (!answer->transport.ufrag)
        return refuse(error, ERROR_UNFIT, "The answer takes nothing of the offer.");
    if (!rtc_join_read_fingerprint(&answer->transport, &expected, &why))
        return refuse(error, ERROR_UNFIT, why->message);
    enter(peer, peer->offered, answer);
    if (!peer->kind)
        return refuse(error, ERROR_UNFIT, "The answer takes nothing of the offer.");
    g_clear_pointer(&peer->offered, free_offered);
    rtc_peer_expect(peer, answer->transport.ufrag, &expected);
    return true;
}
