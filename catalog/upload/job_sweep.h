/* What jobs leave behind: folders of those that are over, jobs whose lesson was removed meanwhile.
 * On the api thread; the work is done on others. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/upload/uploads.h"

typedef struct JobSweepWish {
    Uploads *uploads; /* borrowed */
    bool is_start;    /* what ran when the server ended waits again */
    /* The database has told what is to be kept: adds ids (char *) of those that run. */
    void (*on_read)(GPtrArray *kept, void *user);
    void *user;
} JobSweepWish;

void job_sweep_begin(const JobSweepWish *wish);

/* Calls `tell` with each of the ids (char *) that has no row any more. */
void job_sweep_look(Uploads *uploads, GPtrArray *take_ids, void (*tell)(const char *id, void *user),
                    void *user);
