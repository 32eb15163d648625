#include "media/engine/made_media.h"

#include "base/log.h"
#include "media/engine/download_door.h"
#include "media/engine/tv_door.h"

#define SWEEP_EVERY_TICKS 3600u

struct MadeMedia {
    MadeMediaOptions options;
    TvDoor tv;
    DownloadMaker *downloads;
    DownloadDoor download;
    unsigned ticks;
};

/* ---- on the owner's thread ---- */

static LiveMeeting *find(const MadeMedia *made, const char *meeting_id) {
    return made->options.find(meeting_id, made->options.user);
}

static TsJob *make_ts_job(const TsKey *key, void *user) {
    LiveMeeting *meeting = find(user, key->meeting);
    return meeting ? live_meeting_ts_job(meeting, key) : NULL;
}

static void fire(uint64_t key, void *user) {
    const MadeMedia *made = user;
    made->options.fire(key, made->options.user);
}

static void wish_download(const char *meeting_id, void *user) {
    LiveMeeting *meeting = find(user, meeting_id);
    if (meeting)
        download_wish(live_meeting_download(meeting));
}

static void told_download(const DownloadNews *news, void *user) {
    LiveMeeting *meeting = find(user, news->meeting);
    if (meeting)
        download_told(live_meeting_download(meeting), news);
}

void made_media_forget(MadeMedia *made, const char *meeting_id) {
    g_autoptr(GError) error = NULL;
    if (!ts_maker_forget(made->tv.maker, meeting_id, &error))
        log_error(LOG_ERROR, "media", "old segments stay in memory", error);
    g_clear_error(&error);
    if (!download_maker_forget(made->downloads, meeting_id, &error))
        log_error(LOG_ERROR, "media", "a file that is out of date stays on the disk", error);
}

void made_media_tick(MadeMedia *made, const StorageState *storage) {
    download_maker_hold(made->downloads, storage->action != SPACE_OK);
    if (++made->ticks % SWEEP_EVERY_TICKS == 0)
        download_maker_sweep(made->downloads);
}

/* ---- on gate workers ---- */

bool made_media_answer(const LiveQuestion *question, GateAnswer *answer, void *user) {
    MadeMedia *made = user;
    if (question->path->kind == LIVE_PATH_DOWNLOAD)
        return download_door_answer(question, answer, &made->download);
    return tv_door_answer(question, answer, &made->tv);
}

/* ---- life ---- */

MadeMedia *made_media_start(const MadeMediaOptions *options, GError **error) {
    MadeMedia *made = g_new0(MadeMedia, 1);
    made->options = *options;
    TsMakerOptions ts = {.max_bytes = TV_DOOR_CACHE_BYTES, .on_made = fire, .user = made};
    DownloadMakerOptions downloads = {options->folder, options->min_free_bytes, options->owner,
                                      told_download, made};
    made->tv = (TvDoor){ts_maker_start(&ts, error), options->owner, make_ts_job, fire, made};
    made->downloads = made->tv.maker ? download_maker_start(&downloads, error) : NULL;
    made->download = (DownloadDoor){options->owner, wish_download, made, NULL};
    download_door_open(&made->download);
    if (made->downloads)
        return made;
    made_media_free(made);
    return NULL;
}

void made_media_stop(MadeMedia *made) {
    if (made && made->tv.maker)
        ts_maker_stop(made->tv.maker);
    if (made && made->downloads)
        download_maker_stop(made->downloads);
}

void made_media_free(MadeMedia *made) {
    if (!made)
        return;
    made_media_stop(made);
    ts_maker_free(made->tv.maker);
    download_maker_free(made->downloads);
    download_door_close(&made->download);
    g_free(made);
}

DownloadMaker *made_media_downloads(const MadeMedia *made) {
    return made->downloads;
}

TsMaker *made_media_ts(const MadeMedia *made) {
    return made->tv.maker;
}
