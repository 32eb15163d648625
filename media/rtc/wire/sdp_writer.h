/* Lines that our answers and offers share. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/wire/ice_candidate.h"
#include "media/rtc/wire/ice_credentials.h"
#include "media/rtc/wire/sdp_choice.h"

/* Our half of the transport, the same for all sections. All is borrowed. */
typedef struct SdpLocal {
    uint64_t session_id, version; /* RFC 8866 §5.2: the version grows with each description */
    const IceCredentials *credentials;
    const char *fingerprint; /* "sha-256 AB:CD:…" */
    const IceCandidate *candidates;
    unsigned n_candidates;
} SdpLocal;

/* What we do in one section. Texts are borrowed; cname, stream and track are tokens. */
typedef struct SdpPlan {
    SdpDirection direction; /* as we see it */
    SdpChoice choice;
    uint32_t ssrc, rtx_ssrc;    /* of what we send; ssrc 0: nothing yet, rtx_ssrc 0: none */
    const char *cname;          /* with an ssrc */
    const char *stream, *track; /* a=msid of what we send; NULL: none */
} SdpPlan;

/* v= to the session's attributes. `bundle`: mids with a space in front of each, may be "". */
void sdp_writer_session(GString *text, const SdpLocal *local, const char *bundle);

/* One section that is in use. */
void sdp_writer_section(GString *text, SdpKind kind, const char *mid, const SdpPlan *plan);

/* Names and candidates; with them, who begins DTLS: SDP_ACTPASS, or we are the server. */
void sdp_writer_ice(GString *text, const SdpLocal *local);
/* The names alone, and of whom they are: of a section that is refused. */
void sdp_writer_keys(GString *text, const SdpLocal *local, SdpSetup setup);
void sdp_writer_transport(GString *text, const SdpLocal *local, SdpSetup setup);
