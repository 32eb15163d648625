#include "server/media_span.h"

#include <glib.h>

MediaSpan media_span_place(int64_t *until_ms, int64_t lasted_ms, int64_t told_ms) {
    int64_t begin_ms = told_ms - lasted_ms;
    int64_t from_ms = *until_ms >= begin_ms - MEDIA_SPAN_LATE_MS
                          ? *until_ms
                          : begin_ms - MEDIA_SPAN_LATE_MS / 2; /* room for later and for earlier */
    int64_t to_ms = MIN(from_ms + lasted_ms, told_ms);
    if (to_ms <= from_ms)
        return (MediaSpan){from_ms, from_ms};
    *until_ms = to_ms;
    return (MediaSpan){from_ms, to_ms};
}
