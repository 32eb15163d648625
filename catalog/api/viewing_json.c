#include "catalog/api/viewing_json.h"

#include <math.h>

#include "catalog/course/course_text.h"

#define ID_CHARS 36

static const char *const STATE_WORDS[] = {"playing", "paused", "waiting", "hidden", "ended", NULL};
static const char *const MODE_WORDS[] = {"played", "kept", NULL};

const JsonTable VIEWING_WISH_TABLE = {
    "viewing", sizeof(ViewingWishJson),
    (const JsonField[]){
        {"meeting_id", JSON_STRING, offsetof(ViewingWishJson, meeting_id), JSON_OPTIONAL, 1,
         ID_CHARS},
        {"lesson_id", JSON_STRING, offsetof(ViewingWishJson, lesson_id), JSON_OPTIONAL, 1,
         COURSE_ALIAS_MAX_CHARS},
        {"device", JSON_STRING, offsetof(ViewingWishJson, device), JSON_OPTIONAL, 0,
         VIEWING_DEVICE_MAX_CHAR},
        {"study_id", JSON_STRING, offsetof(ViewingWishJson, study_id), JSON_OPTIONAL, ID_CHARS,
         ID_CHARS},
        {"mode", JSON_ENUM, offsetof(ViewingWishJson, mode), JSON_OPTIONAL, .words = MODE_WORDS},
        {NULL, JSON_END},
    }};

static const JsonTable TV_URL_TABLE = {"tv_url", sizeof(TvUrlJson),
                                       (const JsonField[]){
                                           {"language", JSON_STRING, offsetof(TvUrlJson, language)},
                                           {"url", JSON_STRING, offsetof(TvUrlJson, url)},
                                           {NULL, JSON_END},
                                       }};

const JsonTable VIEWING_TABLE = {
    "viewing", sizeof(ViewingJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(ViewingJson, id)},
        {"meeting_id", JSON_STRING, offsetof(ViewingJson, meeting_id)},
        {"lesson_id", JSON_STRING, offsetof(ViewingJson, lesson_id)},
        {"expires_at", JSON_STRING, offsetof(ViewingJson, expires_at)},
        {"is_live", JSON_BOOL, offsetof(ViewingJson, is_live)},
        {"live_url", JSON_STRING, offsetof(ViewingJson, live_url)},
        {"phone_url", JSON_STRING, offsetof(ViewingJson, phone_url)},
        {"tv_urls", JSON_OBJECTS, offsetof(ViewingJson, tv_urls), .table = &TV_URL_TABLE},
        {"base_url", JSON_STRING, offsetof(ViewingJson, base_url)},
        {"resume_ms", JSON_INTEGER, offsetof(ViewingJson, resume_ms)},
        {"starts_wall_us", JSON_INTEGER, offsetof(ViewingJson, starts_wall_us)},
        {"beat_every_ms", JSON_INTEGER, offsetof(ViewingJson, beat_every_ms)},
        {"contact", JSON_STRING, offsetof(ViewingJson, contact)},
        {NULL, JSON_END},
    }};

typedef struct SeenJson {
    int64_t from_ms, to_ms;
} SeenJson;

static const JsonTable SEEN_TABLE = {
    "interval", sizeof(SeenJson),
    (const JsonField[]){
        {"from_ms", JSON_INTEGER, offsetof(SeenJson, from_ms), JSON_REQUIRED, 0,
         VIEWING_MEDIA_MAX_MS},
        {"to_ms", JSON_INTEGER, offsetof(SeenJson, to_ms), JSON_REQUIRED, 0, VIEWING_MEDIA_MAX_MS},
        {NULL, JSON_END},
    }};

typedef struct BeatJson {
    int64_t sequence;
    int state;
    int64_t position_ms;
    double rate;
    char *language;
    int64_t latency_ms;
    GPtrArray *seen;
    bool is_final;
    char *contact;
    int64_t since_ms;
    bool has_since;
} BeatJson;

