#include "signaling/answers.h"

struct Answers {
    Worker *control;      /* borrowed */
    AnswersEvents events; /* empty when closed */
};

typedef struct Mail {
    Answers *answers; /* a reference */
    SeatTicket ticket;
    SeatBeatsAnswer answer; /* its error is owned */
} Mail;

Answers *answers_new(Worker *control, const AnswersEvents *events) {
    Answers *answers = g_atomic_rc_box_new0(Answers);
    *answers = (Answers){control, *events};
    return answers;
}

Answers *answers_ref(Answers *answers) {
    return g_atomic_rc_box_acquire(answers);
}

void answers_unref(Answers *answers) {
    if (answers)
        g_atomic_rc_box_release(answers);
}

void answers_close(Answers *answers) {
    answers->events = (AnswersEvents){0};
}

static void free_mail(void *data) {
    Mail *mail = data;
    answers_unref(mail->answers);
    g_clear_error((GError **)&mail->answer.error);
    g_free(mail);
}

static void deliver(void *data) {
    const Mail *mail = data;
    const AnswersEvents *events = &mail->answers->events;
    if (events->on_beats)
        events->on_beats(&mail->ticket, &mail->answer, events->user);
}

void answers_post(Answers *answers, const SeatTicket *ticket, const SeatBeatsAnswer *answer) {
    Mail *mail = g_new0(Mail, 1);
    *mail = (Mail){.answers = answers_ref(answers), .ticket = *ticket, .answer = *answer};
    mail->answer.error = answer->error ? g_error_copy(answer->error) : NULL;
    if (!worker_post(answers->control, deliver, mail, free_mail, NULL))
        free_mail(mail);
}

typedef struct CallMail {
    Answers *answers; /* a reference */
    AnswersCallFn call;
    void *data; /* owned */
    GDestroyNotify free_data;
} CallMail;

static void free_call(void *data) {
    CallMail *mail = data;
    answers_unref(mail->answers);
    mail->free_data(mail->data);
    g_free(mail);
}

static void deliver_call(void *data) {
    const CallMail *mail = data;
    const AnswersEvents *events = &mail->answers->events;
    if (events->on_call)
        events->on_call(mail->call, mail->data, events->user);
}

bool answers_post_call(Answers *answers, AnswersCallFn call, void *take_data,
                       GDestroyNotify free_data) {
    CallMail *mail = g_new(CallMail, 1);
    *mail = (CallMail){answers_ref(answers), call, take_data, free_data};
    if (worker_post(answers->control, deliver_call, mail, free_call, NULL))
        return true;
    free_call(mail);
    return false;
}
