/* Why a source cannot become a lesson: one table of sentences for the editor. `catalog/say` has
 * them in the languages of the pages. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum Problem {
    PROBLEM_EMPTY,
    PROBLEM_FORMAT,
    PROBLEM_DAMAGED,
    PROBLEM_ENCRYPTED,
    PROBLEM_NOTHING,
    PROBLEM_NO_PICTURE,
    PROBLEM_NO_SOUND,
    PROBLEM_NO_STREAM,
    PROBLEM_TOO_LONG,
    PROBLEM_TOO_SHORT,
    PROBLEM_TOO_LARGE,
    PROBLEM_TOO_MANY,
    PROBLEM_CODEC,
    PROBLEM_HDR,
    PROBLEM_MEMORY,
    PROBLEM_OUTPUT,
    PROBLEM_NO_TEXT,
    PROBLEM_PAGES,
    PROBLEM_DOCUMENT,
    PROBLEM_LOCKED,
    PROBLEM_STILL,
    PROBLEM_PICTURE,
    PROBLEM_DISK,
    PROBLEM_STOPPED,
    PROBLEM_ORDER,
    PROBLEM_INTERNAL,
    N_PROBLEMS,
} Problem;

const char *problem_sentence(Problem problem);
/* Final ones are ERROR_INVALID; PROBLEM_DISK and PROBLEM_STOPPED are ERROR_UNAVAILABLE. Returns
 * false. */
bool problem_set(GError **error, Problem problem);
/* For a failed call into libav: memory, disk and limits tell themselves, the rest is `otherwise`.
 */
bool problem_set_av(GError **error, int code, Problem otherwise);

/* What an editor is told of `error`, and whether trying again can help. ERROR_IO is judged by the
 * errno that was met. */
const char *problem_tell(const GError *error);
bool problem_is_final(const GError *error);

/* Of something that was finished all the same. NULL-free; "" for none. */
typedef enum Warning { WARNING_NONE, WARNING_SHORTER, WARNING_LONGER, N_WARNINGS } Warning;
const char *problem_warning(Warning warning);
