/* The words of rooms: numbers in memory, words in the database and on the wire, in one order. */
#pragma once

typedef enum BookRole { BOOK_HOST, BOOK_SPEAKER, BOOK_SITE, BOOK_AUDIENCE, BOOK_N_ROLES } BookRole;

/* Who somebody in a room is: an account, a paired screen, or a guest who has nothing but a link. */
typedef enum BookPersonKind { BOOK_ACCOUNT, BOOK_SCREEN, BOOK_GUEST } BookPersonKind;

/* Who waits to be admitted: nobody; who is not expected; everybody but hosts. */
typedef enum BookLobby { BOOK_LOBBY_NOBODY, BOOK_LOBBY_STRANGERS, BOOK_LOBBY_ALL } BookLobby;

typedef enum BookChatRule { BOOK_CHAT_ALL, BOOK_CHAT_HOSTS, BOOK_CHAT_OFF } BookChatRule;

/* How many may share a screen at a time. */
typedef enum BookScreens { BOOK_SCREENS_ONE, BOOK_SCREENS_MANY } BookScreens;

/* How many of those who are expected must be here, or, where that is not known, have voted: none
 * in particular, more than half, at least two thirds, at least four fifths. */
typedef enum BookQuorum {
    BOOK_QUORUM_NONE,
    BOOK_QUORUM_HALF,
    BOOK_QUORUM_TWO_THIRDS,
    BOOK_QUORUM_FOUR_FIFTHS
} BookQuorum;

/* What a choice needs: more than half, or at least two thirds; of the expected, or of the ballots.
 */
typedef enum BookMajority {
    BOOK_HALF_OF_EXPECTED,
    BOOK_HALF_OF_CAST,
    BOOK_TWO_THIRDS_OF_EXPECTED,
    BOOK_TWO_THIRDS_OF_CAST
} BookMajority;

typedef enum BookOpens { BOOK_OPENS_LOBBY, BOOK_OPENS_ROOM } BookOpens;

/* Indexed by the enums, ended by NULL; for meeting_words_find(). */
extern const char *const BOOK_ROLE_WORDS[];
extern const char *const BOOK_PERSON_KIND_WORDS[];
extern const char *const BOOK_LOBBY_WORDS[];
extern const char *const BOOK_CHAT_RULE_WORDS[];
extern const char *const BOOK_SCREENS_WORDS[];
extern const char *const BOOK_QUORUM_WORDS[];
extern const char *const BOOK_MAJORITY_WORDS[];
extern const char *const BOOK_OPENS_WORDS[];
