/* The words of courses: numbers in memory, words in the database and on the wire, in one order. */
#pragma once

#include <stdbool.h>

typedef enum CourseState { COURSE_DRAFT, COURSE_PUBLISHED, COURSE_WITHDRAWN } CourseState;

typedef enum CourseStep { COURSE_PUBLISH, COURSE_WITHDRAW, COURSE_N_STEPS } CourseStep;

typedef enum CourseAudience {
    COURSE_FOR_ALL, /* public */
    COURSE_FOR_SIGNED_IN,
    COURSE_FOR_UNITS
} CourseAudience;

typedef enum LessonKind {
    LESSON_VIDEO,
    LESSON_PAGES,
    LESSON_DOCUMENT,
    LESSON_QUIZ,
    LESSON_RECORDING
} LessonKind;

typedef enum AssetState {
    ASSET_WAITING,
    ASSET_PREPARING,
    ASSET_READY,
    ASSET_FAILED,
    ASSET_WITHDRAWN
} AssetState;

typedef enum AssetStep { ASSET_WITHDRAW, ASSET_RESTORE } AssetStep;

/* Each ends with NULL. */
extern const char *const COURSE_STATE_WORDS[];
extern const char *const COURSE_STEP_WORDS[];
extern const char *const COURSE_AUDIENCE_WORDS[];
extern const char *const LESSON_KIND_WORDS[];
extern const char *const ASSET_KIND_WORDS[]; /* CourseAssetKind */
extern const char *const ASSET_STATE_WORDS[];
extern const char *const ASSET_STEP_WORDS[];

/* Index of a word, -1 when it is none of them; NULL is none. */
int course_words_find(const char *const *words, const char *word);
