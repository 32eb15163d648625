/* What of an order is read in the playlists: chapters and withdrawn spans. */
#pragma once

#include "media/engine/announcer.h"
#include "media/engine/live_order.h"

void shown_order(const LiveOrder *order, Announcer *announcer);
