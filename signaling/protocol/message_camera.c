#include "signaling/protocol/message_camera.h"

#include "signaling/protocol/message_room.h"
#include "signaling/protocol/message_rows.h"

static const char *const SOURCE_WORDS[] = {"microphone", "camera", NULL};
static const char *const STATE_WORDS[] = {"none", "here", "lost", NULL};
static const char *const END_WORDS[] = {"ended", "moved", "left", "over", NULL};

#define SECRET_ROW(row_struct)                                                                     \
    {                                                                                              \
        "secret", JSON_STRING, offsetof(row_struct, secret), JSON_REQUIRED, CAMERA_SECRET_CHARS,   \
            CAMERA_SECRET_CHARS                                                                    \
    }
#define SOURCES_ROW(row_struct, name, member)                                                      \
    {                                                                                              \
        name, JSON_STRINGS, offsetof(row_struct, member), JSON_REQUIRED, 0, 2,                     \
            .words = SOURCE_WORDS, .item_max = 16                                                  \
    }

/* ---- client to server ---- */

const JsonTable MESSAGE_CAMERA_OFFER = {"camera.offer", sizeof(MessageHead),
                                        (const JsonField[]){HEAD_ROWS("camera.offer"), END_ROW}};

const JsonTable MESSAGE_CAMERA_TAKE = {
    "camera.take", sizeof(CameraTakeMessage),
    (const JsonField[]){HEAD_ROWS("camera.take"), SECRET_ROW(CameraTakeMessage), END_ROW}};

const JsonTable MESSAGE_CAMERA_STATE = {
    "camera.state", sizeof(CameraStateMessage),
    (const JsonField[]){HEAD_ROWS("camera.state"), SOURCES_ROW(CameraStateMessage, "on", on),
                        END_ROW}};

const JsonTable MESSAGE_CAMERA_END = {
    "camera.end", sizeof(CameraEndMessage),
    (const JsonField[]){
        HEAD_ROWS("camera.end"),
        {"code_only", JSON_BOOL, offsetof(CameraEndMessage, code_only), JSON_OPTIONAL},
        END_ROW,
    }};

/* ---- server to client ---- */

const JsonTable MESSAGE_CAMERA_OFFERED = {
    "camera.offered", sizeof(CameraOfferedMessage),
    (const JsonField[]){
        TYPE_ROW(CameraOfferedMessage, "camera.offered"),
        RE_ROW(CameraOfferedMessage),
        SECRET_ROW(CameraOfferedMessage),
        {"valid_s", JSON_INTEGER, offsetof(CameraOfferedMessage, valid_s), JSON_REQUIRED, 1, 3600},
        END_ROW,
    }};

const JsonTable MESSAGE_CAMERA = {
    "camera", sizeof(CameraMessage),
    (const JsonField[]){
        TYPE_ROW(CameraMessage, "camera"),
        {"re", JSON_INTEGER, offsetof(CameraMessage, re), JSON_OPTIONAL, 1, MESSAGE_ID_MAX,
         .present_offset = offsetof(CameraMessage, has_re)},
        {"room", JSON_STRING, offsetof(CameraMessage, room), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"title", JSON_STRING, offsetof(CameraMessage, title), JSON_REQUIRED, 0, ROOM_TITLE_CHARS},
        {"display_name", JSON_STRING, offsetof(CameraMessage, display_name), JSON_REQUIRED, 0,
         ROOM_NAME_CHARS},
        {"away", JSON_BOOL, offsetof(CameraMessage, is_away), JSON_REQUIRED},
        SOURCES_ROW(CameraMessage, "held", held),
        {"turn", JSON_OBJECT, offsetof(CameraMessage, turn), JSON_OPTIONAL,
         .table = &MESSAGE_ROOM_TURN},
        END_ROW,
    }};

const JsonTable MESSAGE_CAMERA_CHANGED = {
    "camera.changed", sizeof(CameraChangedMessage),
    (const JsonField[]){
        TYPE_ROW(CameraChangedMessage, "camera.changed"),
        {"state", JSON_ENUM, offsetof(CameraChangedMessage, state), JSON_REQUIRED,
         .words = STATE_WORDS},
        {"waiting", JSON_BOOL, offsetof(CameraChangedMessage, waiting), JSON_REQUIRED},
        {"display_name", JSON_STRING, offsetof(CameraChangedMessage, display_name), JSON_OPTIONAL,
         0, ROOM_NAME_CHARS},
        SOURCES_ROW(CameraChangedMessage, "on", on),
        END_ROW,
    }};

const JsonTable MESSAGE_CAMERA_ENDED = {
    "camera.ended", sizeof(CameraEndedMessage),
    (const JsonField[]){
        TYPE_ROW(CameraEndedMessage, "camera.ended"),
        {"why", JSON_ENUM, offsetof(CameraEndedMessage, why), JSON_REQUIRED, .words = END_WORDS},
        END_ROW,
    }};

#undef SECRET_ROW
#undef SOURCES_ROW
