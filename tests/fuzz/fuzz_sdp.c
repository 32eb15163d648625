/* sdp: any text; what is read keeps the limits, and our answer to it, our offer like it and what a
 * peer would make of both are descriptions that we read ourselves. */
#include <string.h>

#include <glib.h>

#include "media/rtc/wire/sdp_answer.h"
#include "media/rtc/wire/sdp_fragment.h"
#include "media/rtc/wire/sdp_offer.h"

#define OUR_FINGERPRINT                                                                            \
    "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:" \
    "1C:1D:1E:1F"

static const SdpWish WISHES[] = {
    [SDP_AUDIO] = {{SDP_CODEC_OPUS}, 1, 1, SDP_ALL_FEEDBACK, SDP_ALL_EXTENSIONS, true, SDP_MUSIC},
    [SDP_VIDEO] = {{SDP_CODEC_VP8, SDP_CODEC_H264},
                   2,
                   2,
                   SDP_ALL_FEEDBACK,
                   SDP_ALL_EXTENSIONS,
                   false,
                   SDP_SPEECH},
};

static void check_section(const SdpSection *section) {
    g_assert_cmpuint(section->n_codecs, <=, SDP_MAX_CODECS);
    g_assert_cmpuint(section->n_rids, <=, SDP_MAX_RIDS);
    g_assert_cmpuint(section->n_ssrcs, <=, SDP_MAX_SSRCS);
    g_assert_cmpuint(section->n_groups, <=, SDP_MAX_SSRC_GROUPS);
    for (unsigned i = 0; i < section->n_codecs; i++)
        g_assert_cmpuint(section->codecs[i].payload_type, <=, 127);
    for (unsigned i = 0; i < section->n_ssrcs; i++)
        (void)sdp_rtx_of(section, section->ssrcs[i]);
    if (section->mid)
        g_assert_cmpuint(strlen(section->mid), <=, SDP_MAX_MID_CHARS);
}

static void init_local(SdpLocal *local, IceCredentials *credentials, IceCandidate *candidate) {
    *credentials = (IceCredentials){"AAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA"};
    g_assert_true(ice_candidate_init(candidate, "192.0.2.1", 7000, ICE_UDP, 0));
    *local = (SdpLocal){1, 1, credentials, OUR_FINGERPRINT, candidate, 1};
}

static void check_written(const char *text, unsigned n_sections) {
    g_autoptr(GError) error = NULL;
    if (strlen(text) > SDP_MAX_TEXT_BYTES)
        return;
    g_autoptr(SdpSession) ours = sdp_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_true(ours->is_ice_lite);
    g_assert_cmpuint(ours->n_sections, ==, n_sections);
}

static void check_answer(const SdpSession *offer) {
    g_autofree SdpPlan *plans = g_new0(SdpPlan, offer->n_sections);
    g_autofree SdpOfferSection *like = g_new0(SdpOfferSection, offer->n_sections);
    IceCredentials credentials;
    IceCandidate candidate;
    SdpLocal local;
    bool has_mids = true;
    init_local(&local, &credentials, &candidate);
    for (unsigned i = 0; i < offer->n_sections; i++) {
        const SdpSection *section = &offer->sections[i];
        SdpPlan *plan = &plans[i];
        check_section(section);
        *plan = (SdpPlan){.direction = SDP_SENDRECV, .ssrc = 7, .rtx_ssrc = 8, .cname = "c"};
        has_mids &= section->mid != NULL && section->kind != SDP_OTHER;
        if (section->kind == SDP_OTHER)
            continue;
        like[i] = (SdpOfferSection){section->kind, section->mid, section->is_rejected, *plan};
        sdp_choice_ours(section->kind, &WISHES[section->kind], &like[i].plan.choice);
        (void)sdp_choice_from(section, &WISHES[section->kind], &plan->choice);
    }
    g_autofree char *answer = sdp_answer_write(offer, plans, &local, NULL);
    if (answer)
        check_written(answer, offer->n_sections);
    if (!has_mids)
        return;
    (void)sdp_offer_check_answer(like, offer->n_sections, offer, NULL);
    g_autofree char *text = sdp_offer_write(like, offer->n_sections, &local);
    check_written(text, offer->n_sections);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autoptr(GError) error = NULL;
    SdpFragment fragment;
    if (sdp_fragment_parse((const char *)data, size, &fragment, NULL))
        g_assert_true((*fragment.ufrag == '\0') == (*fragment.password == '\0'));
    g_autoptr(SdpSession) session = sdp_parse((const char *)data, size, &error);
    g_assert_true((session != NULL) == (error == NULL));
    if (!session) {
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return 0;
    }
    check_answer(session);
    return 0;
}
