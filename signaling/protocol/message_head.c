#include "signaling/protocol/message_head.h"

#include <stddef.h>

const char *const CLIENT_KIND_WORDS[] = {"tv",        "pc",    "phone", "studio",
                                         "interpret", "admin", "wall",  NULL};
