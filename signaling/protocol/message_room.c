#include "signaling/protocol/message_room.h"

#include <string.h>

#include "signaling/protocol/message_room_said.h"
#include "signaling/protocol/message_rows.h"
#include "signaling/protocol/message_vote.h"

static const char *const KIND_WORDS[] = {"group", "talk", "broadcast", NULL};
static const char *const ROLE_WORDS[] = {"host", "speaker", "site", "audience", NULL};
static const char *const CHAT_WORDS[] = {"everyone", "hosts", "nobody", NULL};
static const char *const SCREENS_WORDS[] = {"one", "many", NULL};
static const char *const REMOVAL_WORDS[] = {"removed", "banned", "ended", "moved", "refused", NULL};
static const char *const SOURCE_WORDS[] = {"microphone", "camera", "screen", NULL};

#define WHOSE_ROW(row_struct, presence)                                                            \
    { "session", JSON_STRING, offsetof(row_struct, session), presence, ID_CHARS, ID_CHARS }
#define BOOL_ROW(row_struct, name, member)                                                         \
    { name, JSON_BOOL, offsetof(row_struct, member), JSON_REQUIRED }
#define ROLE_ROW(row_struct)                                                                       \
    { "role", JSON_ENUM, offsetof(row_struct, role), JSON_REQUIRED, .words = ROLE_WORDS }
#define SOURCES_ROW(row_struct, name, member)                                                      \
    {                                                                                              \
        name, JSON_STRINGS, offsetof(row_struct, member), JSON_REQUIRED, 0, 3,                     \
            .words = SOURCE_WORDS, .item_max = 16                                                  \
    }
#define ROOM_ROW(row_struct)                                                                       \
    { "room", JSON_STRING, offsetof(row_struct, room), JSON_REQUIRED, ID_CHARS, ID_CHARS }
#define PERSON_ROWS(row_struct)                                                                    \
    WHOSE_ROW(row_struct, JSON_REQUIRED), {"account",                                              \
                                           JSON_STRING,                                            \
                                           offsetof(row_struct, account),                          \
                                           JSON_REQUIRED,                                          \
                                           ID_CHARS,                                               \
                                           ID_CHARS},                                              \
    {                                                                                              \
        "display_name", JSON_STRING, offsetof(row_struct, display_name), JSON_REQUIRED, 0,         \
            ROOM_NAME_CHARS                                                                        \
    }
#define CLIENT_ROW(row_struct)                                                                     \
    { "client", JSON_ENUM, offsetof(row_struct, client), JSON_REQUIRED, .words = CLIENT_KIND_WORDS }
#define MESSAGE_ROW(row_struct)                                                                    \
    { "message", JSON_INTEGER, offsetof(row_struct, message), JSON_REQUIRED, 1, ROOM_MESSAGE_MAX }
#define SETTINGS_ROWS(row_struct, prefix)                                                          \
    {"chat", JSON_ENUM, offsetof(row_struct, prefix chat), JSON_REQUIRED, .words = CHAT_WORDS},    \
        {"screens", JSON_ENUM, offsetof(row_struct, prefix screens), JSON_REQUIRED,                \
         .words = SCREENS_WORDS},                                                                  \
    {                                                                                              \
        "lobby", JSON_BOOL, offsetof(row_struct, prefix lobby), JSON_REQUIRED                      \
    }

/* ---- client to server ---- */

