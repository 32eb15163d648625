#include "catalog/course/course_words.h"

#include <stddef.h>
#include <string.h>

const char *const COURSE_STATE_WORDS[] = {"draft", "published", "withdrawn", NULL};
const char *const COURSE_STEP_WORDS[] = {"publish", "withdraw", NULL};
const char *const COURSE_AUDIENCE_WORDS[] = {"public", "signed_in", "units", NULL};
const char *const LESSON_KIND_WORDS[] = {"video", "pages", "document", "quiz", "recording", NULL};
const char *const ASSET_KIND_WORDS[] = {"picture", "sound", "subtitle", "document", NULL};
const char *const ASSET_STATE_WORDS[] = {"waiting", "preparing", "ready",
                                         "failed",  "withdrawn", NULL};
const char *const ASSET_STEP_WORDS[] = {"withdraw", "restore", NULL};

int course_words_find(const char *const *words, const char *word) {
    for (int i = 0; word && words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}
