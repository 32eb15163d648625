/* One meeting's programme: carries out the commands of the link. */
#pragma once

#include <stdbool.h>

#include "media/link/link.h"
#include "media/program/outbox.h"

typedef struct Program Program;

/* Nothing runs before START. */
Program *program_new(Outbox *outbox);

/* Carries out one frame. `fd` is the descriptor that came with it, or -1; it is the programme's
 * from now on. False: the server broke the rules of the link, or the programme cannot begin. */
bool program_command(Program *program, const LinkFrame *frame, int take_fd);

/* Whether a descriptor comes with this frame. */
bool program_wants_descriptor(const LinkFrame *frame);
