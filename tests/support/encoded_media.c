#include "tests/support/encoded_media.h"

#include <string.h>

#include <gio/gio.h>

#include "media/package/cmaf.h"

#define BIT_RATE 2500000

char *encoded_media_run(const char *const *argv, size_t *ret_length) {
    GError *error = NULL;
    g_autoptr(GSubprocess) child = g_subprocess_newv(
        argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) output = NULL, complaints = NULL;
    g_subprocess_communicate(child, NULL, NULL, &output, &complaints, &error);
    g_assert_no_error(error);
    gsize length;
    const char *text = g_bytes_get_data(complaints, &length);
    if (length > 0 || !g_subprocess_get_successful(child))
        g_error("%s: %.*s", argv[0], (int)length, text ? text : "");
    if (ret_length)
        *ret_length = g_bytes_get_size(output);
    char *copy = g_malloc(g_bytes_get_size(output) + 1);
    if (g_bytes_get_size(output) > 0)
        memcpy(copy, g_bytes_get_data(output, NULL), g_bytes_get_size(output));
    copy[g_bytes_get_size(output)] = '\0';
    return copy;
}

static EncodedTrack *new_track(MediaKind kind, const char *name) {
    EncodedTrack *track = g_new0(EncodedTrack, 1);
    track->track.kind = kind;
    g_strlcpy(track->track.name, name, sizeof track->track.name);
    track->chunks = g_byte_array_new();
    track->spans = g_array_new(FALSE, TRUE, sizeof(GridSpan));
    return track;
}

void encoded_media_free(EncodedTrack *track) {
    if (!track)
        return;
    g_byte_array_unref(track->chunks);
    g_array_unref(track->spans);
    g_free(track);
}

static void add_chunk(EncodedTrack *track, const MediaSample *samples, unsigned n_samples,
                      uint64_t decode_time) {
    GridSpan span = {track->chunks->len, 0, samples[0].is_key ? GRID_INDEPENDENT : 0};
    CmafChunk chunk = {&track->track, track->spans->len + 1, decode_time, samples, n_samples};
    cmaf_append_chunk(track->chunks, &chunk);
    span.length = track->chunks->len - (guint)span.offset;
    g_array_append_val(track->spans, span);
}

/* The next NAL unit of a byte stream; its length without trailing zeros. */
static const guint8 *next_unit(const guint8 **at, const guint8 *end, size_t *ret_length) {
    const guint8 *start = memmem(*at, (size_t)(end - *at), "\0\0\1", 3);
    if (!start)
        return NULL;
    start += 3;
    const guint8 *next = memmem(start, (size_t)(end - start), "\0\0\1", 3);
    const guint8 *stop = next ? next : end;
    *at = stop;
    while (stop > start && stop[-1] == 0)
        stop--;
    *ret_length = (size_t)(stop - start);
    return start;
}

static void set_avcc(MediaTrack *track, const GByteArray *sps, const GByteArray *pps) {
    uint8_t *at = track->config;
    uint8_t head[] = {1, sps->data[1], sps->data[2], sps->data[3], 0xFF, 0xE1};
    memcpy(at, head, sizeof head);
    at += sizeof head;
    *at++ = (uint8_t)(sps->len >> 8);
    *at++ = (uint8_t)sps->len;
    at = (uint8_t *)memcpy(at, sps->data, sps->len) + sps->len;
    *at++ = 1;
    *at++ = (uint8_t)(pps->len >> 8);
    *at++ = (uint8_t)pps->len;
    at = (uint8_t *)memcpy(at, pps->data, pps->len) + pps->len;
    track->config_length = (unsigned)(at - track->config);
    g_snprintf(track->codec, sizeof track->codec, "avc1.%02x%02x%02x", sps->data[1], sps->data[2],
               sps->data[3]);
}

