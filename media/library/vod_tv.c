#include <string.h>

#include "media/library/vod_call.h"

#define TYPE_PLAYLIST  "application/vnd.apple.mpegurl"
#define TYPE_SEGMENT   "video/mp2t"
#define CACHE_PLAYLIST "max-age=1"
#define CACHE_SEGMENT  "max-age=3600"

static void answer_text(VodCall *call, GateBuffer *text) {
    if (!text) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    vod_call_begin(call, TYPE_PLAYLIST, CACHE_PLAYLIST)->take_body = gate_buffer_ref(text);
}

/* Assets never change: neither does what is made of two of them. */
static TsKey key_of(const LessonTrack *picture, const LessonTrack *sound, uint64_t number) {
    return ts_cache_key(picture->asset->id, number, picture->number,
                        g_str_hash(sound->asset->id) * 31 + sound->number);
}

static uint64_t ms_of(uint64_t ticks) {
    return ticks * 1000 / MEDIA_GRIDS[MEDIA_VIDEO].timescale;
}

static void fill_source(const LessonTrack *track, uint64_t number, TsSource *source) {
    const AssetIndex *index = track->media->index;
    source->track = track->media->track;
    if (track->asset->code3[0]) /* a code stands for itself */
        g_strlcpy(source->track.language, track->asset->code3, sizeof source->track.language);
    source->file = gate_file_ref(track->media->file);
    if (number < index->n_segments)
        source->spans[0] =
            (GridSpan){index->segments[number].offset, index->segments[number].length, 0};
}

static bool ask(VodCall *call, const TsKey *key, const LessonTrack *picture,
                const LessonTrack *sound) {
    g_autoptr(TsJob) job = ts_job_new();
    const AssetSegment *segment = &picture->media->index->segments[key->msn];
    job->key = *key;
    job->n_parts = 1;
    job->begin_ticks = (int64_t)segment->time;
    job->n_ticks = segment->duration;
    job->decode_lead_ticks = LIBRARY_HANDLER_DECODE_LEAD;
    job->hold_key = vod_call_key(key, sizeof *key);
    fill_source(picture, key->msn, &job->video);
    fill_source(sound, key->msn, &job->audio);
    if (!ts_maker_post(call->options->ts, job, NULL))
        return false;
    g_steal_pointer(&job);
    return true;
}

static void send_segment(VodCall *call, const LessonTrack *picture, GateFile *take_file) {
    const AssetSegment *segment = &picture->media->index->segments[call->path.number];
    GateAnswer *answer = vod_call_begin(call, TYPE_SEGMENT, CACHE_SEGMENT);
    answer->accept_ranges = true;
    answer->take_file = take_file;
    answer->file_length = take_file->length;
    uint64_t from_ms = ms_of(segment->time);
    vod_call_count(call, from_ms, ms_of(segment->time + segment->duration) - from_ms,
                   DELIVERED_BOTH_KINDS);
}

static void answer_segment(VodCall *call, const LessonTrack *picture, const LessonTrack *sound) {
    GateFile *file = NULL;
    if (call->path.number >= picture->media->index->n_segments) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    TsKey key = key_of(picture, sound, call->path.number);
    TsCacheState state = ts_maker_find(call->options->ts, &key, &file);
    if (state == TS_CACHE_READY)
        send_segment(call, picture, file);
    else if (state == TS_CACHE_ABSENT && vod_call_may_ask(call) && ask(call, &key, picture, sound))
        vod_call_hold(call, vod_call_key(&key, sizeof key), LIBRARY_HANDLER_HOLD_US);
    else
        vod_call_refuse(call, state == TS_CACHE_FAILED ? VOD_REFUSE_MISSING : VOD_REFUSE_WAITED);
}

void vod_tv_answer(VodCall *call) {
    const LessonTrack *sound = lesson_view_find_sound(call->view, call->path.language);
    const LessonTrack *picture =
        call->path.kind == VOD_PATH_TV
            ? NULL
            : lesson_view_find(call->view, call->path.track, ASSET_PICTURE);
    if (!sound || (!picture && call->path.kind != VOD_PATH_TV))
        vod_call_refuse(call, VOD_REFUSE_MISSING);
    else if (call->path.kind == VOD_PATH_TV)
        answer_text(call, sound->tv);
    else if (call->path.kind == VOD_PATH_TV_MEDIA)
        answer_text(call, picture->tv);
    else
        answer_segment(call, picture, sound);
}
