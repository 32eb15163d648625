/* Makes a lost or damaged rows.idx again by walking the chunks behind the rows that are still good.
 *
 * Numbers follow from each chunk's decode time; generation and wall clock from `inits`. What cannot
 * be told from the files: rows in which no track had a part, and whether the very last row, where a
 * track is missing that the row before it has, was announced: it is dropped. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/record/recording.h"

/* Writes the head and the missing records and syncs them. ERROR_IO. */
bool recording_rebuild(Recording *recording, GError **error);
