/* What stands in the text of a cue besides the words. Pure. */
#pragma once

#include <glib.h>

/* SRT: tags as in HTML and overrides as in ASS are dropped; "1 < 2" stays. Appends to `out`. */
void subtitle_markup_srt(GString *out, const char *text);

/* WebVTT §4.2.2: tags, times within, entities. */
void subtitle_markup_vtt(GString *out, const char *text);

/* ASS: overrides with their karaoke, drawings, \N, \n and \h. */
void subtitle_markup_ass(GString *out, const char *text);