const JsonTable MESSAGE_ROOM_ENTER = {
    "room.enter", sizeof(RoomEnterMessage),
    (const JsonField[]){
        HEAD_ROWS("room.enter"),
        ROOM_ROW(RoomEnterMessage),
        {"take_over", JSON_BOOL, offsetof(RoomEnterMessage, take_over), JSON_OPTIONAL},
        {"link", JSON_STRING, offsetof(RoomEnterMessage, link), JSON_OPTIONAL, 1, ROOM_LINK_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_LEAVE = {"room.leave", sizeof(MessageHead),
                                      (const JsonField[]){HEAD_ROWS("room.leave"), END_ROW}};

const JsonTable MESSAGE_ROOM_HAND = {"room.hand", sizeof(RoomSwitchMessage),
                                     (const JsonField[]){
                                         HEAD_ROWS("room.hand"),
                                         BOOL_ROW(RoomSwitchMessage, "raised", is_on),
                                         END_ROW,
                                     }};

const JsonTable MESSAGE_ROOM_LOWER = {"room.lower", sizeof(RoomTargetMessage),
                                      (const JsonField[]){
                                          HEAD_ROWS("room.lower"),
                                          WHOSE_ROW(RoomTargetMessage, JSON_OPTIONAL),
                                          END_ROW,
                                      }};

const JsonTable MESSAGE_ROOM_ADMIT = {"room.admit", sizeof(RoomTargetMessage),
                                      (const JsonField[]){
                                          HEAD_ROWS("room.admit"),
                                          WHOSE_ROW(RoomTargetMessage, JSON_OPTIONAL),
                                          BOOL_ROW(RoomTargetMessage, "admitted", is_on),
                                          END_ROW,
                                      }};

const JsonTable MESSAGE_ROOM_MUTE = {"room.mute", sizeof(RoomTargetMessage),
                                     (const JsonField[]){
                                         HEAD_ROWS("room.mute"),
                                         WHOSE_ROW(RoomTargetMessage, JSON_OPTIONAL),
                                         SOURCES_ROW(RoomTargetMessage, "sources", sources),
                                         BOOL_ROW(RoomTargetMessage, "held", is_on),
                                         END_ROW,
                                     }};

const JsonTable MESSAGE_ROOM_REMOVE = {"room.remove", sizeof(RoomTargetMessage),
                                       (const JsonField[]){
                                           HEAD_ROWS("room.remove"),
                                           WHOSE_ROW(RoomTargetMessage, JSON_REQUIRED),
                                           BOOL_ROW(RoomTargetMessage, "ban", is_on),
                                           END_ROW,
                                       }};

const JsonTable MESSAGE_ROOM_LOCK = {"room.lock", sizeof(RoomSwitchMessage),
                                     (const JsonField[]){
                                         HEAD_ROWS("room.lock"),
                                         BOOL_ROW(RoomSwitchMessage, "locked", is_on),
                                         END_ROW,
                                     }};

const JsonTable MESSAGE_ROOM_ROLE = {"room.role", sizeof(RoomTargetMessage),
                                     (const JsonField[]){
                                         HEAD_ROWS("room.role"),
                                         WHOSE_ROW(RoomTargetMessage, JSON_REQUIRED),
                                         ROLE_ROW(RoomTargetMessage),
                                         END_ROW,
                                     }};

const JsonTable MESSAGE_ROOM_END = {"room.end", sizeof(MessageHead),
                                    (const JsonField[]){HEAD_ROWS("room.end"), END_ROW}};

const JsonTable MESSAGE_ROOM_STATE = {
    "room.state", sizeof(RoomStateMessage),
    (const JsonField[]){HEAD_ROWS("room.state"), SOURCES_ROW(RoomStateMessage, "on", on), END_ROW}};

const JsonTable MESSAGE_ROOM_CHAT = {
    "room.chat", sizeof(RoomChatMessage),
    (const JsonField[]){
        HEAD_ROWS("room.chat"),
        {"text", JSON_STRING, offsetof(RoomChatMessage, text), JSON_REQUIRED, 1, ROOM_CHAT_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_CHAT_REMOVE = {"room.chat_remove", sizeof(RoomChatRemoveMessage),
                                            (const JsonField[]){
                                                HEAD_ROWS("room.chat_remove"),
                                                MESSAGE_ROW(RoomChatRemoveMessage),
                                                END_ROW,
                                            }};

const JsonTable MESSAGE_ROOM_SETTINGS = {"room.settings", sizeof(RoomSettingsMessage),
                                         (const JsonField[]){
                                             HEAD_ROWS("room.settings"),
                                             SETTINGS_ROWS(RoomSettingsMessage, settings.),
                                             END_ROW,
                                         }};

/* ---- server to client ---- */

static const JsonTable SETTINGS_INFO = {
    "room_settings", sizeof(RoomSettings),
    (const JsonField[]){SETTINGS_ROWS(RoomSettings, ), END_ROW}};

static const JsonTable PERSON_INFO = {
    "room_person", sizeof(RoomPersonInfo),
    (const JsonField[]){
        PERSON_ROWS(RoomPersonInfo),
        CLIENT_ROW(RoomPersonInfo),
        ROLE_ROW(RoomPersonInfo),
        SOURCES_ROW(RoomPersonInfo, "on", on),
        SOURCES_ROW(RoomPersonInfo, "held", held),
        {"hand", JSON_INTEGER, offsetof(RoomPersonInfo, hand), JSON_OPTIONAL, 1, ROOM_MESSAGE_MAX,
         .present_offset = offsetof(RoomPersonInfo, has_hand)},
        {"hand_at_us", JSON_INTEGER, offsetof(RoomPersonInfo, hand_at_us), JSON_OPTIONAL, 0,
         MESSAGE_ID_MAX, .present_offset = offsetof(RoomPersonInfo, has_hand)},
        BOOL_ROW(RoomPersonInfo, "away", is_away),
        BOOL_ROW(RoomPersonInfo, "has_vote", has_vote),
        {"guest", JSON_BOOL, offsetof(RoomPersonInfo, is_guest), JSON_OPTIONAL,
         .present_offset = offsetof(RoomPersonInfo, is_guest)},
        END_ROW,
    }};

static const JsonTable KNOCK_INFO = {
    "room_knock", sizeof(RoomKnockInfo),
    (const JsonField[]){PERSON_ROWS(RoomKnockInfo),
                        CLIENT_ROW(RoomKnockInfo),
                        ROLE_ROW(RoomKnockInfo),
                        {"guest", JSON_BOOL, offsetof(RoomKnockInfo, is_guest), JSON_OPTIONAL,
                         .present_offset = offsetof(RoomKnockInfo, is_guest)},
                        END_ROW}};

static const JsonTable SAID_INFO = {
    "room_said", sizeof(RoomSaidInfo),
    (const JsonField[]){
        MESSAGE_ROW(RoomSaidInfo),
        PERSON_ROWS(RoomSaidInfo),
        {"text", JSON_STRING, offsetof(RoomSaidInfo, text), JSON_REQUIRED, 1, ROOM_CHAT_CHARS},
        {"at_us", JSON_INTEGER, offsetof(RoomSaidInfo, at_us), JSON_REQUIRED, 0, MESSAGE_ID_MAX},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_TURN = {
    "room_turn", sizeof(RoomTurnInfo),
    (const JsonField[]){
        {"urls", JSON_STRINGS, offsetof(RoomTurnInfo, urls), JSON_REQUIRED, 1, ROOM_TURN_URLS_MAX,
         .item_max = ROOM_TURN_URL_CHARS},
        {"username", JSON_STRING, offsetof(RoomTurnInfo, username), JSON_REQUIRED, 1,
         ROOM_TURN_CHARS},
        {"credential", JSON_STRING, offsetof(RoomTurnInfo, credential), JSON_REQUIRED, 1,
         ROOM_TURN_CHARS},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM = {
    "room", sizeof(RoomMessage),
    (const JsonField[]){
        TYPE_ROW(RoomMessage, "room"),
        {"re", JSON_INTEGER, offsetof(RoomMessage, re), JSON_OPTIONAL, 1, MESSAGE_ID_MAX,
         .present_offset = offsetof(RoomMessage, has_re)},
        ROOM_ROW(RoomMessage),
        {"kind", JSON_ENUM, offsetof(RoomMessage, kind), JSON_REQUIRED, .words = KIND_WORDS},
        {"title", JSON_STRING, offsetof(RoomMessage, title), JSON_REQUIRED, 0, ROOM_TITLE_CHARS},
        ROLE_ROW(RoomMessage),
        BOOL_ROW(RoomMessage, "locked", locked),
        {"settings", JSON_OBJECT, offsetof(RoomMessage, settings), JSON_REQUIRED,
         .table = &SETTINGS_INFO},
        {"people", JSON_OBJECTS, offsetof(RoomMessage, people), JSON_REQUIRED, 0, ROOM_PEOPLE_MAX,
         .table = &PERSON_INFO},
        {"lobby", JSON_OBJECTS, offsetof(RoomMessage, lobby), JSON_OPTIONAL, 0, ROOM_LOBBY_MAX,
         .table = &KNOCK_INFO},
        {"said", JSON_OBJECTS, offsetof(RoomMessage, said), JSON_REQUIRED, 0, ROOM_CHAT_SHOWN,
         .table = &SAID_INFO},
        {"votes", JSON_OBJECTS, offsetof(RoomMessage, votes), JSON_REQUIRED, 0, ROOM_VOTES_MAX,
         .table = &MESSAGE_VOTE_INFO},
        {"turn", JSON_OBJECT, offsetof(RoomMessage, turn), JSON_OPTIONAL,
         .table = &MESSAGE_ROOM_TURN},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_WAITING = {
    "room.waiting", sizeof(RoomWaitingMessage),
    (const JsonField[]){TYPE_ROW(RoomWaitingMessage, "room.waiting"), RE_ROW(RoomWaitingMessage),
                        ROOM_ROW(RoomWaitingMessage), END_ROW}};

const JsonTable MESSAGE_ROOM_CHANGED = {
    "room.changed", sizeof(RoomChangedMessage),
    (const JsonField[]){
        TYPE_ROW(RoomChangedMessage, "room.changed"),
        {"joined", JSON_OBJECTS, offsetof(RoomChangedMessage, joined), JSON_REQUIRED, 0,
         ROOM_PEOPLE_MAX, .table = &PERSON_INFO},
        {"left", JSON_STRINGS, offsetof(RoomChangedMessage, left), JSON_REQUIRED, 0, ROOM_LEFT_MAX,
         .item_max = ID_CHARS},
        {"changed", JSON_OBJECTS, offsetof(RoomChangedMessage, changed), JSON_REQUIRED, 0,
         ROOM_PEOPLE_MAX, .table = &PERSON_INFO},
        {"lobby", JSON_OBJECTS, offsetof(RoomChangedMessage, lobby), JSON_OPTIONAL, 0,
         ROOM_LOBBY_MAX, .table = &KNOCK_INFO},
        {"settings", JSON_OBJECT, offsetof(RoomChangedMessage, settings), JSON_OPTIONAL,
         .table = &SETTINGS_INFO},
        {"locked", JSON_BOOL, offsetof(RoomChangedMessage, locked), JSON_OPTIONAL,
         .present_offset = offsetof(RoomChangedMessage, has_locked)},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_SAID = {
    "room.said", sizeof(RoomSaidMessage),
    (const JsonField[]){
        TYPE_ROW(RoomSaidMessage, "room.said"),
        {"said", JSON_OBJECT, offsetof(RoomSaidMessage, said), JSON_REQUIRED, .table = &SAID_INFO},
        END_ROW,
    }};

const JsonTable MESSAGE_ROOM_UNSAID = {
    "room.unsaid", sizeof(RoomUnsaidMessage),
    (const JsonField[]){TYPE_ROW(RoomUnsaidMessage, "room.unsaid"), MESSAGE_ROW(RoomUnsaidMessage),
                        END_ROW}};

const JsonTable MESSAGE_ROOM_REMOVED = {"room.removed", sizeof(RoomRemovedMessage),
                                        (const JsonField[]){
                                            TYPE_ROW(RoomRemovedMessage, "room.removed"),
                                            ROOM_ROW(RoomRemovedMessage),
                                            {"why", JSON_ENUM, offsetof(RoomRemovedMessage, why),
                                             JSON_REQUIRED, .words = REMOVAL_WORDS},
                                            END_ROW,
                                        }};

#undef WHOSE_ROW
#undef BOOL_ROW
#undef ROLE_ROW
#undef SOURCES_ROW
#undef ROOM_ROW
#undef PERSON_ROWS
#undef CLIENT_ROW
#undef MESSAGE_ROW
#undef SETTINGS_ROWS

unsigned message_room_sources(const char *const *words) {
    unsigned sources = 0;
    for (; *words; words++)
        for (unsigned bit = 0; SOURCE_WORDS[bit]; bit++)
            if (strcmp(SOURCE_WORDS[bit], *words) == 0)
                sources |= 1u << bit;
    return sources;
}

GStrv message_room_source_words(unsigned sources) {
    static const char *const WORDS[][4] = {
        {NULL},
        {"microphone"},
        {"camera"},
        {"microphone", "camera"},
        {"screen"},
        {"microphone", "screen"},
        {"camera", "screen"},
        {"microphone", "camera", "screen"},
    };
    return (GStrv)WORDS[sources & ROOM_ALL_SOURCES];
}
