/* The way back to the seats for answers that come later: it may outlive the service, whose control
 * worker it borrows until the last reference is gone. */
#pragma once

#include <glib.h>

#include "base/worker.h"
#include "signaling/ports/seat_beats.h"

typedef struct Answers Answers;

/* Control thread. */
typedef void (*AnswersFn)(const SeatTicket *ticket, const SeatBeatsAnswer *answer, void *user);

Answers *answers_new(Worker *control, AnswersFn fn, void *user);
Answers *answers_ref(Answers *answers);
void answers_unref(Answers *answers);

/* Control thread, or after it: from now on answers are dropped and `user` is not touched. */
void answers_close(Answers *answers);

/* Any thread; all is copied. What the control thread's mailbox has no room for is dropped: the
 * player sends its beats again. */
void answers_post(Answers *answers, const SeatTicket *ticket, const SeatBeatsAnswer *answer);
