/* Reads session descriptions of WebRTC peers (RFC 8866, RFC 9429): offers of browsers and encoders,
 * answers to ours. What we do not use is skipped. Pure. */
#pragma once

#include <glib.h>

#include "media/rtc/wire/sdp_types.h"

/* ERROR_TOO_LARGE beyond a limit, ERROR_UNSUPPORTED for what cannot work with us (no BUNDLE, no
 * rtcp-mux, weak fingerprints), else ERROR_INVALID; one sentence that quotes the line. A
 * description that is returned has a whole transport, unless all its sections are rejected. */
SdpSession *sdp_parse(const char *text, size_t length, GError **error);
void sdp_free(SdpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SdpSession, sdp_free)

/* The RTX source of a source by its FID group; 0 without. */
uint32_t sdp_rtx_of(const SdpSection *section, uint32_t ssrc);
