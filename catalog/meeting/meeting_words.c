#include "catalog/meeting/meeting_words.h"

#include <stddef.h>
#include <string.h>

const char *const MEETING_KIND_WORDS[] = {"broadcast", "group", "talk", NULL};
const char *const MEETING_PART_WORDS[] = {"host",        "party",      "note_taker",
                                          "interpreter", "supervisor", NULL};
const char *const MEETING_STATE_WORDS[] = {"scheduled", "rehearsal", "open",      "live", "ended",
                                           "ready",     "published", "cancelled", NULL};
const char *const MEETING_STEP_WORDS[] = {"rehearse", "open",       "go_live", "end",
                                          "undo_end", "make_ready", "publish", "unpublish",
                                          "cancel",   NULL};
const char *const MEETING_VISIBILITY_WORDS[] = {"public", "signed_in", "invited", NULL};
const char *const MEETING_INPUT_KIND_WORDS[] = {"push", "rtsp", "udp", "file", "test", NULL};
const char *const MEETING_REPEAT_WORDS[] = {"none", "daily", "weekly", "monthly", NULL};

int meeting_words_find(const char *const *words, const char *word) {
    for (int i = 0; word && words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}
