/* Times of subtitle files. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* "01:02:03,456", "2:03.4", "1:02:03.45": hours may be missing, one to three digits after a comma
 * or point. Moves `at` behind it; false leaves it. */
bool subtitle_time_read(const char **at, int64_t *ret_us);

/* "START --> END" and anything behind a blank, as SRT and WebVTT write it. */
bool subtitle_time_line(const char *line, int64_t *ret_start_us, int64_t *ret_end_us);

#define SUBTITLE_TIME_BYTES 24

/* "00:01:02.345" into `ret_text`; rounded down to milliseconds. */
void subtitle_time_write(int64_t us, char ret_text[SUBTITLE_TIME_BYTES]);
