#include "signaling/answers.h"

struct Answers {
    Worker *control; /* borrowed */
    AnswersFn fn;    /* control thread; NULL when closed */
    void *user;
};

typedef struct Mail {
    Answers *answers; /* a reference */
    SeatTicket ticket;
    SeatBeatsAnswer answer; /* its error is owned */
} Mail;

Answers *answers_new(Worker *control, AnswersFn fn, void *user) {
    Answers *answers = g_atomic_rc_box_new0(Answers);
    *answers = (Answers){control, fn, user};
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
    answers->fn = NULL;
    answers->user = NULL;
}

static void free_mail(void *data) {
    Mail *mail = data;
    answers_unref(mail->answers);
    g_clear_error((GError **)&mail->answer.error);
    g_free(mail);
}

static void deliver(void *data) {
    const Mail *mail = data;
    if (mail->answers->fn)
        mail->answers->fn(&mail->ticket, &mail->answer, mail->answers->user);
}

void answers_post(Answers *answers, const SeatTicket *ticket, const SeatBeatsAnswer *answer) {
    Mail *mail = g_new0(Mail, 1);
    *mail = (Mail){.answers = answers_ref(answers), .ticket = *ticket, .answer = *answer};
    mail->answer.error = answer->error ? g_error_copy(answer->error) : NULL;
    if (!worker_post(answers->control, deliver, mail, free_mail, NULL))
        free_mail(mail);
}