/* Access units are delimited by units of type 9. */
static void add_pictures(EncodedTrack *track, const char *stream, size_t length, uint64_t time,
                         unsigned n_frames) {
    g_autoptr(GByteArray) sps = g_byte_array_new(), pps = g_byte_array_new();
    g_autoptr(GPtrArray) frames =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    g_autofree bool *is_key = g_new0(bool, n_frames + 1);
    const guint8 *at = (const guint8 *)stream, *end = at + length, *unit;
    size_t size;
    while ((unit = next_unit(&at, end, &size))) {
        unsigned type = unit[0] & 0x1F;
        if (type == 9) {
            if (frames->len == n_frames)
                break;
            g_ptr_array_add(frames, g_byte_array_new());
        } else if (type == 7 || type == 8) {
            g_byte_array_set_size(type == 7 ? sps : pps, 0);
            g_byte_array_append(type == 7 ? sps : pps, unit, (guint)size);
        } else {
            GByteArray *frame = frames->pdata[frames->len - 1];
            guint32 big = GUINT32_TO_BE((guint32)size);
            g_byte_array_append(frame, (const guint8 *)&big, 4);
            g_byte_array_append(frame, unit, (guint)size);
            is_key[frames->len - 1] |= type == 5;
        }
    }
    g_assert_cmpuint(frames->len, ==, n_frames);
    set_avcc(&track->track, sps, pps);
    for (unsigned first = 0; first < n_frames; first += 8) {
        MediaSample samples[8];
        for (unsigned i = 0; i < 8; i++) {
            const GByteArray *frame = frames->pdata[first + i];
            samples[i] = (MediaSample){.duration = 3600,
                                       .is_key = is_key[first + i],
                                       .bytes = frame->data,
                                       .length = frame->len};
        }
        g_assert_cmpint(samples[0].is_key, ==, first % 48 == 0);
        add_chunk(track, samples, 8, time + first * UINT64_C(3600));
    }
}

EncodedTrack *encoded_media_picture(const char *name, unsigned width, unsigned height,
                                    uint64_t first_msn, unsigned n_segments) {
    EncodedTrack *track = new_track(MEDIA_VIDEO, name);
    track->track.width = width;
    track->track.height = height;
    track->track.bit_rate = BIT_RATE;
    g_autofree char *source = g_strdup_printf("testsrc2=size=%ux%u:rate=25", width, height);
    g_autofree char *frames = g_strdup_printf("%u", n_segments * 48);
    const char *argv[] = {
        "ffmpeg",      "-v",       "error",         "-f",         "lavfi", "-i",       source,
        "-frames:v",   frames,     "-pix_fmt",      "yuv420p",    "-c:v",  "libx264",  "-preset",
        "superfast",   "-tune",    "zerolatency",   "-profile:v", "main",  "-g",       "48",
        "-keyint_min", "48",       "-sc_threshold", "0",          "-b:v",  "2500k",    "-maxrate",
        "2500k",       "-bufsize", "2500k",         "-x264opts",  "aud=1", "-threads", "1",
        "-f",          "h264",     "pipe:1",        NULL};
    size_t length;
    g_autofree char *stream = encoded_media_run(argv, &length);
    add_pictures(track, stream, length, first_msn * 172800, n_segments * 48);
    return track;
}

EncodedTrack *encoded_media_sound(const char *name, const char *language, uint64_t first_msn,
                                  unsigned n_segments) {
    EncodedTrack *track = new_track(MEDIA_AUDIO, name);
    static const uint8_t LC_48K_STEREO[] = {0x11, 0x90};
    memcpy(track->track.config, LC_48K_STEREO, sizeof LC_48K_STEREO);
    track->track.config_length = sizeof LC_48K_STEREO;
    track->track.channels = 2;
    track->track.bit_rate = 96000;
    g_strlcpy(track->track.codec, "mp4a.40.2", sizeof track->track.codec);
    g_strlcpy(track->track.language, language, sizeof track->track.language);
    g_autofree char *seconds = g_strdup_printf("%u", n_segments * 2 + 1);
    const char *argv[] = {"ffmpeg", "-v",    "error", "-f",     "lavfi", "-i",  "sine=440:r=48000",
                          "-t",     seconds, "-ac",   "2",      "-c:a",  "aac", "-b:a",
                          "96k",    "-f",    "adts",  "pipe:1", NULL};
    size_t length;
    g_autofree char *stream = encoded_media_run(argv, &length);
    const guint8 *at = (const guint8 *)stream, *end = at + length;
    for (unsigned part = 0; part < n_segments * MEDIA_PARTS_PER_SEGMENT; part++) {
        MediaSample samples[15];
        for (unsigned i = 0; i < 15; i++) {
            g_assert_true(end - at > 7 && at[0] == 0xFF);
            size_t frame = (size_t)(at[3] & 3) << 11 | (size_t)at[4] << 3 | at[5] >> 5;
            samples[i] = (MediaSample){
                .duration = 1024, .is_key = true, .bytes = at + 7, .length = frame - 7};
            at += frame;
        }
        add_chunk(track, samples, 15, first_msn * 92160 + part * UINT64_C(15360));
    }
    return track;
}
