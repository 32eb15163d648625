#include "media/library/vod_playlist.h"

#include <string.h>

#define HEAD "#EXTM3U\n#EXT-X-VERSION:7\n"
/* What a set begins with; phones on a bad line have a variant of at most so much. */
#define FIRST_BIT_RATE 2600000u
#define LOW_BIT_RATE   192000u
#define GROUP_FULL     "a"
#define GROUP_LOW      "low"
#define GROUP_TEXT     "t"

typedef struct Variant {
    const VodRendition *rendition;
    const char *group; /* of sounds, or NULL */
    uint64_t peak, average;
} Variant;

/* ---- numbers and texts ---- */

static void append_seconds(GString *out, uint64_t ticks, uint32_t timescale) {
    uint64_t micros = (ticks * 1000000 + timescale / 2) / timescale;
    g_string_append_printf(out, "%" G_GUINT64_FORMAT ".%06u", micros / 1000000,
                           (unsigned)(micros % 1000000));
}

/* Quoted strings have no line ends and no quotes (§4.2); names come from people. */
static void append_quoted(GString *out, const char *text) {
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at++)
        if ((guchar)*at >= 0x20 && *at != '"' && *at != 0x7f)
            g_string_append_c(out, *at);
    g_string_append_c(out, '"');
}

/* ---- groups of sound ---- */

static bool is_low(const char *group) {
    return strcmp(group, GROUP_LOW) == 0;
}

static bool has_low(const VodLesson *lesson) {
    for (unsigned i = 0; i < lesson->n_renditions; i++)
        if (lesson->renditions[i].kind == ASSET_SOUND && lesson->renditions[i].is_low)
            return true;
    return false;
}

static bool has_quality(const VodLesson *lesson, unsigned asset, bool wants_low) {
    for (unsigned i = 0; i < lesson->n_renditions; i++)
        if (lesson->renditions[i].kind == ASSET_SOUND && lesson->renditions[i].asset == asset &&
            lesson->renditions[i].is_low == wants_low)
            return true;
    return false;
}

/* Both groups have the same members (§4.3.4.2.1): a sound that has one quality only is in both. */
static bool is_member(const VodLesson *lesson, const VodRendition *sound, const char *group) {
    return sound->kind == ASSET_SOUND &&
           (sound->is_low == is_low(group) || !has_quality(lesson, sound->asset, is_low(group)));
}

static void add_group_rates(const VodLesson *lesson, Variant *variant) {
    uint64_t peak = 0, average = 0;
    for (unsigned i = 0; variant->group && i < lesson->n_renditions; i++) {
        const VodRendition *sound = &lesson->renditions[i];
        if (!is_member(lesson, sound, variant->group))
            continue;
        peak = MAX(peak, asset_index_peak_bit_rate(sound->index));
        average = MAX(average, asset_index_average_bit_rate(sound->index));
    }
    variant->peak += peak;
    variant->average += average;
}

static void append_sound_group(GString *out, const VodLesson *lesson, const char *group) {
    for (unsigned i = 0; i < lesson->n_renditions; i++) {
        const VodRendition *sound = &lesson->renditions[i];
        if (!is_member(lesson, sound, group))
            continue;
        g_string_append_printf(out, "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=", group);
        append_quoted(out, sound->label);
        g_string_append(out, ",LANGUAGE=");
        append_quoted(out, sound->language);
        g_string_append_printf(
            out, ",DEFAULT=%s,AUTOSELECT=YES,CHANNELS=\"%u\",URI=\"%s/media.m3u8\"\n",
            sound->is_default ? "YES" : "NO", (unsigned)sound->track->channels, sound->name);
    }
}

static bool append_texts(GString *out, const VodLesson *lesson) {
    bool has_texts = false;
    for (unsigned i = 0; i < lesson->n_renditions; i++) {
        const VodRendition *text = &lesson->renditions[i];
        if (text->kind != ASSET_SUBTITLE)
            continue;
        has_texts = true;
        g_string_append(out, "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"" GROUP_TEXT "\",NAME=");
        append_quoted(out, text->label);
        g_string_append(out, ",LANGUAGE=");
        append_quoted(out, text->language);
        g_string_append_printf(out, ",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"%s/cues.m3u8\"\n",
                               text->name);
    }
    return has_texts;
}

/* ---- variants ---- */

