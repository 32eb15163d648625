#include "media/encode/codec_name.h"

#include <glib.h>
#include <string.h>

static bool name_h264(char *codec, const uint8_t *config, size_t length) {
    if (length < 7 || config[0] != 1 || (config[4] & 3) != 3)
        return false;
    g_snprintf(codec, MEDIA_CODEC_BYTES, "avc1.%02x%02x%02x", config[1], config[2], config[3]);
    return true;
}

static bool name_aac(char *codec, const uint8_t *config, size_t length) {
    if (length < 2 || config[0] >> 3 != 2)
        return false;
    g_strlcpy(codec, "mp4a.40.2", MEDIA_CODEC_BYTES);
    return true;
}

bool codec_name_describe(MediaTrack *track, const uint8_t *config, size_t length) {
    if (length > MEDIA_CONFIG_MAX_BYTES)
        return false;
    bool is_known = track->kind == MEDIA_VIDEO ? name_h264(track->codec, config, length)
                                               : name_aac(track->codec, config, length);
    if (!is_known)
        return false;
    memcpy(track->config, config, length);
    track->config_length = (unsigned)length;
    return true;
}
