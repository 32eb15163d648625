/* A subtitle file of an editor as the cues of a lesson: SRT, WebVTT, ASS and SSA, known by their
 * content, in UTF-8, UTF-16 or GB18030, with any ends of lines. Text only: tags, colours,
 * positions, karaoke and drawings are dropped. Pure: bytes in, text out.
 *
 * What comes out: cues in the order of their starts, at most SUBTITLE_MAX_LINES lines each, never
 * two at the same moment (where the file has two they become one of more lines), none beyond the
 * end of the lesson. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "media/course/subtitle_limits.h"

typedef struct SubtitleFile SubtitleFile;

/* `duration_us` is the lesson's; 0: not known, nothing is cut. NULL: ERROR_INVALID, ERROR_TOO_LARGE
 * or ERROR_UNSUPPORTED with one sentence for the editor. Caller frees. */
SubtitleFile *subtitle_read(const uint8_t *bytes, size_t length, int64_t duration_us,
                            GError **error);
void subtitle_free(SubtitleFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SubtitleFile, subtitle_free)

/* Cues that remain, at least one. */
unsigned subtitle_count(const SubtitleFile *file);

/* What had to be changed, one sentence for the editor; "" when nothing. Owned by the file. */
const char *subtitle_warning(const SubtitleFile *file);

/* The whole file as WebVTT (W3C WebVTT §3.1), escaped; each time has hours. */
void subtitle_append_vtt(const SubtitleFile *file, GString *out);
