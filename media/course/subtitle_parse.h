/* The three kinds of subtitle files, as text without byte order mark and with "\n" only. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/subtitle_draft.h"

/* Reads `text` by its kind into the draft. False: it is none of the three. */
bool subtitle_parse(const char *text, SubtitleDraft *draft);
