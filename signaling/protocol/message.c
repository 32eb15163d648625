#include "signaling/protocol/message.h"

#include <string.h>

#include "signaling/protocol/message_camera.h"
#include "signaling/protocol/message_media.h"
#include "signaling/protocol/message_room.h"
#include "signaling/protocol/message_rows.h"
#include "signaling/protocol/message_vote.h"

#define SECRET_CHARS 43 /* 32 bytes in base64url */
#define MEDIA_MAX_MS (INT64_C(7) * 24 * 3600 * 1000)
#define SINCE_MAX_MS (INT64_C(400) * 24 * 3600 * 1000)

static const char *const ROLE_WORDS[] = {"administrator", "auditor", "studio", "editor", "clerk",
                                         "interpreter",   "member",  "screen", "guest",  NULL};
static const char *const STATE_WORDS[] = {"active", "away", NULL};
static const char *const BEAT_STATE_WORDS[] = {"playing", "paused", "waiting",
                                               "hidden",  "ended",  NULL};
static const char *const NOTICE_WORDS[] = {
    "transfer.asked", "transfer.decided",   "rights.changed", "screen.changed",   "import.changed",
    "export.asked",   "export.decided",     "meeting.soon",   "meeting.open",     "meeting.changed",
    "study.changed",  "attendance.changed", "viewing.taken",  "register.changed", NULL};

static const char *const JOB_STATE_WORDS[] = {"waiting", "running",   "done",
                                              "failed",  "cancelled", NULL};

#define STATE_ROW(row_struct)                                                                      \
    { "state", JSON_ENUM, offsetof(row_struct, state), JSON_REQUIRED, .words = STATE_WORDS }
#define CLIENT_ROW(row_struct)                                                                     \
    { "client", JSON_ENUM, offsetof(row_struct, client), JSON_REQUIRED, .words = CLIENT_KIND_WORDS }
#define TIME_ROW(row_struct, name, member)                                                         \
    { name, JSON_INTEGER, offsetof(row_struct, member), JSON_REQUIRED, 0, MESSAGE_ID_MAX }
#define TOTAL_ROW(row_struct)                                                                      \
    { "total", JSON_INTEGER, offsetof(row_struct, total), JSON_REQUIRED, 0, MESSAGE_ID_MAX }

/* ---- client to server ---- */

