#include "base/gate/http_coding.h"
#include "media/library/vod_call.h"

#define TYPE_PLAYLIST  "application/vnd.apple.mpegurl"
#define TYPE_VTT       "text/vtt; charset=utf-8"
#define TYPE_VIDEO     "video/mp4"
#define TYPE_AUDIO     "audio/mp4"
#define CACHE_PLAYLIST "max-age=1"
/* The name carries the asset, which never changes. */
#define CACHE_MEDIA "max-age=31536000, immutable"
/* What leaves first on a shared HTTP/2 connection (RFC 9218), as in media/deliver/live_handler.c.
 */
#define URGENCY_PLAYLIST 1u
#define URGENCY_SOUND    2u
#define URGENCY_PICTURE  3u

static void answer_text(VodCall *call, const PlaylistText *text, const char *type) {
    static const GateField PLAIN[] = {{"x-content-type-options", "nosniff"},
                                      {"vary", "accept-encoding"}};
    static const GateField GZIP[] = {{"x-content-type-options", "nosniff"},
                                     {"vary", "accept-encoding"},
                                     {"content-encoding", "gzip"}};
    GateText accepted;
    if (!text->plain) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    bool is_gzip = gate_head_field(call->head, "accept-encoding", &accepted) &&
                   http_coding_quality(accepted, "gzip") > 0;
    GateAnswer *answer = vod_call_begin(call, type, CACHE_PLAYLIST);
    answer->fields = is_gzip ? GZIP : PLAIN;
    answer->n_fields = is_gzip ? G_N_ELEMENTS(GZIP) : G_N_ELEMENTS(PLAIN);
    answer->urgency = URGENCY_PLAYLIST;
    answer->take_body = gate_buffer_ref(is_gzip ? text->gzip : text->plain);
}

static const char *type_of(const LessonTrack *track) {
    return track->info.kind == ASSET_PICTURE ? TYPE_VIDEO : TYPE_AUDIO;
}

static void answer_init(VodCall *call, const LessonTrack *track) {
    GateAnswer *answer = vod_call_begin(call, type_of(track), CACHE_MEDIA);
    answer->urgency = URGENCY_SOUND;
    answer->accept_ranges = true;
    answer->take_body = gate_buffer_ref(track->media->init);
}

static uint64_t ms_of(uint64_t ticks, MediaKind kind) {
    return ticks * 1000 / MEDIA_GRIDS[kind].timescale;
}

static void answer_segment(VodCall *call, const LessonTrack *track) {
    const AssetIndex *index = track->media->index;
    if (call->path.number >= index->n_segments) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    const AssetSegment *segment = &index->segments[call->path.number];
    GateAnswer *answer = vod_call_begin(call, type_of(track), CACHE_MEDIA);
    answer->urgency = index->kind == MEDIA_VIDEO ? URGENCY_PICTURE : URGENCY_SOUND;
    answer->accept_ranges = true;
    answer->take_file = gate_file_ref(track->media->file);
    answer->file_offset = segment->offset;
    answer->file_length = segment->length;
    uint64_t from_ms = ms_of(segment->time, index->kind);
    vod_call_count(call, from_ms, ms_of(segment->time + segment->duration, index->kind) - from_ms,
                   index->kind);
}

static void answer_track(VodCall *call, const LessonTrack *track) {
    switch (call->path.kind) {
    case VOD_PATH_MEDIA:
        answer_text(call, &track->list, TYPE_PLAYLIST);
        return;
    case VOD_PATH_IFRAMES:
        answer_text(call, &track->iframes, TYPE_PLAYLIST);
        return;
    case VOD_PATH_INIT:
        answer_init(call, track);
        return;
    default:
        answer_segment(call, track);
        return;
    }
}

void vod_media_answer(VodCall *call) {
    const LessonTrack *track;
    switch (call->path.kind) {
    case VOD_PATH_MASTER:
        answer_text(call, &call->view->master, TYPE_PLAYLIST);
        return;
    case VOD_PATH_SPRITES:
        answer_text(call, &call->view->sprites, TYPE_VTT);
        return;
    case VOD_PATH_CUES_LIST:
        track = lesson_view_find(call->view, call->path.track, ASSET_SUBTITLE);
        break;
    default:
        track = lesson_view_find(call->view, call->path.track, ASSET_PICTURE);
        if (!track)
            track = lesson_view_find(call->view, call->path.track, ASSET_SOUND);
        break;
    }
    if (!track)
        vod_call_refuse(call, VOD_REFUSE_MISSING);
    else if (call->path.kind == VOD_PATH_CUES_LIST)
        answer_text(call, &track->list, TYPE_PLAYLIST);
    else
        answer_track(call, track);
}
