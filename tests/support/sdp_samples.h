/* The session descriptions that are also the seeds of fuzz_sdp. */
#pragma once

#include "media/rtc/wire/sdp.h"

/* tests/fuzz/corpus/sdp/NAME.sdp; aborts when it is not there. Caller frees. */
char *sdp_samples_text(const char *name);
SdpSession *sdp_samples_parse(const char *name); /* aborts when it is refused */

/* `text` with each `from`, of which there must be one, as `to`. Caller frees. */
char *sdp_samples_change(const char *text, const char *from, const char *to);
