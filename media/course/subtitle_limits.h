/* What a subtitle file may hold. */
#pragma once

#define SUBTITLE_MAX_BYTES     (8 * 1024 * 1024) /* of a file */
#define SUBTITLE_MAX_CUES      20000             /* in a file */
#define SUBTITLE_MAX_LINES     4    /* of a cue: what goes beyond joins the last line */
#define SUBTITLE_MAX_CUE_BYTES 4096 /* a longer text has lost its time lines */
