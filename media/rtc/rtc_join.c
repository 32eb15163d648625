#include "media/rtc/rtc_join.h"

#include <string.h>

#include "base/error.h"
#include "media/rtc/rtc_publisher.h"
#include "media/rtc/rtc_viewer.h"
#include "media/rtc/wire/sdp_answer.h"

/* What we take from somebody who publishes, and send to somebody who views: one codec at a time
 * from publishers, so that viewers see no change. */
static const SdpWish WISHES[][2] = {
    [RTC_PUBLISH] =
        {
            [SDP_AUDIO] = {.kinds = {SDP_CODEC_OPUS},
                           .n_kinds = 1,
                           .max_codecs = 1,
                           .feedback = SDP_FEEDBACK_TWCC,
                           .extensions = SDP_ALL_EXTENSIONS},
            [SDP_VIDEO] = {.kinds = {SDP_CODEC_VP8, SDP_CODEC_H264},
                           .n_kinds = 2,
                           .max_codecs = 1,
                           .feedback = SDP_ALL_FEEDBACK,
                           .extensions = SDP_ALL_EXTENSIONS & ~(1u << SDP_EXTENSION_PLAYOUT_DELAY)},
        },
    [RTC_VIEW] =
        {
            [SDP_AUDIO] = {.kinds = {SDP_CODEC_OPUS},
                           .n_kinds = 1,
                           .max_codecs = 1,
                           .feedback = SDP_FEEDBACK_TWCC,
                           .extensions = 1u << SDP_EXTENSION_MID | 1u << SDP_EXTENSION_TWCC |
                                         1u << SDP_EXTENSION_AUDIO_LEVEL},
            [SDP_VIDEO] = {.kinds = {SDP_CODEC_VP8, SDP_CODEC_H264},
                           .n_kinds = 2,
                           .max_codecs = 2,
                           .feedback = SDP_FEEDBACK_NACK | SDP_FEEDBACK_PLI | SDP_FEEDBACK_FIR |
                                       SDP_FEEDBACK_TWCC | SDP_FEEDBACK_REMB,
                           .extensions = 1u << SDP_EXTENSION_MID | 1u << SDP_EXTENSION_TWCC |
                                         1u << SDP_EXTENSION_ABS_SEND_TIME |
                                         1u << SDP_EXTENSION_PLAYOUT_DELAY},
        },
};

#define TRACK_CHARS 7u /* "video63" */

/* An answer that is being made. */
typedef struct Draft {
    const RtcJoinWish *wish;
    SdpPlan *plans; /* one for each section */
    unsigned used[RTC_MAX_PLACES], n_used;
    char tracks[RTC_MAX_PLACES][TRACK_CHARS + 1]; /* of what is sent, by `used` */
} Draft;

static unsigned most_of(RtcRole role) {
    return role == RTC_PUBLISH ? RTC_MAX_TRACKS : RTC_MAX_PLACES;
}

static bool is_wanted(const SdpSection *section, RtcRole role) {
    SdpDirection needed = role == RTC_PUBLISH ? SDP_SENDONLY : SDP_RECVONLY;
    return section->kind != SDP_OTHER && !section->is_rejected && (section->direction & needed);
}

/* Each another one: Chromium refuses a=msid that is there twice. Places that show now this person
 * and now that one are streams of their own, so that nobody's picture waits for somebody else's
 * sound; else what is sent belongs together. */
static void name_track(Draft *draft, SdpKind kind, SdpPlan *plan) {
    char *track = draft->tracks[draft->n_used - 1];
    unsigned n_before = 0;
    for (unsigned i = 0; i + 1 < draft->n_used; i++)
        n_before += draft->wish->offer->sections[draft->used[i]].kind == kind;
    g_strlcpy(track, kind == SDP_VIDEO ? "video" : "audio", TRACK_CHARS + 1);
    if (n_before > 0)
        g_snprintf(track + strlen(track), 3, "%u", n_before);
    plan->track = track;
    plan->stream = draft->wish->is_chosen ? track : "tongping";
}

static void plan_section(Draft *draft, unsigned i) {
    const SdpSection *section = &draft->wish->offer->sections[i];
    RtcRole role = draft->wish->role;
    SdpPlan *plan = &draft->plans[i];
    if (draft->n_used == most_of(role) || !is_wanted(section, role) ||
        !sdp_choice_from(section, &WISHES[role][section->kind], &plan->choice)) {
        plan->choice.n_codecs = 0;
        return;
    }
    draft->used[draft->n_used++] = i;
    plan->direction = role == RTC_PUBLISH ? SDP_RECVONLY : SDP_SENDONLY;
    if (role == RTC_PUBLISH)
        return;
    plan->ssrc = g_random_int() | 1;
    bool has_rtx = section->kind == SDP_VIDEO && plan->choice.codecs[0].repair_type != 0;
    plan->rtx_ssrc = has_rtx ? plan->ssrc + 1 : 0;
    plan->cname = "tongping";
    name_track(draft, section->kind, plan);
}