static const JsonTable BEAT_TABLE = {
    "beat", sizeof(BeatJson),
    (const JsonField[]){
        {"sequence", JSON_INTEGER, offsetof(BeatJson, sequence), JSON_REQUIRED, 1,
         VIEWING_MAX_SEQUENCE},
        {"state", JSON_ENUM, offsetof(BeatJson, state), JSON_REQUIRED, .words = STATE_WORDS},
        {"position_ms", JSON_INTEGER, offsetof(BeatJson, position_ms), JSON_REQUIRED, 0,
         VIEWING_MEDIA_MAX_MS},
        {"rate", JSON_NUMBER, offsetof(BeatJson, rate), JSON_REQUIRED, 0,
         VIEWING_RATE_MAX_MILLI / 1000},
        {"language", JSON_STRING, offsetof(BeatJson, language), JSON_REQUIRED, 0,
         VIEWING_LANGUAGE_BYTES - 1},
        {"latency_ms", JSON_INTEGER, offsetof(BeatJson, latency_ms), JSON_REQUIRED, -1,
         VIEWING_LATENCY_MAX_MS},
        {"seen", JSON_OBJECTS, offsetof(BeatJson, seen), JSON_REQUIRED, 0, VIEWING_BEAT_MAX_SEEN,
         .table = &SEEN_TABLE},
        {"is_final", JSON_BOOL, offsetof(BeatJson, is_final), JSON_REQUIRED},
        {"contact", JSON_STRING, offsetof(BeatJson, contact), JSON_OPTIONAL, 1,
         VIEWING_CONTACT_BYTES - 1},
        {"since_ms", JSON_INTEGER, offsetof(BeatJson, since_ms), JSON_OPTIONAL, 0,
         VIEWING_SINCE_MAX_MS, .present_offset = offsetof(BeatJson, has_since)},
        {NULL, JSON_END},
    }};

const JsonTable BEATS_TABLE = {
    "beats", sizeof(BeatsJson),
    (const JsonField[]){
        {"beats", JSON_OBJECTS, offsetof(BeatsJson, beats), JSON_REQUIRED, 1,
         VIEWING_CALL_MAX_BEATS, .table = &BEAT_TABLE},
        {"token", JSON_STRING, offsetof(BeatsJson, token), JSON_OPTIONAL, 1, TOKEN_TEXT_MAX_BYTES},
        {NULL, JSON_END},
    }};

const JsonTable TAKE_TABLE = {
    "take", sizeof(TakeJson),
    (const JsonField[]){
        {"token", JSON_STRING, offsetof(TakeJson, token), JSON_OPTIONAL, 1, TOKEN_TEXT_MAX_BYTES},
        {NULL, JSON_END},
    }};

const JsonTable BEATS_ANSWER_TABLE = {
    "beats_answer", sizeof(BeatsAnswerJson),
    (const JsonField[]){
        {"sequence", JSON_INTEGER, offsetof(BeatsAnswerJson, sequence)},
        {"contact", JSON_STRING, offsetof(BeatsAnswerJson, contact)},
        {"is_elsewhere", JSON_BOOL, offsetof(BeatsAnswerJson, is_elsewhere)},
        {"credited_ms", JSON_INTEGER, offsetof(BeatsAnswerJson, credited_ms),
         .present_offset = offsetof(BeatsAnswerJson, has_credited)},
        {NULL, JSON_END},
    }};

static void read_beat(const BeatJson *json, ViewingBeat *ret_beat) {
    *ret_beat = (ViewingBeat){.sequence = json->sequence,
                              .state = (ViewingState)json->state,
                              .position_ms = json->position_ms,
                              .rate_milli = lround(json->rate * 1000),
                              .latency_ms = json->latency_ms,
                              .is_final = json->is_final,
                              .since_ms = json->has_since ? json->since_ms : -1,
                              .n_seen = json->seen->len};
    g_strlcpy(ret_beat->language, json->language, sizeof ret_beat->language);
    g_strlcpy(ret_beat->contact, json->contact ? json->contact : "", sizeof ret_beat->contact);
    for (unsigned i = 0; i < json->seen->len; i++) {
        const SeenJson *seen = json->seen->pdata[i];
        ret_beat->seen[i] = (ViewingInterval){seen->from_ms, seen->to_ms};
    }
}

ViewingBeat *viewing_json_beats(const BeatsJson *json) {
    ViewingBeat *beats = g_new(ViewingBeat, json->beats->len);
    for (unsigned i = 0; i < json->beats->len; i++)
        read_beat(json->beats->pdata[i], &beats[i]);
    return beats;
}
