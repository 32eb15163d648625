/* Clips of languages that say their own name, which the office has recorded:
 * DATA/public/languages/{tag}.m4a, served as /languages/{tag}.m4a. The folder is read at the start.
 */
#pragma once

#include <glib.h>

#include "base/gate/gate.h"

#define LANGUAGE_CLIPS_PREFIX "/languages/"

typedef struct LanguageClips LanguageClips;

/* Makes the folder where it is missing. ERROR_IO. */
LanguageClips *language_clips_open(const char *data_directory, GError **error);
void language_clips_close(LanguageClips *clips);

/* For a GateRoute with LANGUAGE_CLIPS_PREFIX. */
GateHandler language_clips_handler(LanguageClips *clips);
