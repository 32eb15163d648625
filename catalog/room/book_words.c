#include "catalog/room/book_words.h"

#include <stddef.h>

const char *const BOOK_ROLE_WORDS[] = {"host", "speaker", "site", "audience", NULL};
const char *const BOOK_PERSON_KIND_WORDS[] = {"account", "screen", "guest", NULL};
const char *const BOOK_LOBBY_WORDS[] = {"nobody", "strangers", "all", NULL};
const char *const BOOK_CHAT_RULE_WORDS[] = {"all", "hosts", "off", NULL};
const char *const BOOK_SCREENS_WORDS[] = {"one", "many", NULL};
const char *const BOOK_QUORUM_WORDS[] = {"none", "half", "two_thirds", "four_fifths", NULL};
const char *const BOOK_MAJORITY_WORDS[] = {"half_of_expected", "half_of_cast",
                                           "two_thirds_of_expected", "two_thirds_of_cast", NULL};
const char *const BOOK_OPENS_WORDS[] = {"lobby", "room", NULL};
