/* Cues as a parser finds them, in the order of the file; no promise about their times. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SubtitleCue {
    int64_t start_us, end_us;
    char *text; /* lines divided by "\n", none of them empty; owned */
} SubtitleCue;

typedef struct SubtitleDraft {
    GArray *cues;        /* SubtitleCue */
    unsigned n_unread;   /* time lines that could not be read */
    unsigned n_long;     /* cues whose lines beyond the last allowed one were joined */
    bool has_too_many;   /* SUBTITLE_MAX_CUES reached: what follows was not read */
    int64_t too_long_us; /* start of the first cue that is too long; -1: none */
} SubtitleDraft;

SubtitleDraft *subtitle_draft_new(void);
void subtitle_draft_free(SubtitleDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SubtitleDraft, subtitle_draft_free)

/* Takes the cue with its text tidied: ends of lines, blanks around them, empty lines, control
 * characters. One without text is no cue. `text` keeps its contents undefined. */
void subtitle_draft_add(SubtitleDraft *draft, int64_t start_us, int64_t end_us, GString *text);

/* `extra` below `text`, as lines; those beyond the last allowed one join it. True when some did. */
bool subtitle_draft_join(GString *text, const char *extra);
