#include "media/ingest/srt_mail.h"

#include <unistd.h>

typedef struct Letter {
    SrtMail mail;
    void (*receive)(SrtMail *mail);
} Letter;

static void free_letter(void *data) {
    Letter *letter = data;
    if (letter->mail.fd >= 0)
        close(letter->mail.fd);
    g_free(letter);
}

static void receive(void *data) {
    Letter *letter = data;
    letter->receive(&letter->mail);
}

bool srt_mail_post(const SrtMailbox *to, const SrtMail *mail) {
    Letter *letter = g_new(Letter, 1);
    *letter = (Letter){*mail, to->receive};
    letter->mail.owner = to->owner;
    if (worker_post(to->worker, receive, letter, free_letter, NULL))
        return true;
    g_free(letter);
    return false;
}

int srt_mail_steal_fd(SrtMail *mail) {
    int fd = mail->fd;
    mail->fd = -1;
    return fd;
}
