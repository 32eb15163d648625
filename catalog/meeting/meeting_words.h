/* The words of meetings: numbers in memory, words in the database and on the wire, in one order. */
#pragma once

#include <stdbool.h>

/* What happens in it: a studio's programme before an audience, people among themselves, or two
 * people (谈心谈话). The latter two have a room and no programme. */
typedef enum MeetingKind { MEETING_BROADCAST, MEETING_GROUP, MEETING_TALK } MeetingKind;

/* scheduled → rehearsal → open → live → ended → ready → published; of a room scheduled → open →
 * ended; see meeting_state.h. */
typedef enum MeetingState {
    MEETING_SCHEDULED,
    MEETING_REHEARSAL,
    MEETING_OPEN,
    MEETING_LIVE,
    MEETING_ENDED,
    MEETING_READY,
    MEETING_PUBLISHED,
    MEETING_CANCELLED,
    N_MEETING_STATES
} MeetingState;

typedef enum MeetingStep {
    MEETING_REHEARSE,
    MEETING_LET_IN,
    MEETING_GO_LIVE,
    MEETING_END,
    MEETING_UNDO_END,
    MEETING_MAKE_READY,
    MEETING_PUBLISH,
    MEETING_UNPUBLISH,
    MEETING_CANCEL,
    N_MEETING_STEPS
} MeetingStep;

typedef enum MeetingVisibility {
    MEETING_PUBLIC,
    MEETING_SIGNED_IN,
    MEETING_INVITED
} MeetingVisibility;

/* What somebody is in a talk: who called it and the other, at most one who writes or interprets,
 * one who is told of it and does not come in. */
typedef enum MeetingPart {
    MEETING_PART_HOST,
    MEETING_PART_PARTY,
    MEETING_PART_NOTE_TAKER,
    MEETING_PART_INTERPRETER,
    MEETING_PART_SUPERVISOR
} MeetingPart;

typedef enum MeetingInputKind {
    MEETING_INPUT_PUSH, /* RTMP and SRT */
    MEETING_INPUT_RTSP,
    MEETING_INPUT_UDP,
    MEETING_INPUT_FILE,
    MEETING_INPUT_TEST
} MeetingInputKind;

typedef enum MeetingRepeat {
    MEETING_ONCE,
    MEETING_DAILY,
    MEETING_WEEKLY,
    MEETING_MONTHLY
} MeetingRepeat;

/* Indexed by the enums, ended by NULL. */
extern const char *const MEETING_KIND_WORDS[];
extern const char *const MEETING_PART_WORDS[];
extern const char *const MEETING_STATE_WORDS[];
extern const char *const MEETING_STEP_WORDS[];
extern const char *const MEETING_VISIBILITY_WORDS[];
extern const char *const MEETING_INPUT_KIND_WORDS[];
extern const char *const MEETING_REPEAT_WORDS[];

/* The index of `word`, or -1. NULL is no word. */
int meeting_words_find(const char *const *words, const char *word);
