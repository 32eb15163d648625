/* Clips of languages that say their own name, which the office has recorded:
 * DATA/public/languages/{tag}.m4a, served as /languages/{tag}.m4a. The folder is read at the start
 * and after each change that comes by the API. */
#pragma once

#include <glib.h>

#include "base/gate/gate.h"
#include "catalog/course/clip_port.h"

#define LANGUAGE_CLIPS_PREFIX "/languages/"

typedef struct LanguageClips LanguageClips;

/* Makes the folder where it is missing. ERROR_IO. */
LanguageClips *language_clips_open(const char *data_directory, GError **error);
/* After the gate and the catalogue have stopped. NULL is allowed. */
void language_clips_close(LanguageClips *clips);

/* For a GateRoute with LANGUAGE_CLIPS_PREFIX. */
GateHandler language_clips_handler(LanguageClips *clips);

/* For the catalogue; borrowed until it has stopped. */
ClipPort language_clips_port(LanguageClips *clips);
