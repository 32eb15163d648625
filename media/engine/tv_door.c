#include "media/engine/tv_door.h"

#include <string.h>

#include "base/clock.h"

#define TYPE_PLAYLIST  "application/vnd.apple.mpegurl"
#define TYPE_SEGMENT   "video/mp2t"
#define CACHE_PLAYLIST "max-age=1"
#define CACHE_SEGMENT  "max-age=3600"
#define OWN_KEYS       (UINT64_C(3) << 60)

static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"}};

static void fill(GateAnswer *answer, const char *type, const char *cache_control) {
    answer->status = 200;
    answer->content_type = type;
    answer->cache_control = cache_control;
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
}

static bool answer_text(GateBuffer *text, GateAnswer *answer) {
    if (!text)
        return false;
    fill(answer, TYPE_PLAYLIST, CACHE_PLAYLIST);
    answer->take_body = gate_buffer_ref(text);
    return true;
}

/* The stereo sound of a language; -1: there is none. */
static int find_language(const ShelfView *view, GateText language) {
    for (unsigned i = 0; i < view->n_tracks; i++) {
        const MediaTrack *info = &view->tracks[i].info;
        if (info->kind == MEDIA_AUDIO && !info->is_low &&
            strlen(info->language) == language.length &&
            g_ascii_strncasecmp(info->language, language.at, language.length) == 0)
            return (int)i;
    }
    return -1;
}

static int find_picture(const ShelfView *view, GateText name) {
    int track = shelf_view_find_track(view, name.at, name.length);
    return track >= 0 && view->tracks[track].info.kind == MEDIA_VIDEO ? track : -1;
}

static uint64_t hold_key(const TsKey *key) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < sizeof *key; i++)
        hash = (hash ^ ((const uint8_t *)key)[i]) * UINT64_C(1099511628211);
    return OWN_KEYS | hash >> 4;
}

static void send_segment(const LiveQuestion *question, GateFile *take_file, GateAnswer *answer) {
    fill(answer, TYPE_SEGMENT, CACHE_SEGMENT);
    answer->accept_ranges = true;
    answer->take_file = take_file;
    answer->file_length = take_file->length;
    uint64_t msn = question->path->number;
    live_handler_count(question, answer, msn * MEDIA_PARTS_PER_SEGMENT,
                       msn % 2 == 0 ? 2 * MEDIA_PARTS_PER_SEGMENT : MEDIA_PARTS_PER_SEGMENT);
}

/* A segment that is to be made. */
typedef struct TvMail {
    TvDoor *door;
    TsKey key;
    uint64_t hold_key;
} TvMail;

/* On the owner's thread. The key is fired in any case. */
static void take_wish(void *data) {
    TvMail *mail = data;
    TvDoor *door = mail->door;
    g_autoptr(TsJob) job = door->make_job(&mail->key, door->user);
    if (job)
        job->hold_key = mail->hold_key;
    if (job && ts_maker_post(door->maker, job, NULL))
        g_steal_pointer(&job);
    else
        door->fire(mail->hold_key, door->user);
}

static bool wish(TvDoor *door, const TsKey *key, uint64_t hold_for) {
    TvMail *mail = g_new(TvMail, 1);
    *mail = (TvMail){door, *key, hold_for};
    if (worker_post(door->owner, take_wish, mail, g_free, NULL))
        return true;
    g_free(mail);
    return false;
}

/* Nobody has said yet that there is no such segment. */
static bool may_wait(GateTurn turn) {
    return turn == GATE_TURN_FIRST || turn == GATE_TURN_MISSED;
}

static bool answer_segment(TvDoor *door, const LiveQuestion *question, GateAnswer *answer) {
    int video = find_picture(question->view, question->path->track);
    int audio = find_language(question->view, question->path->language);
    GateFile *file = NULL;
    if (video < 0 || audio < 0)
        return false;
    TsKey key = ts_cache_key(shelf_meeting_id(question->meeting), question->path->number,
                             (unsigned)video, (unsigned)audio);
    TsCacheState state = ts_maker_find(door->maker, &key, &file);
    if (state == TS_CACHE_READY) {
        send_segment(question, file, answer);
        return true;
    }
    uint64_t wait_for = hold_key(&key);
    if (state == TS_CACHE_FAILED || !may_wait(question->turn) || !wish(door, &key, wait_for))
        return false;
    answer->action = GATE_HOLD;
    answer->hold_key = wait_for;
    answer->hold_until_us = clock_monotonic_us() + LIVE_HANDLER_HOLD_US;
    return true;
}

bool tv_door_answer(const LiveQuestion *question, GateAnswer *answer, void *user) {
    const ShelfView *view = question->view;
    int language = view ? find_language(view, question->path->language) : -1;
    int picture;
    if (language < 0)
        return false;
    switch (question->path->kind) {
    case LIVE_PATH_TV:
        return answer_text(view->tracks[language].tv, answer);
    case LIVE_PATH_TV_MEDIA:
        picture = find_picture(view, question->path->track);
        return picture >= 0 && answer_text(view->tracks[picture].tv, answer);
    case LIVE_PATH_TV_SEGMENT:
        return answer_segment(user, question, answer);
    default:
        return false;
    }
}
