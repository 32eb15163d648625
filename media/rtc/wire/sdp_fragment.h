/* Fragments of WHIP and WHEP sessions (application/trickle-ice-sdpfrag, RFC 8840; RFC 9725 §4.3):
 * a lite agent needs no candidates of its peer, only the new names of an ICE restart. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "media/rtc/wire/sdp_writer.h"

#define SDP_FRAGMENT_MAX_BYTES 16384u

typedef struct SdpFragment {
    char ufrag[ICE_REMOTE_MAX_CHARS + 1]; /* "" in a fragment that only brings candidates */
    char password[ICE_REMOTE_MAX_CHARS + 1];
    unsigned n_candidates;
    bool is_end; /* a=end-of-candidates */
} SdpFragment;

/* ERROR_TOO_LARGE, or ERROR_INVALID for malformed lines, half or several names; one sentence. That
 * the names are other ones than before, an ICE restart (RFC 8839 §4.4.1.1.1), the caller finds out.
 */
bool sdp_fragment_parse(const char *text, size_t length, SdpFragment *ret_fragment, GError **error);

/* The answer to a restart: our new names and all candidates, of the bundle's first section. Caller
 * frees. */
char *sdp_fragment_write(const SdpLocal *local, SdpKind kind, const char *mid);
