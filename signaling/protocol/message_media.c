#include "signaling/protocol/message_media.h"

#include "signaling/protocol/message_rows.h"

static const char *const SOURCE_WORDS[] = {"camera", "screen", NULL};
static const char *const LINE_WORDS[] = {"full", "reduced", "low", "sound", "gone", NULL};

#define SDP_ROW(row_struct)                                                                        \
    { "sdp", JSON_STRING, offsetof(row_struct, sdp), JSON_REQUIRED, 1, MEDIA_SDP_CHARS }
#define PEER_ROW(row_struct)                                                                       \
    { "peer", JSON_STRING, offsetof(row_struct, peer), JSON_REQUIRED, 1, MEDIA_PEER_CHARS }

/* ---- client to server ---- */

const JsonTable MESSAGE_MEDIA_PUBLISH = {
    "media.publish", sizeof(MediaOfferMessage),
    (const JsonField[]){HEAD_ROWS("media.publish"), SDP_ROW(MediaOfferMessage), END_ROW}};

const JsonTable MESSAGE_MEDIA_VIEW = {
    "media.view", sizeof(MediaOfferMessage),
    (const JsonField[]){HEAD_ROWS("media.view"), SDP_ROW(MediaOfferMessage), END_ROW}};

static const JsonTable WISH_INFO = {
    "media_wish", sizeof(MediaWish),
    (const JsonField[]){
        {"place", JSON_INTEGER, offsetof(MediaWish, place), JSON_REQUIRED, 0, MEDIA_WISHES_MAX - 1},
        {"session", JSON_STRING, offsetof(MediaWish, session), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"source", JSON_ENUM, offsetof(MediaWish, source), JSON_REQUIRED, .words = SOURCE_WORDS},
        {"max_height_px", JSON_INTEGER, offsetof(MediaWish, max_height_px), JSON_REQUIRED, 0, 4320},
        {"priority", JSON_INTEGER, offsetof(MediaWish, priority), JSON_REQUIRED, 0, 100},
        END_ROW,
    }};

const JsonTable MESSAGE_MEDIA_SHOW = {
    "media.show", sizeof(MediaShowMessage),
    (const JsonField[]){
        HEAD_ROWS("media.show"),
        PEER_ROW(MediaShowMessage),
        {"wishes", JSON_OBJECTS, offsetof(MediaShowMessage, wishes), JSON_REQUIRED, 0,
         MEDIA_WISHES_MAX, .table = &WISH_INFO},
        END_ROW,
    }};

const JsonTable MESSAGE_MEDIA_CLOSE = {
    "media.close", sizeof(MediaCloseMessage),
    (const JsonField[]){HEAD_ROWS("media.close"), PEER_ROW(MediaCloseMessage), END_ROW}};

/* ---- server to client ---- */

const JsonTable MESSAGE_MEDIA_ANSWER = {
    "media.answer", sizeof(MediaAnswerMessage),
    (const JsonField[]){
        TYPE_ROW(MediaAnswerMessage, "media.answer"),
        RE_ROW(MediaAnswerMessage),
        PEER_ROW(MediaAnswerMessage),
        {"sdp", JSON_STRING, offsetof(MediaAnswerMessage, sdp), JSON_REQUIRED, 1, 65536},
        END_ROW,
    }};

const JsonTable MESSAGE_MEDIA_SPEAKERS = {
    "media.speakers", sizeof(MediaSpeakersMessage),
    (const JsonField[]){
        TYPE_ROW(MediaSpeakersMessage, "media.speakers"),
        {"sessions", JSON_STRINGS, offsetof(MediaSpeakersMessage, sessions), JSON_REQUIRED, 0,
         MEDIA_SPEAKERS_MAX, .item_max = ID_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_MEDIA_LINE = {
    "media.line", sizeof(MediaLineMessage),
    (const JsonField[]){
        TYPE_ROW(MediaLineMessage, "media.line"),
        PEER_ROW(MediaLineMessage),
        {"state", JSON_ENUM, offsetof(MediaLineMessage, state), JSON_REQUIRED, .words = LINE_WORDS},
        {"bps", JSON_INTEGER, offsetof(MediaLineMessage, bps), JSON_REQUIRED, 0, MEDIA_BPS_MAX},
        END_ROW,
    }};

#undef SDP_ROW
#undef PEER_ROW
