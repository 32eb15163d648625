/* The queue of preparation: rows of jobs. All verbs run on a database thread; writing ones inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/store/database.h"

#define JOB_MAX_ATTEMPTS 3   /* starts of the tool that did not come to an end of their own */
#define JOB_LIST_MAX     200 /* rows of one list */

/* How long the file of a job that has failed stays, for another try. */
#define JOB_SOURCE_KEPT_US (7 * 86400 * CLOCK_US_PER_S)

/* The kind of a job that no file made: the economy sound of an asset that is ready. Nobody waits
 * for it: it comes behind all others, and sleeps while its sound is withdrawn. */
#define JOB_KIND_LOW "low"

/* A mark that no file has; behind it the number of a source that the tool makes itself. */
#define JOB_MADE_MARK "made:"

/* SQL, of a row of course_job: the sound of a job that sleeps is withdrawn. */
#define JOB_AWAKE                                                                                  \
    "(asset_id IS NULL OR (SELECT asset.state FROM asset WHERE asset.id = asset_id) = 'ready')"

typedef enum JobState {
    JOB_WAITING,
    JOB_RUNNING,
    JOB_DONE,
    JOB_FAILED,
    JOB_CANCELLED,
    JOB_N_STATES
} JobState;

extern const char *const JOB_STATE_WORDS[]; /* indexed by JobState, ended by NULL */

typedef struct JobRow {
    char id[ID_TEXT_BYTES];
    char lesson_id[ID_TEXT_BYTES];
    char created_by[ID_TEXT_BYTES]; /* "": the account is gone */
    char asset_id[ID_TEXT_BYTES];   /* of JOB_KIND_LOW; else "" */
    char *kind, *source_name, *language, *step, *problem;
    JobState state;
    int64_t permille, left_s; /* left_s -1: not known */
    int64_t attempts;
    unsigned made; /* the number behind JOB_MADE_MARK; 0: somebody brought a file */
    int64_t created_at_us, started_at_us, ended_at_us; /* 0: not yet */
} JobRow;

void job_row_free(JobRow *row);
JobRow *job_row_copy(const JobRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JobRow, job_row_free)

typedef struct JobNew {
    const char *id, *lesson_id, *kind, *source_name, *language, *account_id;
    const char *mark;       /* of the file's content; "": not known */
    const char *translator; /* of its sounds and subtitles; NULL: not known */
    int64_t source_bytes;   /* of the file; 0: the tool makes it */
} JobNew;

/* Waiting; or failed at once when the lesson has this very file already: *ret_is_refused. */
bool job_table_insert(Database *database, const JobNew *job, bool *ret_is_refused, GError **error);

/* Waiting: the economy sound of a sound that `job` has made. */
bool job_table_insert_low(Database *database, const JobRow *job, const char *asset_id,
                          GError **error);

/* Whether the file with this mark is, or becomes, a picture of any lesson; *ret_lesson: that
 * lesson's title, or NULL. */
bool job_table_find_mark(Database *database, const char *mark, char **ret_lesson, GError **error);

/* False behind the removal of its lesson, or its sound. */
bool job_table_is_there(Database *database, const char *id, bool *ret_is_there, GError **error);
/* ERROR_NOT_FOUND. */
JobRow *job_table_get(Database *database, const char *id, GError **error);
/* Newest first, JOB_LIST_MAX at most; `lesson_id` NULL and `state` -1: all. Those that sleep are
 * left out. */
GPtrArray *job_table_list(Database *database, const char *lesson_id, int state, GError **error);

/* The one that waits longest becomes running and has one attempt more; NULL without an error when
 * none waits. Those of JOB_KIND_LOW come last, and not at all without `may_be_low`. */
JobRow *job_table_take(Database *database, bool may_be_low, GError **error);
/* It waits again, and this attempt does not count. */
bool job_table_give_way(Database *database, const char *id, GError **error);
/* What it does now; nothing when it is not running. */
bool job_table_note(Database *database, const JobRow *row, GError **error);
/* From waiting or running to its end: done, failed (with `problem`), cancelled. *ret_is_ended:
 * false when it had ended before. */
bool job_table_end(Database *database, const char *id, JobState state, const char *problem,
                   bool *ret_is_ended, GError **error);
/* The tool was interrupted: it waits again, or has failed after JOB_MAX_ATTEMPTS. */
bool job_table_interrupt(Database *database, const char *id, GError **error);
/* The server stops in good order: the attempt does not count. */
bool job_table_put_back(Database *database, GError **error);
/* From failed to waiting. ERROR_CONFLICT in any other state. */
bool job_table_again(Database *database, const char *id, GError **error);

/* Ids (char *) of jobs whose folder is still wanted: waiting, running, and failed ones that ended
 * behind `since_us`, which may be tried again. */
GPtrArray *job_table_kept(Database *database, int64_t since_us, GError **error);
/* Of these the ones that have failed: they keep the source alone. */
GPtrArray *job_table_failed(Database *database, int64_t since_us, GError **error);
/* Forgets those that ended a month ago and of which no asset stands. */
bool job_table_purge(Database *database, int64_t *ret_removed, GError **error);
