/* The words of rooms: numbers in memory, words in the database and on the wire, in one order. */
#pragma once

typedef enum RoomRole { ROOM_HOST, ROOM_SPEAKER, ROOM_SITE, ROOM_AUDIENCE, ROOM_N_ROLES } RoomRole;

/* Who somebody in a room is: an account, a paired screen, or a guest who has nothing but a link. */
typedef enum RoomPersonKind { ROOM_ACCOUNT, ROOM_SCREEN, ROOM_GUEST } RoomPersonKind;

/* Who waits to be admitted: nobody; who is not expected; everybody but hosts. */
typedef enum RoomLobby { ROOM_LOBBY_NOBODY, ROOM_LOBBY_STRANGERS, ROOM_LOBBY_ALL } RoomLobby;

typedef enum RoomChatRule { ROOM_CHAT_ALL, ROOM_CHAT_HOSTS, ROOM_CHAT_OFF } RoomChatRule;

/* How many of those who are expected must have voted: none in particular, at least half (more than
 * half), two thirds, four fifths. */
typedef enum RoomQuorum {
    ROOM_QUORUM_NONE,
    ROOM_QUORUM_HALF,
    ROOM_QUORUM_TWO_THIRDS,
    ROOM_QUORUM_FOUR_FIFTHS
} RoomQuorum;

/* What a choice needs: more than half, or at least two thirds; of the expected, or of the ballots.
 */
typedef enum RoomMajority {
    ROOM_HALF_OF_EXPECTED,
    ROOM_HALF_OF_CAST,
    ROOM_TWO_THIRDS_OF_EXPECTED,
    ROOM_TWO_THIRDS_OF_CAST
} RoomMajority;

typedef enum RoomOpens { ROOM_OPENS_LOBBY, ROOM_OPENS_ROOM } RoomOpens;

/* Indexed by the enums, ended by NULL; for meeting_words_find(). */
extern const char *const ROOM_ROLE_WORDS[];
extern const char *const ROOM_PERSON_KIND_WORDS[];
extern const char *const ROOM_LOBBY_WORDS[];
extern const char *const ROOM_CHAT_RULE_WORDS[];
extern const char *const ROOM_QUORUM_WORDS[];
extern const char *const ROOM_MAJORITY_WORDS[];
extern const char *const ROOM_OPENS_WORDS[];