static void append_codecs(GString *out, const VodLesson *lesson, const Variant *variant) {
    g_autoptr(GPtrArray) codecs = g_ptr_array_new();
    g_ptr_array_add(codecs, variant->rendition->track->codec);
    for (unsigned i = 0; variant->group && i < lesson->n_renditions; i++) {
        const VodRendition *sound = &lesson->renditions[i];
        if (is_member(lesson, sound, variant->group) &&
            !g_ptr_array_find_with_equal_func(codecs, sound->track->codec, g_str_equal, NULL))
            g_ptr_array_add(codecs, sound->track->codec);
    }
    g_ptr_array_add(codecs, NULL);
    g_autofree char *list = g_strjoinv(",", (char **)codecs->pdata);
    g_string_append_printf(out, ",CODECS=\"%s\"", list);
}

static void append_variant(GString *out, const VodLesson *lesson, const Variant *variant,
                           bool has_texts) {
    const AssetTrack *track = variant->rendition->track;
    g_string_append_printf(out,
                           "#EXT-X-STREAM-INF:BANDWIDTH=%" G_GUINT64_FORMAT
                           ",AVERAGE-BANDWIDTH=%" G_GUINT64_FORMAT,
                           variant->peak, variant->average);
    append_codecs(out, lesson, variant);
    if (variant->rendition->kind == ASSET_PICTURE)
        g_string_append_printf(out, ",RESOLUTION=%ux%u,FRAME-RATE=%u.%03u", (unsigned)track->width,
                               (unsigned)track->height, (unsigned)(track->frame_rate_milli / 1000),
                               (unsigned)(track->frame_rate_milli % 1000));
    if (variant->group)
        g_string_append_printf(out, ",AUDIO=\"%s\"", variant->group);
    if (has_texts)
        g_string_append(out, ",SUBTITLES=\"" GROUP_TEXT "\"");
    g_string_append_printf(out, ",CLOSED-CAPTIONS=NONE\n%s/media.m3u8\n", variant->rendition->name);
}

static const VodRendition *find_sound(const VodLesson *lesson, bool wants_low) {
    const VodRendition *first = NULL;
    for (unsigned i = 0; i < lesson->n_renditions; i++) {
        const VodRendition *sound = &lesson->renditions[i];
        if (!is_member(lesson, sound, wants_low ? GROUP_LOW : GROUP_FULL))
            continue;
        if (sound->is_default)
            return sound;
        first = first ? first : sound;
    }
    return first;
}

static Variant make_variant(const VodLesson *lesson, const VodRendition *rendition,
                            const char *group) {
    Variant variant = {rendition, group, 0, 0};
    if (rendition->kind == ASSET_PICTURE) {
        variant.peak = asset_index_peak_bit_rate(rendition->index);
        variant.average = asset_index_average_bit_rate(rendition->index);
    }
    add_group_rates(lesson, &variant);
    return variant;
}

static void add_picture(GArray *variants, const VodLesson *lesson, const VodRendition *picture) {
    bool is_small = asset_index_peak_bit_rate(picture->index) <= LOW_BIT_RATE;
    const char *group = is_small && has_low(lesson) ? GROUP_LOW
                        : find_sound(lesson, false) ? GROUP_FULL
                                                    : NULL;
    Variant variant = make_variant(lesson, picture, group);
    g_array_append_val(variants, variant);
}

static int compare_variants(gconstpointer a, gconstpointer b) {
    uint64_t left = ((const Variant *)a)->peak, right = ((const Variant *)b)->peak;
    return left < right ? 1 : left > right ? -1 : 0;
}

/* The dearest of those that may be first goes to the front; the rest stay in order. */
static void put_first(GArray *variants) {
    for (guint i = 0; i < variants->len; i++) {
        Variant variant = g_array_index(variants, Variant, i);
        if (variant.peak > FIRST_BIT_RATE)
            continue;
        g_array_remove_index(variants, i);
        g_array_prepend_val(variants, variant);
        return;
    }
}

/* Sound alone: where there is no picture, or none that a bad line can carry; beside pictures the
 * economy sound, or the full one while that is still being made. */
static void add_sounds(GArray *variants, const VodLesson *lesson) {
    bool has_pictures = variants->len > 0;
    const Variant *last =
        has_pictures ? &g_array_index(variants, Variant, variants->len - 1) : NULL;
    bool is_needed = !last || last->peak > LOW_BIT_RATE;
    unsigned last_group = has_low(lesson), first_group = has_pictures ? last_group : 0;
    for (unsigned low = first_group; is_needed && low <= last_group; low++) {
        const VodRendition *sound = find_sound(lesson, low);
        if (!sound)
            continue;
        Variant variant = make_variant(lesson, sound, low ? GROUP_LOW : GROUP_FULL);
        g_array_append_val(variants, variant);
    }
}

