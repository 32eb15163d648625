/* The way back to the seats for answers that come later: it may outlive the service, whose control
 * worker it borrows until the last reference is gone. */
#pragma once

#include <glib.h>

#include "base/worker.h"
#include "signaling/ports/seat_beats.h"

typedef struct Answers Answers;
typedef struct Switchboard Switchboard;

/* Gives what a port has said to the switchboard. */
typedef void (*AnswersCallFn)(Switchboard *switchboard, const void *data);

/* Control thread. */
typedef struct AnswersEvents {
    void (*on_beats)(const SeatTicket *ticket, const SeatBeatsAnswer *answer, void *user);
    void (*on_call)(AnswersCallFn call, const void *data, void *user);
    void *user;
} AnswersEvents;

Answers *answers_new(Worker *control, const AnswersEvents *events);
Answers *answers_ref(Answers *answers);
void answers_unref(Answers *answers);

/* Control thread, or after it: from now on answers are dropped and `user` is not touched. */
void answers_close(Answers *answers);

/* Any thread; all is copied. What the control thread's mailbox has no room for is dropped: the
 * player sends its beats again. */
void answers_post(Answers *answers, const SeatTicket *ticket, const SeatBeatsAnswer *answer);

/* Any thread. False when the mailbox is full: `take_data` is freed by `free_data` in any case. */
bool answers_post_call(Answers *answers, AnswersCallFn call, void *take_data,
                       GDestroyNotify free_data);
