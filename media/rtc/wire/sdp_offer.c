#include "media/rtc/wire/sdp_offer.h"

#include <string.h>

#include "base/error.h"

static bool is_whole(const SdpOfferSection *section) {
    return !section->is_over && section->plan.choice.n_codecs > 0;
}

static void put_over(GString *text, const SdpOfferSection *section) {
    SdpPlan plan = section->plan;
    g_string_append_printf(text,
                           "m=%s 0 UDP/TLS/RTP/SAVPF %u\r\n"
                           "c=IN IP4 0.0.0.0\r\n"
                           "a=mid:%s\r\n"
                           "a=inactive\r\n",
                           section->kind == SDP_AUDIO ? "audio" : "video",
                           plan.choice.n_codecs > 0 ? plan.choice.codecs[0].payload_type : 0,
                           section->mid);
}

char *sdp_offer_write(const SdpOfferSection *sections, unsigned n_sections, const SdpLocal *local) {
    g_autoptr(GString) bundle = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < n_sections; i++)
        if (is_whole(&sections[i]))
            g_string_append_printf(bundle, " %s", sections[i].mid);
    sdp_writer_session(text, local, bundle->str);
    for (unsigned i = 0; i < n_sections; i++) {
        if (!is_whole(&sections[i])) {
            put_over(text, &sections[i]);
            continue;
        }
        sdp_writer_section(text, sections[i].kind, sections[i].mid, &sections[i].plan);
        sdp_writer_transport(text, local, SDP_ACTPASS);
    }
    return g_string_free(text, FALSE);
}

static bool fail(GError **error, ErrorCode code, const char *what) {
    g_set_error(error, BASE_ERROR, code, "cannot take the answer: %s", what);
    return false;
}

static bool fits(const SdpOfferSection *offered, const SdpSection *answered) {
    if (answered->is_rejected)
        return strcmp(answered->media, offered->kind == SDP_AUDIO ? "audio" : "video") == 0 &&
               (!answered->mid || strcmp(answered->mid, offered->mid) == 0);
    return is_whole(offered) && answered->kind == offered->kind &&
           strcmp(answered->mid, offered->mid) == 0;
}

bool sdp_offer_check_answer(const SdpOfferSection *sections, unsigned n_sections,
                            const SdpSession *answer, GError **error) {
    bool has_any = false;
    if (answer->n_sections != n_sections)
        return fail(error, ERROR_INVALID, "it has not as many media sections as the offer");
    for (unsigned i = 0; i < n_sections; i++) {
        if (!fits(&sections[i], &answer->sections[i]))
            return fail(error, ERROR_INVALID, "its media sections are not those of the offer");
        has_any |= !answer->sections[i].is_rejected;
    }
    if (!has_any)
        return true;
    if (answer->is_ice_lite)
        return fail(error, ERROR_UNSUPPORTED, "two ICE-lite agents never find each other");
    if (answer->transport.setup != SDP_ACTIVE)
        return fail(error, ERROR_UNSUPPORTED, "it is not a=setup:active: we are the DTLS server");
    return true;
}
