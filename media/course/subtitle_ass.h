/* Advanced SubStation Alpha and SubStation Alpha: the lines "Dialogue:" of [Events]. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/subtitle_draft.h"

bool subtitle_ass_is(char *const *lines);
void subtitle_ass_read(char *const *lines, SubtitleDraft *draft);
