/* Beats of seats go to the catalogue, and its answers back to the seats. */
#pragma once

#include "catalog/catalog.h"
#include "signaling/answers.h"
#include "signaling/ports/seat_beats.h"

/* On the control thread, for a SeatBeatsPort. ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool seat_beats_door_take(Catalog *catalog, Answers *answers, const SeatBeats *beats,
                          GError **error);