static GArray *list_variants(const VodLesson *lesson) {
    GArray *variants = g_array_new(FALSE, FALSE, sizeof(Variant));
    for (unsigned i = 0; i < lesson->n_renditions; i++)
        if (lesson->renditions[i].kind == ASSET_PICTURE)
            add_picture(variants, lesson, &lesson->renditions[i]);
    g_array_sort(variants, compare_variants);
    add_sounds(variants, lesson);
    put_first(variants);
    return variants;
}

static bool is_named(const GArray *variants, const char *group) {
    for (guint i = 0; i < variants->len; i++)
        if (g_strcmp0(g_array_index(variants, Variant, i).group, group) == 0)
            return true;
    return false;
}

/* ---- I-frames ---- */

static void append_iframe_variant(GString *out, const VodRendition *picture) {
    uint64_t peak = 0, bytes = 0;
    const uint32_t timescale = MEDIA_GRIDS[MEDIA_VIDEO].timescale;
    for (unsigned i = 0; i < picture->index->n_segments; i++) {
        const AssetSegment *segment = &picture->index->segments[i];
        uint64_t bits = (uint64_t)segment->key_length * 8;
        peak = MAX(peak, bits * timescale / segment->duration);
        bytes += segment->key_length;
    }
    uint64_t average = bytes * 8 * timescale / MAX(asset_index_end(picture->index), 1);
    g_string_append_printf(out,
                           "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=%" G_GUINT64_FORMAT
                           ",AVERAGE-BANDWIDTH=%" G_GUINT64_FORMAT
                           ",CODECS=\"%s\",RESOLUTION=%ux%u,URI=\"%s/iframes.m3u8\"\n",
                           MAX(peak, average), average, picture->track->codec,
                           (unsigned)picture->track->width, (unsigned)picture->track->height,
                           picture->name);
}

void vod_playlist_master(GString *out, const VodLesson *lesson) {
    g_autoptr(GArray) variants = list_variants(lesson);
    g_string_append(out, HEAD "#EXT-X-INDEPENDENT-SEGMENTS\n");
    if (is_named(variants, GROUP_FULL))
        append_sound_group(out, lesson, GROUP_FULL);
    if (is_named(variants, GROUP_LOW))
        append_sound_group(out, lesson, GROUP_LOW);
    bool has_texts = append_texts(out, lesson);
    for (guint i = 0; i < variants->len; i++)
        append_variant(out, lesson, &g_array_index(variants, Variant, i), has_texts);
    for (unsigned i = 0; i < lesson->n_renditions; i++)
        if (lesson->renditions[i].kind == ASSET_PICTURE)
            append_iframe_variant(out, &lesson->renditions[i]);
}

/* ---- media playlists ---- */

static void append_head(GString *out, const char *head, unsigned target_s) {
    g_string_append_printf(out,
                           "%s#EXT-X-TARGETDURATION:%u\n#EXT-X-MEDIA-SEQUENCE:0\n"
                           "#EXT-X-PLAYLIST-TYPE:VOD\n",
                           head, target_s);
}

void vod_playlist_media(GString *out, const AssetIndex *index) {
    append_head(out, HEAD, asset_index_target_s(index));
    g_string_append(out, "#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (unsigned i = 0; i < index->n_segments; i++) {
        g_string_append(out, "#EXTINF:");
        append_seconds(out, index->segments[i].duration, MEDIA_GRIDS[index->kind].timescale);
        g_string_append_printf(out, ",\ns%u.m4s\n", i);
    }
    g_string_append(out, "#EXT-X-ENDLIST\n");
}

void vod_playlist_iframes(GString *out, const AssetIndex *index) {
    append_head(out, HEAD, asset_index_target_s(index));
    g_string_append(out, "#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (unsigned i = 0; i < index->n_segments; i++) {
        g_string_append(out, "#EXTINF:");
        append_seconds(out, index->segments[i].duration, MEDIA_GRIDS[index->kind].timescale);
        g_string_append_printf(out, ",\n#EXT-X-BYTERANGE:%u@0\ns%u.m4s\n",
                               index->segments[i].key_length, i);
    }
    g_string_append(out, "#EXT-X-ENDLIST\n");
}

void vod_playlist_cues(GString *out, int64_t duration_us) {
    append_head(out, HEAD, (unsigned)((duration_us + 999999) / 1000000));
    g_string_append(out, "#EXTINF:");
    append_seconds(out, (uint64_t)duration_us, 1000000);
    g_string_append(out, ",\ncues.vtt\n#EXT-X-ENDLIST\n");
}

