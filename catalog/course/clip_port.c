#include "catalog/course/clip_port.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"

#define HEAD_BYTES 8u /* size and type of a box */

static uint32_t number_at(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool has_text(const uint8_t *bytes, size_t length, const char *text) {
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

typedef struct Found {
    bool is_broken, has_samples, has_sound, has_picture;
} Found;

/* Boxes of the file, one behind the other, as far as its end; sizes of 64 bits do not come in so
 * small a file. */
static Found look(const uint8_t *bytes, size_t length) {
    Found found = {0};
    for (size_t at = 0; at < length && !found.is_broken;) {
        size_t rest = length - at;
        uint32_t size = rest < HEAD_BYTES ? 0 : number_at(bytes + at);
        const uint8_t *type = bytes + at + 4;
        found.is_broken =
            size < HEAD_BYTES || size > rest || (at == 0 && memcmp(type, "ftyp", 4) != 0);
        if (found.is_broken)
            break;
        if (memcmp(type, "moov", 4) == 0) {
            found.has_sound = has_text(bytes + at, size, "mp4a");
            found.has_picture = has_text(bytes + at, size, "vide");
        }
        found.has_samples = found.has_samples || memcmp(type, "mdat", 4) == 0;
        at += size;
    }
    return found;
}

bool clip_port_check(GBytes *bytes, GError **error) {
    size_t length;
    const uint8_t *data = g_bytes_get_data(bytes, &length);
    const Found found = look(data, length);
    if (length <= CLIP_MAX_BYTES && !found.is_broken && found.has_samples && found.has_sound &&
        !found.has_picture)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "A recorded name is an M4A file: AAC sound without a picture.");
    return false;
}
