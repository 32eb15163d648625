#include "media/course/sound_make.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>

#include "media/course/cuts.h"
#include "media/course/plan.h"
#include "media/course/sound_measure.h"
#include "media/course/sound_run.h"
#include "media/lesson/asset_track.h"

#define WARN_TICKS SOURCE_TICKS_A_SECOND

typedef struct Making {
    const SoundJob *job;
    SoundFacts facts;
    SoundMeasure measure;
    SoundPlan plan;
} Making;

/* What of a sound is known without reading it. */
static SoundFacts look(const AVStream *stream) {
    const AVCodecParameters *codec = stream->codecpar;
    SoundFacts facts = {.sample_rate = (unsigned)MAX(codec->sample_rate, 0),
                        .channels = (unsigned)MAX(codec->ch_layout.nb_channels, 0)};
    facts.is_aac_lc = codec->codec_id == AV_CODEC_ID_AAC && codec->profile == FF_PROFILE_AAC_LOW;
    if (facts.is_aac_lc && codec->extradata_size >= 2) /* AudioSpecificConfig, frames of 1024 */
        facts.is_aac_lc = codec->extradata[0] == 0x11 &&
                          codec->extradata[1] == (uint8_t)(0x80 | facts.channels << 3);
    facts.is_steady = true;
    return facts;
}

static void remove_track(const char *folder, const char *name) {
    static const char *const ENDS[] = {"m4s", "part", "idx"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autofree char *path = g_strdup_printf("%s/%s.%s", folder, name, ENDS[i]);
        (void)unlink(path);
    }
}

static bool finish(const SoundJob *job, AacTrack *track, GError **error) {
    uint64_t bytes;
    if (!aac_track_finish(track, &bytes, error))
        return false;
    return pass_count_bytes(job->pass, bytes) || problem_set(error, PROBLEM_OUTPUT);
}

static AacTrack *open_track(const SoundJob *job, const char *name, unsigned channels,
                            unsigned bit_rate, GError **error) {
    bool is_done;
    const AacTrackWish wish = {job->folder, name, channels, bit_rate, job->cuts};
    remove_track(job->folder, name);
    return aac_track_open(&wish, &is_done, error);
}

/* ---- copy ---- */

/* Without the head of ADTS (ISO/IEC 14496-3 §1.A.2.2), which broadcast streams put before frames.
 */
static void skip_adts(const AVPacket *packet, const uint8_t **ret_bytes, size_t *ret_length) {
    const uint8_t *bytes = packet->data;
    size_t length = (size_t)packet->size;
    if (length > 9 && bytes[0] == 0xff && (bytes[1] & 0xf6) == 0xf0) {
        size_t head = bytes[1] & 1 ? 7 : 9;
        bytes += head;
        length -= head;
    }
    *ret_bytes = bytes;
    *ret_length = length;
}

static bool copy_packets(const Making *making, AacTrack *track, GError **error) {
    const SoundJob *job = making->job;
    AVPacket *packet = av_packet_alloc();
    bool is_good = true;
    int64_t origin = job->origin == AV_NOPTS_VALUE ? making->measure.begin : job->origin;
    double number =
        (double)(making->measure.begin - origin) * CUTS_SOUND_HZ / CUTS_A_SECOND / CUTS_AAC;
    int64_t next = (int64_t)lround(number);
    while (is_good && source_read(job->source, job->stream, packet) == 1) {
        const uint8_t *bytes;
        size_t length;
        skip_adts(packet, &bytes, &length);
        is_good = aac_track_copy(track, next++, bytes, length, error);
        av_packet_unref(packet);
        if (is_good && !pass_goes_on(job->pass))
            is_good = problem_set(error, PROBLEM_STOPPED);
    }
    av_packet_free(&packet);
    return is_good;
}

static bool copy_sound(const Making *making, GError **error) {
    const SoundJob *job = making->job;
    g_autoptr(AacTrack) track = open_track(job, SOUND_FULL, making->plan.channels, 0, error);
    if (track == NULL)
        return false;
    source_choose(job->source, job->stream);
    return source_rewind(job->source, error) && copy_packets(making, track, error) &&
           finish(job, track, error);
}

/* ---- encode ---- */

static bool encode_track(const SoundJob *job, const SoundGraphWish *wish, AacTrack *take_track,
                         GError **error) {
    g_autoptr(AacTrack) track = take_track;
    return track != NULL && sound_run(job, wish, track, error) && finish(job, track, error);
}

static bool encode_sound(const Making *making, GError **error) {
    const SoundPlan *plan = &making->plan;
    const SoundGraphWish wish = {.gain_centi = plan->gain_centi, .channels = plan->channels};
    return encode_track(making->job, &wish,
                        open_track(making->job, SOUND_FULL, plan->channels, plan->bit_rate, error),
                        error);
}

bool sound_make_low(const SoundJob *job, GError **error) {
    const SoundGraphWish wish = {.channels = 1};
    return encode_track(job, &wish, open_track(job, SOUND_LOW, 1, PLAN_LOW_BIT_RATE, error), error);
}

static bool measure_sound(Making *making, GError **error) {
    if (!sound_measure_run(making->job, &making->measure, error))
        return false;
    making->facts.is_steady = making->measure.is_steady;
    making->facts.bit_rate = making->measure.bit_rate;
    making->facts.is_same_twice = making->measure.is_same_twice;
    making->facts.has_loudness = making->measure.has_loudness;
    making->facts.loudness_centi = making->measure.loudness_centi;
    making->plan = plan_sound(&making->facts);
    return true;
}

/* ---- what it became ---- */

bool sound_make_describe(const char *folder, const char *name, unsigned channels,
                         AssetManifest *manifest, GError **error) {
    g_autoptr(AssetMedia) media = asset_track_open(folder, name, error);
    if (media == NULL)
        return false;
    AssetTrack *track = asset_manifest_add_track(manifest);
    track->name = g_strdup(name);
    track->codec = g_strdup(media->track.codec);
    track->channels = channels;
    track->peak_bit_rate = (int64_t)asset_index_peak_bit_rate(media->index);
    track->average_bit_rate = (int64_t)asset_index_average_bit_rate(media->index);
    return true;
}

static Warning judge_length(const Making *making, int64_t own) {
    const GArray *cuts = making->job->cuts;
    int64_t end = g_array_index(cuts, int64_t, cuts->len - 1);
    if (own < end - WARN_TICKS)
        return WARNING_SHORTER;
    return own > end + WARN_TICKS ? WARNING_LONGER : WARNING_NONE;
}

bool sound_make(const SoundJob *job, AssetManifest *manifest, Warning *ret_warning,
                GError **error) {
    Making making = {.job = job, .facts = look(job->stream)};
    if (!measure_sound(&making, error))
        return false;
    if (!(making.plan.is_copy ? copy_sound(&making, error) : encode_sound(&making, error)))
        return false;
    int64_t origin = job->origin == AV_NOPTS_VALUE ? making.measure.begin : job->origin;
    int64_t own = MAX(making.measure.end - origin, 0);
    manifest->has_loudness = making.measure.has_loudness;
    manifest->loudness_centi = making.measure.has_loudness ? making.measure.loudness_centi : 0;
    manifest->gain_centi = making.plan.gain_centi;
    manifest->own_duration_us = own * 100 / 9;
    *ret_warning = judge_length(&making, own);
    if (!sound_make_describe(job->folder, SOUND_FULL, making.plan.channels, manifest, error))
        return false;
    ((AssetTrack *)manifest->tracks->pdata[0])->is_copy = making.plan.is_copy;
    return true;
}