/* ---- old televisions ---- */

#define TV_HEAD             "#EXTM3U\n#EXT-X-VERSION:3\n"
#define TV_PREFERRED_HEIGHT 720
#define TV_OVERHEAD_PERCENT 112u   /* packets, PES, ADTS, tables */
#define TV_PADDING_BIT_RATE 30000u /* packets that even out counters, tables */

static void append_tv_variant(GString *out, const VodRendition *picture,
                              const VodRendition *sound) {
    uint64_t peak =
        asset_index_peak_bit_rate(picture->index) + asset_index_peak_bit_rate(sound->index);
    g_string_append_printf(out,
                           "#EXT-X-STREAM-INF:BANDWIDTH=%" G_GUINT64_FORMAT
                           ",CODECS=\"%s,%s\",RESOLUTION=%ux%u\n%s/%s.m3u8\n",
                           peak * TV_OVERHEAD_PERCENT / 100 + TV_PADDING_BIT_RATE,
                           picture->track->codec, sound->track->codec,
                           (unsigned)picture->track->width, (unsigned)picture->track->height,
                           sound->language, picture->name);
}

/* 720 lines first, because a set begins with the first; then from the smallest. */
static int compare_tv(gconstpointer a, gconstpointer b) {
    const VodRendition *one = *(const VodRendition *const *)a,
                       *two = *(const VodRendition *const *)b;
    bool one_first = one->track->height == TV_PREFERRED_HEIGHT;
    bool two_first = two->track->height == TV_PREFERRED_HEIGHT;
    if (one_first != two_first)
        return one_first ? -1 : 1;
    return (int)one->track->height - (int)two->track->height;
}

void vod_playlist_tv(GString *out, const VodLesson *lesson, const VodRendition *sound,
                     unsigned max_height) {
    g_autoptr(GPtrArray) pictures = g_ptr_array_new();
    const VodRendition *smallest = NULL;
    for (unsigned i = 0; i < lesson->n_renditions; i++) {
        const VodRendition *picture = &lesson->renditions[i];
        if (picture->kind != ASSET_PICTURE)
            continue;
        if (picture->track->height <= max_height)
            g_ptr_array_add(pictures, (void *)picture);
        if (!smallest || picture->track->height < smallest->track->height)
            smallest = picture;
    }
    if (pictures->len == 0 && smallest)
        g_ptr_array_add(pictures, (void *)smallest);
    g_ptr_array_sort(pictures, compare_tv);
    g_string_append(out, TV_HEAD);
    for (guint i = 0; i < pictures->len; i++)
        append_tv_variant(out, pictures->pdata[i], sound);
}

void vod_playlist_tv_media(GString *out, const AssetIndex *index, const char *track) {
    append_head(out, TV_HEAD, asset_index_target_s(index));
    for (unsigned i = 0; i < index->n_segments; i++) {
        g_string_append(out, "#EXTINF:");
        append_seconds(out, index->segments[i].duration, MEDIA_GRIDS[index->kind].timescale);
        g_string_append_printf(out, ",\n%s/t%u.ts\n", track, i);
    }
    g_string_append(out, "#EXT-X-ENDLIST\n");
}

/* ---- sprites ---- */

static void append_moment(GString *out, int64_t ms) {
    g_string_append_printf(out, "%02u:%02u:%02u.%03u", (unsigned)(ms / 3600000),
                           (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60),
                           (unsigned)(ms % 1000));
}

void vod_playlist_sprites(GString *out, const AssetSprites *sprites, int64_t duration_us) {
    int64_t each = sprites->columns * sprites->rows, end_ms = duration_us / 1000;
    int64_t n = each * (int64_t)g_strv_length(sprites->files);
    g_string_append(out, "WEBVTT\n");
    for (int64_t i = 0; i < n && i * sprites->every_ms < end_ms; i++) {
        g_string_append_c(out, '\n');
        append_moment(out, i * sprites->every_ms);
        g_string_append(out, " --> ");
        append_moment(out, MIN((i + 1) * sprites->every_ms, end_ms));
        g_string_append_printf(out, "\nsprite%u.jpg#xywh=%u,%u,%u,%u\n", (unsigned)(i / each),
                               (unsigned)(i % each % sprites->columns * sprites->width),
                               (unsigned)(i % each / sprites->columns * sprites->height),
                               (unsigned)sprites->width, (unsigned)sprites->height);
    }
}
