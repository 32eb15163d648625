/* Whether beats are believable: lengths, order, bounds, the server's clock. What they are worth is
 * decided later, from the raw log. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/viewing/viewing_types.h"

/* How far a player's media time may be ahead of what the server has made: rounding, and the part
 * that is on its way. */
#define VIEWING_BEAT_AHEAD_MS 10000

/* ERROR_INVALID with one sentence that names the beat by its sequence. `end_ms`: the media time
 * that can have been seen by now; -1: not known. Sequences must grow within one call. */
bool viewing_beat_check_all(const ViewingBeat *beats, unsigned n_beats, int64_t end_ms,
                            GError **error);

/* A tag that the log's line can hold: letters, digits and "-", or nothing at all. */
bool viewing_beat_is_language(const char *text);
