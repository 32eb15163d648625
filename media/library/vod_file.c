#include <string.h>

#include "base/clock.h"
#include "media/library/lesson_facts.h"
#include "media/library/vod_call.h"

#define TYPE_VIDEO   "video/mp4"
#define TYPE_SOUND   "audio/mp4"
#define CACHE_FILE   "private, no-cache"
#define URGENCY_FILE 7u /* after all that plays on the same connection (RFC 9218) */
#define FORM         1u /* of the files: another one has other bytes */
#define NAME_BYTES   1152
#define ETAG_BYTES   64

static void add_track(LessonExport *export, const LessonTrack *track) {
    LessonExportTrack *to = &export->tracks[export->n_tracks++];
    g_strlcpy(to->asset, track->asset->id, sizeof to->asset);
    g_strlcpy(to->name, track->media->track.name, sizeof to->name);
    g_strlcpy(to->language, track->asset->language, sizeof to->language);
}

static uint64_t bytes_of(const LessonTrack *track) {
    return asset_index_bytes(track->media->index);
}

/* The picture that goes with it: what phones show. */
static const LessonTrack *find_picture(const LessonView *view) {
    if (view->picture < 0)
        return NULL;
    const AssetManifest *manifest = view->tracks[view->picture].manifest;
    unsigned wanted = lesson_facts_picture(manifest, LESSON_FACTS_DOWNLOAD_HEIGHT);
    for (unsigned i = (unsigned)view->picture; i < view->n_tracks; i++)
        if (view->tracks[i].manifest == manifest && view->tracks[i].number == wanted)
            return &view->tracks[i];
    return &view->tracks[view->picture];
}

static bool plan(const VodCall *call, LessonFilesWish *wish) {
    const LessonTrack *sound = lesson_view_find_sound(call->view, call->path.language);
    const LessonTrack *picture = find_picture(call->view);
    bool is_video = call->path.kind == VOD_PATH_VIDEO_FILE;
    *wish = (LessonFilesWish){{0}};
    if (!sound || (is_video && !picture))
        return false;
    if (is_video) {
        add_track(&wish->export, picture);
        wish->bytes += bytes_of(picture);
    }
    add_track(&wish->export, sound);
    wish->bytes += bytes_of(sound);
    return true;
}

/* The texts are copied: the answer is written when the epoch is over. */
static void send(VodCall *call, const TsKey *key, GateFile *take_file) {
    static _Thread_local char name[NAME_BYTES], etag[ETAG_BYTES];
    static _Thread_local GateField fields[2];
    bool is_video = call->path.kind == VOD_PATH_VIDEO_FILE;
    GateAnswer *answer = vod_call_begin(call, is_video ? TYPE_VIDEO : TYPE_SOUND, CACHE_FILE);
    g_strlcpy(name, is_video ? call->view->video_name : call->view->sound_name, sizeof name);
    g_snprintf(etag, sizeof etag, "\"%s-%x-%x-%u\"", key->meeting, key->video, key->audio, FORM);
    fields[0] = (GateField){"x-content-type-options", "nosniff"};
    fields[1] = (GateField){"content-disposition", name};
    answer->etag = etag;
    answer->fields = fields;
    answer->n_fields = G_N_ELEMENTS(fields);
    answer->accept_ranges = true;
    answer->urgency = URGENCY_FILE;
    answer->take_file = take_file;
    answer->file_length = take_file->length;
    vod_call_count(call, 0, (uint64_t)(call->view->duration_us / CLOCK_US_PER_MS),
                   is_video ? DELIVERED_BOTH_KINDS : MEDIA_AUDIO);
}

void vod_file_answer(VodCall *call) {
    LessonFilesWish wish;
    GateFile *file = NULL;
    if (!call->view->order->allows_download && !call->is_studio) {
        vod_call_refuse(call, VOD_REFUSE_DOWNLOAD);
        return;
    }
    if (!plan(call, &wish)) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    TsKey key = lesson_files_key(&wish.export);
    TsCacheState state = lesson_files_find(call->options->files, &key, &file);
    wish.hold_key = vod_call_key(&key, sizeof key);
    if (state == TS_CACHE_READY)
        send(call, &key, file);
    else if (state == TS_CACHE_FAILED)
        vod_call_refuse(call, VOD_REFUSE_FAILED);
    else if (vod_call_may_ask(call) && lesson_files_post(call->options->files, &wish, NULL))
        vod_call_hold(call, wish.hold_key, LIBRARY_HANDLER_FILE_HOLD_US);
    else
        vod_call_refuse_making(call, lesson_files_percent(call->options->files, wish.hold_key));
}
