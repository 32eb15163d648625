#include "media/rtc/wire/sdp_answer.h"

#include "base/error.h"

SdpDirection sdp_answer_mirror(SdpDirection offered) {
    return (SdpDirection)((offered & SDP_SENDONLY ? SDP_RECVONLY : 0) |
                          (offered & SDP_RECVONLY ? SDP_SENDONLY : 0));
}

static bool is_taken(const SdpSection *section, const SdpPlan *plan) {
    return !section->is_rejected && section->kind != SDP_OTHER && plan->choice.n_codecs > 0;
}

/* RFC 9429 §5.3.1: kept in its place, with port 0. Nobody needs keys there but webrtcbin 1.22,
 * which takes no description without them in every section. */
static void put_refusal(GString *text, const SdpSection *section, const SdpLocal *local) {
    g_string_append_printf(text,
                           "m=%s 0 %s %s\r\n"
                           "c=IN IP4 0.0.0.0\r\n"
                           "a=inactive\r\n",
                           section->media, section->protocol, section->formats);
    if (section->mid)
        g_string_append_printf(text, "a=mid:%s\r\n", section->mid);
    sdp_writer_keys(text, local, SDP_PASSIVE);
}

static bool check(const SdpSession *offer, unsigned n_taken, GError **error) {
    const char *what = NULL;
    if (n_taken == 0)
        what = "it has no audio or video that we can use: Opus, VP8 and H.264 constrained "
               "baseline are spoken";
    else if (offer->is_ice_lite)
        what = "two ICE-lite agents never find each other";
    else if (offer->transport.setup == SDP_PASSIVE)
        what = "it wants to be the DTLS server, a=setup:passive, which we are";
    if (!what)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "cannot answer the offer: %s", what);
    return false;
}

char *sdp_answer_write(const SdpSession *offer, const SdpPlan *plans, const SdpLocal *local,
                       GError **error) {
    g_autoptr(GString) bundle = g_string_new(NULL);
    unsigned n_taken = 0;
    for (unsigned i = 0; i < offer->n_sections; i++) {
        if (!is_taken(&offer->sections[i], &plans[i]))
            continue;
        n_taken++;
        if (offer->sections[i].is_bundled)
            g_string_append_printf(bundle, " %s", offer->sections[i].mid);
    }
    if (!check(offer, n_taken, error))
        return NULL;
    GString *text = g_string_new(NULL);
    sdp_writer_session(text, local, bundle->str);
    for (unsigned i = 0; i < offer->n_sections; i++) {
        const SdpSection *section = &offer->sections[i];
        SdpPlan plan = plans[i];
        if (!is_taken(section, &plan)) {
            put_refusal(text, section, local);
            continue;
        }
        plan.direction = (SdpDirection)(plan.direction & sdp_answer_mirror(section->direction));
        if (!(plan.direction & SDP_RECVONLY))
            plan.choice.n_rids = 0;
        sdp_writer_section(text, section->kind, section->mid, &plan);
        sdp_writer_transport(text, local, SDP_PASSIVE);
    }
    return g_string_free(text, FALSE);
}
