#include "media/engine/health_desk.h"

/* A question on its way there, with its answer on its way back. */
typedef struct HealthMail {
    HealthDesk desk;
    HealthQuestion question;
    LiveHealth *health;
} HealthMail;

static void free_mail(void *data) {
    HealthMail *mail = data;
    if (mail->question.free_data)
        mail->question.free_data(mail->question.data);
    live_health_free(mail->health);
    g_free(mail);
}

static void tell(void *data) {
    HealthMail *mail = data;
    mail->question.fn(mail->health, mail->question.data);
}

static void take(void *data) {
    HealthMail *mail = data;
    HealthMail *answer = g_memdup2(mail, sizeof *mail);
    mail->question.free_data = NULL; /* the answer's now */
    answer->health = answer->desk.describe(answer->question.meeting_id, answer->desk.user);
    if (!worker_post(answer->question.reply_to, tell, answer, free_mail, NULL))
        free_mail(answer);
}

bool health_desk_ask(const HealthDesk *desk, const HealthQuestion *question, GError **error) {
    HealthMail *mail = g_new(HealthMail, 1);
    *mail = (HealthMail){*desk, *question, NULL};
    if (worker_post(desk->owner, take, mail, free_mail, error))
        return true;
    g_free(mail);
    return false;
}
