#include "catalog/attendance/room_quiet.h"

#include <glib.h>

bool room_quiet_hear(RoomQuiet *quiet, int64_t from_ms, int64_t to_ms, RoomQuietSpan *ret_span) {
    *ret_span = (RoomQuietSpan){quiet->until_ms, from_ms};
    quiet->until_ms = MAX(quiet->until_ms, to_ms);
    return ret_span->to_ms - ret_span->from_ms >= ROOM_QUIET_LEAST_MS;
}

bool room_quiet_tick(RoomQuiet *quiet, int64_t now_ms, RoomQuietSpan *ret_span) {
    *ret_span = (RoomQuietSpan){quiet->until_ms, now_ms - ROOM_QUIET_LATE_MS};
    if (quiet->until_ms == 0 || ret_span->to_ms - ret_span->from_ms < ROOM_QUIET_CHUNK_MS)
        return false;
    quiet->until_ms = ret_span->to_ms;
    return true;
}
