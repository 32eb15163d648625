/* Writes our offers (RFC 9429 §5.2): WHEP's counter-offer, a subscriber whose tracks change. Pure.
 */
#pragma once

#include "media/rtc/wire/sdp.h"
#include "media/rtc/wire/sdp_writer.h"

/* Sections keep their place and mid for the life of a session; one that is over has is_over, keeps
 * its kind and may be used again by a later offer (RFC 9429 §5.2.2). */
typedef struct SdpOfferSection {
    SdpKind kind;    /* SDP_AUDIO or SDP_VIDEO */
    const char *mid; /* borrowed; a token of at most SDP_MAX_MID_CHARS */
    bool is_over;
    SdpPlan plan; /* choice: of sdp_choice_ours() */
} SdpOfferSection;

/* At most SDP_MAX_SECTIONS. The peer may become DTLS client or server (RFC 8842 §5.2), but
 * sdp_offer_check_answer() refuses the latter, which nobody chooses. Caller frees. */
char *sdp_offer_write(const SdpOfferSection *sections, unsigned n_sections, const SdpLocal *local);

/* An answer that fits: as many sections with the same media and mids (RFC 3264 §6), active, not
 * ICE-lite. Else ERROR_INVALID or ERROR_UNSUPPORTED. What it chose is read by sdp_choice_from(). */
bool sdp_offer_check_answer(const SdpOfferSection *sections, unsigned n_sections,
                            const SdpSession *answer, GError **error);
