/* Questions to the teacher of a lesson, each with at most one answer. All verbs run on a database
 * thread; writing ones inside a write job. Whether the asker sees the lesson is her caller's
 * question. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define QUESTION_BODY_MAX_CHARS   1000
#define QUESTION_ANSWER_MAX_CHARS 4000
#define QUESTION_MAX_AN_HOUR      10 /* of one account */
#define QUESTION_LIST_MAX         200
#define QUESTION_MAX_AT_MS        (INT64_C(24) * 3600 * 1000)

typedef struct QuestionRow {
    char id[ID_TEXT_BYTES];
    char lesson_id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES]; /* who asks; "": the account is gone */
    int64_t at_ms;                  /* media time that it is about; -1: of the whole lesson */
    char *body;
    char *answer; /* "" while there is none */
    bool is_public;
    int64_t asked_at_us, answered_at_us; /* 0: not answered */
    /* Filled by reading verbs only: */
    char *lesson_title, *asker_name, *teacher_name; /* names "" when the account is gone */
} QuestionRow;

void question_row_free(QuestionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QuestionRow, question_row_free)

/* Stores a new one of `account_id`; sets id and moment. ERROR_INVALID, ERROR_RATE_LIMITED. */
bool question_table_insert(Database *database, QuestionRow *row, GError **error);

/* ERROR_NOT_FOUND. */
QuestionRow *question_table_get(Database *database, const char *id, GError **error);

/* What is listed: NULL and false choose nothing. */
typedef struct QuestionChoice {
    const char *lesson_id;  /* of this lesson; NULL: of all */
    const char *account_id; /* who reads: her own and public ones */
    bool all;               /* for the teacher: everything */
    bool open_only;         /* without an answer */
} QuestionChoice;

/* QuestionRow elements by media time, those of the whole lesson first; with `open_only` the oldest
 * first. At most QUESTION_LIST_MAX. */
GPtrArray *question_table_list(Database *database, const QuestionChoice *choice, GError **error);

/* Answers it, or changes the answer. ERROR_INVALID. */
bool question_table_answer(Database *database, QuestionRow *row, const char *teacher_id,
                           GError **error);

/* ERROR_CONFLICT for one that was answered. */
bool question_table_remove(Database *database, const QuestionRow *row, GError **error);