const JsonTable MESSAGE_HELLO = {
    "hello", sizeof(HelloMessage),
    (const JsonField[]){
        HEAD_ROWS("hello"),
        CLIENT_ROW(HelloMessage),
        {"locale", JSON_STRING, offsetof(HelloMessage, locale), JSON_REQUIRED, 2, 35}, /* BCP 47 */
        {"resume", JSON_STRING, offsetof(HelloMessage, resume), JSON_OPTIONAL, SECRET_CHARS,
         SECRET_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_PING = {"ping", sizeof(MessageHead),
                                (const JsonField[]){HEAD_ROWS("ping"), END_ROW}};

const JsonTable MESSAGE_CLOCK = {
    "clock", sizeof(ClockMessage),
    (const JsonField[]){HEAD_ROWS("clock"), TIME_ROW(ClockMessage, "t0", t0_us), END_ROW}};

const JsonTable MESSAGE_PRESENCE_SUBSCRIBE = {
    "presence.subscribe", sizeof(MessageHead),
    (const JsonField[]){HEAD_ROWS("presence.subscribe"), END_ROW}};

const JsonTable MESSAGE_PRESENCE_UNSUBSCRIBE = {
    "presence.unsubscribe", sizeof(MessageHead),
    (const JsonField[]){HEAD_ROWS("presence.unsubscribe"), END_ROW}};

const JsonTable MESSAGE_PRESENCE_SET = {
    "presence.set", sizeof(PresenceSetMessage),
    (const JsonField[]){HEAD_ROWS("presence.set"), STATE_ROW(PresenceSetMessage), END_ROW}};

static const JsonTable SEEN_INFO = {
    "seen_interval", sizeof(SeatBeatSeen),
    (const JsonField[]){
        {"from_ms", JSON_INTEGER, offsetof(SeatBeatSeen, from_ms), JSON_REQUIRED, 0, MEDIA_MAX_MS},
        {"to_ms", JSON_INTEGER, offsetof(SeatBeatSeen, to_ms), JSON_REQUIRED, 0, MEDIA_MAX_MS},
        END_ROW,
    }};

/* The same fields and limits as in the API (catalog/api/viewing_json.c). */
static const JsonTable BEAT_INFO = {
    "one_beat", sizeof(SeatBeat),
    (const JsonField[]){
        {"sequence", JSON_INTEGER, offsetof(SeatBeat, sequence), JSON_REQUIRED, 1, 1000000},
        {"state", JSON_ENUM, offsetof(SeatBeat, state), JSON_REQUIRED, .words = BEAT_STATE_WORDS},
        {"position_ms", JSON_INTEGER, offsetof(SeatBeat, position_ms), JSON_REQUIRED, 0,
         MEDIA_MAX_MS},
        {"rate", JSON_NUMBER, offsetof(SeatBeat, rate), JSON_REQUIRED, 0, 4},
        {"language", JSON_STRING, offsetof(SeatBeat, language), JSON_REQUIRED, 0, 35},
        {"latency_ms", JSON_INTEGER, offsetof(SeatBeat, latency_ms), JSON_REQUIRED, -1, 86400000},
        {"seen", JSON_OBJECTS, offsetof(SeatBeat, seen), JSON_REQUIRED, 0, SEAT_BEAT_MAX_SEEN,
         .table = &SEEN_INFO},
        {"is_final", JSON_BOOL, offsetof(SeatBeat, is_final), JSON_REQUIRED},
        {"contact", JSON_STRING, offsetof(SeatBeat, contact), JSON_OPTIONAL, 1,
         SEAT_BEAT_CONTACT_CHARS},
        {"since_ms", JSON_INTEGER, offsetof(SeatBeat, since_ms), JSON_OPTIONAL, 0, SINCE_MAX_MS,
         .present_offset = offsetof(SeatBeat, has_since)},
        END_ROW,
    }};

const JsonTable MESSAGE_BEAT = {
    "beat", sizeof(BeatMessage),
    (const JsonField[]){
        HEAD_ROWS("beat"),
        {"viewing", JSON_STRING, offsetof(BeatMessage, viewing), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"token", JSON_STRING, offsetof(BeatMessage, token), JSON_OPTIONAL, 1,
         SEAT_BEAT_TOKEN_CHARS},
        {"beats", JSON_OBJECTS, offsetof(BeatMessage, beats), JSON_REQUIRED, 1, SEAT_BEATS_MAX,
         .table = &BEAT_INFO},
        END_ROW,
    }};

const JsonTable MESSAGE_BYE = {"bye", sizeof(MessageHead),
                               (const JsonField[]){HEAD_ROWS("bye"), END_ROW}};

/* ---- server to client ---- */

static const JsonTable ACCOUNT_INFO = {
    "account", sizeof(AccountInfo),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(AccountInfo, id), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"name", JSON_STRING, offsetof(AccountInfo, name), JSON_REQUIRED, 1, 64},
        {"display_name", JSON_STRING, offsetof(AccountInfo, display_name), JSON_REQUIRED, 0, 192},
        {"roles", JSON_STRINGS, offsetof(AccountInfo, roles), JSON_REQUIRED, 0, 8,
         .words = ROLE_WORDS, .item_max = 16},
        END_ROW,
    }};

const JsonTable MESSAGE_WELCOME = {
    "welcome", sizeof(WelcomeMessage),
    (const JsonField[]){
        TYPE_ROW(WelcomeMessage, "welcome"),
        RE_ROW(WelcomeMessage),
        SESSION_ROW(WelcomeMessage),
        {"resume", JSON_STRING, offsetof(WelcomeMessage, resume), JSON_REQUIRED, SECRET_CHARS,
         SECRET_CHARS},
        {"resumed", JSON_BOOL, offsetof(WelcomeMessage, resumed), JSON_REQUIRED},
        {"resume_within_s", JSON_INTEGER, offsetof(WelcomeMessage, resume_within_s), JSON_REQUIRED,
         1, 3600},
        TIME_ROW(WelcomeMessage, "now_us", now_us),
        {"account", JSON_OBJECT, offsetof(WelcomeMessage, account), JSON_REQUIRED,
         .table = &ACCOUNT_INFO},
        {"ping_every_s", JSON_INTEGER, offsetof(WelcomeMessage, ping_every_s), JSON_REQUIRED, 1,
         3600},
        END_ROW,
    }};

const JsonTable MESSAGE_PONG = {
    "pong", sizeof(PlainReply),
    (const JsonField[]){TYPE_ROW(PlainReply, "pong"), RE_ROW(PlainReply), END_ROW}};

const JsonTable MESSAGE_CLOCK_REPLY = {"clock", sizeof(ClockReply),
                                       (const JsonField[]){
                                           TYPE_ROW(ClockReply, "clock"),
                                           RE_ROW(ClockReply),
                                           TIME_ROW(ClockReply, "t0", t0_us),
                                           TIME_ROW(ClockReply, "t1", t1_us),
                                           TIME_ROW(ClockReply, "t2", t2_us),
                                           TIME_ROW(ClockReply, "wall_us", wall_us),
                                           END_ROW,
                                       }};

static const JsonTable PERSON_INFO = {
    "person", sizeof(PersonInfo),
    (const JsonField[]){
        SESSION_ROW(PersonInfo),
        {"account", JSON_STRING, offsetof(PersonInfo, account), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"display_name", JSON_STRING, offsetof(PersonInfo, display_name), JSON_REQUIRED, 0, 192},
        CLIENT_ROW(PersonInfo),
        STATE_ROW(PersonInfo),
        END_ROW,
    }};

static const JsonTable STATE_INFO = {
    "change", sizeof(StateInfo),
    (const JsonField[]){SESSION_ROW(StateInfo), STATE_ROW(StateInfo), END_ROW}};

const JsonTable MESSAGE_PRESENCE = {
    "presence", sizeof(PresenceMessage),
    (const JsonField[]){
        TYPE_ROW(PresenceMessage, "presence"),
        RE_ROW(PresenceMessage),
        {"people", JSON_OBJECTS, offsetof(PresenceMessage, people), JSON_REQUIRED, 0,
         MESSAGE_PEOPLE_MAX, .table = &PERSON_INFO},
        TOTAL_ROW(PresenceMessage),
        END_ROW,
    }};

const JsonTable MESSAGE_PRESENCE_CHANGED = {
    "presence.changed", sizeof(PresenceChangedMessage),
    (const JsonField[]){
        TYPE_ROW(PresenceChangedMessage, "presence.changed"),
        {"joined", JSON_OBJECTS, offsetof(PresenceChangedMessage, joined), JSON_REQUIRED, 0,
         MESSAGE_PEOPLE_MAX, .table = &PERSON_INFO},
        {"left", JSON_STRINGS, offsetof(PresenceChangedMessage, left), JSON_REQUIRED, 0,
         MESSAGE_PEOPLE_MAX, .item_max = ID_CHARS},
        {"changed", JSON_OBJECTS, offsetof(PresenceChangedMessage, changed), JSON_REQUIRED, 0,
         MESSAGE_PEOPLE_MAX, .table = &STATE_INFO},
        TOTAL_ROW(PresenceChangedMessage),
        END_ROW,
    }};

const JsonTable MESSAGE_OK = {
    "ok", sizeof(PlainReply),
    (const JsonField[]){TYPE_ROW(PlainReply, "ok"), RE_ROW(PlainReply), END_ROW}};

const JsonTable MESSAGE_BEAT_STORED = {
    "beat_stored", sizeof(BeatStoredMessage),
    (const JsonField[]){
        TYPE_ROW(BeatStoredMessage, "beat_stored"),
        RE_ROW(BeatStoredMessage),
        {"sequence", JSON_INTEGER, offsetof(BeatStoredMessage, sequence), JSON_REQUIRED, 0,
         1000000},
        {"contact", JSON_STRING, offsetof(BeatStoredMessage, contact), JSON_REQUIRED,
         SEAT_BEAT_CONTACT_CHARS, SEAT_BEAT_CONTACT_CHARS},
        {"is_elsewhere", JSON_BOOL, offsetof(BeatStoredMessage, is_elsewhere), JSON_REQUIRED},
        {"credited_ms", JSON_INTEGER, offsetof(BeatStoredMessage, credited_ms), JSON_OPTIONAL, 0,
         MEDIA_MAX_MS, .present_offset = offsetof(BeatStoredMessage, has_credited)},
        END_ROW,
    }};

const JsonTable MESSAGE_ERROR = {
    "error", sizeof(ErrorMessage),
    (const JsonField[]){
        TYPE_ROW(ErrorMessage, "error"),
        {"re", JSON_INTEGER, offsetof(ErrorMessage, re), JSON_OPTIONAL, 1, MESSAGE_ID_MAX,
         .present_offset = offsetof(ErrorMessage, has_re)},
        {"code", JSON_STRING, offsetof(ErrorMessage, code), JSON_REQUIRED, 1, 32},
        {"detail", JSON_STRING, offsetof(ErrorMessage, detail), JSON_REQUIRED, 0, 1024},
        {"retry_after_ms", JSON_INTEGER, offsetof(ErrorMessage, retry_after_ms), JSON_OPTIONAL, 1,
         3600000, .present_offset = offsetof(ErrorMessage, has_retry_after)},
        END_ROW,
    }};

const JsonTable MESSAGE_MOVED = {
    "moved", sizeof(MovedMessage),
    (const JsonField[]){
        TYPE_ROW(MovedMessage, "moved"),
        {"url", JSON_STRING, offsetof(MovedMessage, url), JSON_REQUIRED, 6, 1024},
        END_ROW,
    }};

const JsonTable MESSAGE_STOPPING = {
    "stopping", sizeof(StoppingMessage),
    (const JsonField[]){TYPE_ROW(StoppingMessage, "stopping"), END_ROW}};

const JsonTable MESSAGE_NOTICE = {
    "notice", sizeof(NoticeMessage),
    (const JsonField[]){
        TYPE_ROW(NoticeMessage, "notice"),
        {"kind", JSON_ENUM, offsetof(NoticeMessage, kind), JSON_REQUIRED, .words = NOTICE_WORDS},
        {"subject", JSON_STRING, offsetof(NoticeMessage, subject), JSON_OPTIONAL, ID_CHARS,
         ID_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_JOB_CHANGED = {
    "job.changed", sizeof(JobChangedMessage),
    (const JsonField[]){
        TYPE_ROW(JobChangedMessage, "job.changed"),
        {"id", JSON_STRING, offsetof(JobChangedMessage, id), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"lesson_id", JSON_STRING, offsetof(JobChangedMessage, lesson_id), JSON_REQUIRED, ID_CHARS,
         ID_CHARS},
        {"state", JSON_ENUM, offsetof(JobChangedMessage, state), JSON_REQUIRED,
         .words = JOB_STATE_WORDS},
        {"step", JSON_STRING, offsetof(JobChangedMessage, step), JSON_REQUIRED, 0, 32},
        {"permille", JSON_INTEGER, offsetof(JobChangedMessage, permille), JSON_REQUIRED, 0, 1000},
        {"left_s", JSON_INTEGER, offsetof(JobChangedMessage, left_s), JSON_OPTIONAL, 0,
         MESSAGE_ID_MAX, .present_offset = offsetof(JobChangedMessage, has_left)},
        END_ROW,
    }};

const JsonTable *const MESSAGES_FROM_SERVER[] = {&MESSAGE_WELCOME,
                                                 &MESSAGE_PONG,
                                                 &MESSAGE_CLOCK_REPLY,
                                                 &MESSAGE_PRESENCE,
                                                 &MESSAGE_PRESENCE_CHANGED,
                                                 &MESSAGE_OK,
                                                 &MESSAGE_BEAT_STORED,
                                                 &MESSAGE_ERROR,
                                                 &MESSAGE_MOVED,
                                                 &MESSAGE_STOPPING,
                                                 &MESSAGE_NOTICE,
                                                 &MESSAGE_JOB_CHANGED,
                                                 &MESSAGE_ROOM,
                                                 &MESSAGE_ROOM_WAITING,
                                                 &MESSAGE_ROOM_CHANGED,
                                                 &MESSAGE_ROOM_SAID,
                                                 &MESSAGE_ROOM_UNSAID,
                                                 &MESSAGE_ROOM_REMOVED,
                                                 &MESSAGE_VOTE_CHANGED,
                                                 &MESSAGE_MEDIA_ANSWER,
                                                 &MESSAGE_MEDIA_SPEAKERS,
                                                 &MESSAGE_MEDIA_LINE,
                                                 &MESSAGE_CAMERA_OFFERED,
                                                 &MESSAGE_CAMERA,
                                                 &MESSAGE_CAMERA_CHANGED,
                                                 &MESSAGE_CAMERA_ENDED,
                                                 NULL};

#undef STATE_ROW
#undef CLIENT_ROW
#undef TIME_ROW
#undef TOTAL_ROW

const char *message_type(const JsonTable *table) {
    return table->fields[0].words[0];
}

static int number_of(const char *const *words, const char *word) {
    for (int number = 0; words[number]; number++)
        if (strcmp(words[number], word) == 0)
            return number;
    return -1;
}

int message_notice_kind(const char *word) {
    return number_of(NOTICE_WORDS, word);
}

int message_job_state(const char *word) {
    return number_of(JOB_STATE_WORDS, word);
}

GStrv message_role_words(uint32_t roles) {
    GStrv words = g_new0(char *, G_N_ELEMENTS(ROLE_WORDS));
    unsigned n = 0;
    for (unsigned bit = 0; ROLE_WORDS[bit]; bit++)
        if (roles & UINT32_C(1) << bit)
            words[n++] = (char *)ROLE_WORDS[bit];
    return words;
}
