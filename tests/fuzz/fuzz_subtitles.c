/* subtitle_read with files as they come; what it gives must be read again as it is. */
#include <stdint.h>
#include <string.h>

#include "media/course/subtitle.h"

#define LESSON_US INT64_C(3600000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static SubtitleFile *read_again(const GString *vtt, int64_t duration_us) {
    return subtitle_read((const uint8_t *)vtt->str, vtt->len, duration_us, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int64_t duration_us = size > 0 && data[0] % 2 ? LESSON_US : 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(SubtitleFile) file = subtitle_read(data, size, duration_us, &error);
    g_assert(!file == (error != NULL));
    if (!file)
        return 0;
    g_assert(subtitle_count(file) > 0);
    g_autoptr(GString) vtt = g_string_new(NULL);
    subtitle_append_vtt(file, vtt);
    g_assert(g_utf8_validate_len(vtt->str, vtt->len, NULL));
    g_autoptr(SubtitleFile) again = read_again(vtt, duration_us);
    g_assert(subtitle_count(file) > SUBTITLE_MAX_CUES || again);
    return 0;
}
