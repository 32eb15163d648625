/* One open input through its lives: built, watched, reported each second, and, when it is ours to
 * begin, begun again with back-off. All verbs on the stagehand's thread. */
#pragma once

#include <glib.h>

#include "media/link/link_text.h"
#include "media/program/conductor.h"
#include "media/program/outbox.h"

typedef struct InputHouse {
    Conductor *conductor;
    Outbox *outbox;
    GMainContext *context; /* the stagehand's */
    int width, height;     /* of the programme */
} InputHouse;

typedef struct Input Input;

/* Takes what `open` owns and leaves it empty; takes the descriptor (-1: none). `house` is borrowed.
 * An input that cannot be used says so by its report. */
Input *input_new(const InputHouse *house, LinkInputOpen *take_open, int take_fd);
/* Ends its pipeline, which may take a while. */
void input_free(Input *input);

int64_t input_id(const Input *input);
/* Several times a second: reports a change of state at once, and once a second. */
void input_check(Input *input);
