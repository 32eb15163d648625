/* One life of a programme: its process and the talk with it. Frames become calls, verbs become
 * frames. One owner thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "media/link/link_text.h"
#include "media/types/media_track.h"

/* What may wait for the child to read, in messages; then it is stuck and ended. */
#define PROGRAMME_MAX_WAITING 256u
#define PROGRAMME_READY_US    INT64_C(10000000) /* from start to READY */
#define PROGRAMME_QUIET_US    INT64_C(3000000)  /* without a sample, once there was one */

typedef struct Programme Programme;

/* Data is borrowed for the call. */
typedef struct ProgrammeEvents {
    void (*on_ready)(int64_t wall_us, void *user);
    void (*on_track)(unsigned track, const MediaTrack *info, void *user); /* config is known */
    void (*on_sample)(unsigned track, const MediaSample *sample, void *user);
    void (*on_levels)(const LinkLevels *levels, void *user);
    void (*on_input)(const LinkInputReport *report, void *user);
    void (*on_load)(const LinkLoad *load, void *user);
    /* The process ended, or was ended because of `reason`. The last call: free it. */
    void (*on_end)(const char *reason, void *user);
} ProgrammeEvents;

typedef struct ProgrammeOptions {
    EventLoop *loop;
    const char *program; /* path of the executable */
    const LinkStart *start;
    const MediaTrack *tracks; /* as in `start`; copied */
    unsigned n_tracks;
    const ProgrammeEvents *events; /* borrowed */
    void *user;
} ProgrammeOptions;

Programme *programme_start(const ProgrammeOptions *options, GError **error);
/* Ends the process without on_end. Not from within a call of its own. NULL is allowed. */
void programme_free(Programme *programme);

/* Ends it as if it had ended by itself: on_end is called with `reason`. */
void programme_end(Programme *programme, const char *reason);

/* `take_fd` goes to the child; -1 for inputs without one. */
void programme_open_input(Programme *programme, const LinkInputOpen *input, int take_fd);
void programme_close_input(Programme *programme, int64_t id);
void programme_cut(Programme *programme, bool on);
void programme_set_rung(Programme *programme, unsigned track, bool on);
void programme_set_slate(Programme *programme, const char *title, const char *line);

bool programme_is_ready(const Programme *programme);