const SdpWish *rtc_join_wish(RtcRole role, SdpKind kind) {
    return &WISHES[role][kind];
}

bool rtc_join_read_fingerprint(const SdpTransport *transport, DtlsFingerprint *ret_fingerprint,
                               GError **error) {
    static const struct {
        const char *name;
        DtlsHash hash;
    } hashes[] = {
        {"SHA256", DTLS_HASH_SHA256}, {"SHA384", DTLS_HASH_SHA384}, {"SHA512", DTLS_HASH_SHA512}};
    const SdpFingerprint *from = &transport->fingerprint;
    for (unsigned i = 0; from->hash && i < G_N_ELEMENTS(hashes); i++) {
        if (strcmp(hashes[i].name, from->hash) != 0)
            continue;
        *ret_fingerprint = (DtlsFingerprint){.hash = hashes[i].hash, .length = from->length};
        memcpy(ret_fingerprint->bytes, from->bytes, from->length);
        return true;
    }
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "The offer has no fingerprint of a certificate.");
    return false;
}

static char *write_answer(const Draft *draft, const RtcPeer *peer, GError **error) {
    const SdpLocal local = rtc_peer_local(peer);
    return sdp_answer_write(draft->wish->offer, draft->plans, &local, error);
}

static void enter(const Draft *draft, RtcPeer *peer) {
    RtcChannel *channel = rtc_channel_enter(peer->worker, draft->wish->channel);
    RtcTrackPlan tracks[RTC_MAX_TRACKS];
    RtcPlacePlan places[RTC_MAX_PLACES];
    bool publishes = draft->wish->role == RTC_PUBLISH;
    for (unsigned i = 0; i < draft->n_used; i++) {
        const SdpSection *section = &draft->wish->offer->sections[draft->used[i]];
        const SdpPlan *plan = &draft->plans[draft->used[i]];
        if (publishes)
            tracks[i] = (RtcTrackPlan){section, &plan->choice};
        else
            places[i] = (RtcPlacePlan){section, &plan->choice, plan->ssrc, plan->rtx_ssrc};
    }
    if (publishes)
        rtc_publisher_hold(rtc_publisher_new(peer, channel, tracks, draft->n_used),
                           draft->wish->held, true);
    else
        rtc_viewer_new(peer, channel, places, draft->n_used);
}

static RtcFirstSection first_of(const Draft *draft) {
    const SdpSection *section = &draft->wish->offer->sections[draft->used[0]];
    RtcFirstSection first = {.kind = section->kind};
    g_strlcpy(first.mid, section->mid ? section->mid : "", sizeof first.mid);
    return first;
}

static bool plan_all(Draft *draft, GError **error) {
    for (unsigned i = 0; i < draft->wish->offer->n_sections; i++)
        plan_section(draft, i);
    if (draft->n_used > 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED,
                draft->wish->role == RTC_PUBLISH
                    ? "The offer sends nothing that can be used here: Opus, VP8 or H.264."
                    : "The offer asks for nothing that is sent here: Opus, VP8 or H.264.");
    return false;
}

char *rtc_join_make(RtcWorker *worker, const RtcJoinWish *wish, uint64_t *ret_number,
                    GError **error) {
    g_autofree SdpPlan *plans = g_new0(SdpPlan, wish->offer->n_sections);
    Draft draft = {.wish = wish, .plans = plans};
    RtcPeerOptions options = {.remote_ufrag = wish->offer->transport.ufrag,
                              .who = {.role = wish->role,
                                      .channel = wish->channel,
                                      .name = wish->name,
                                      .is_chosen = wish->is_chosen}};
    if (!plan_all(&draft, error) ||
        !rtc_join_read_fingerprint(&wish->offer->transport, &options.expected, error))
        return NULL;
    options.first = first_of(&draft);
    RtcPeer *peer = rtc_peer_new(worker, &options, error);
    if (!peer)
        return NULL;
    char *answer = write_answer(&draft, peer, error);
    if (!answer) {
        rtc_peer_end(peer, "Its offer cannot be answered.");
        return NULL;
    }
    enter(&draft, peer);
    peer->is_answered = true;
    *ret_number = peer->number;
    return answer;
}
