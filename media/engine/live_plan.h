/* What a programme is told at its start, made of a meeting's order. */
#pragma once

#include "media/engine/live_order.h"
#include "media/engine/programme.h"

/* The tracks of a new meeting, the floor first; returns how many. `heights` ends with 0. */
unsigned live_plan_tracks(const LiveOrder *order, const unsigned *heights,
                          MediaTrack ret_tracks[MEDIA_MAX_TRACKS]);

/* Fills in `start` and starts it. */
Programme *live_plan_start(const LiveOrder *order, ProgrammeOptions *options, GError **error);

void live_plan_tell_slate(const LiveOrder *order, Programme *programme);
