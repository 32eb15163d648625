#include "server/notice_sender.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/worker.h"
#include "server/notice_command.h"

#define MAILBOX_POSTS 16 /* the catalogue has one batch out at a time */

struct NoticeSender {
    char *command; /* NULL: off */
    int64_t before_us;
    int stop_fd;
    Worker *worker; /* NULL: off */
};

NoticeSender *notice_sender_start(const char *command, int64_t before_us, GError **error) {
    g_autoptr(NoticeSender) sender = g_new0(NoticeSender, 1);
    const WorkerOptions options = {
        .name = "notice", .mailbox_posts = MAILBOX_POSTS, .loop = &WORKER_LOOP_QUEUE};
    sender->command = g_strdup(command);
    sender->before_us = before_us;
    sender->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (command && !(sender->worker = worker_start(&options, error)))
        return NULL;
    return g_steal_pointer(&sender);
}

void notice_sender_stop(NoticeSender *sender) {
    if (!sender)
        return;
    uint64_t one = 1;
    (void)!write(sender->stop_fd, &one, sizeof one);
    worker_stop(sender->worker);
}

void notice_sender_free(NoticeSender *sender) {
    if (!sender)
        return;
    notice_sender_stop(sender);
    worker_free(sender->worker);
    close(sender->stop_fd);
    g_free(sender->command);
    g_free(sender);
}

typedef struct Job {
    NoticeSender *sender;
    NoticeMail mail; /* lines: a reference */
} Job;

static void free_job(void *data) {
    Job *job = data;
    g_bytes_unref(job->mail.lines);
    if (job->mail.free_data)
        job->mail.free_data(job->mail.data);
    g_free(job);
}

static void run_job(void *data) {
    const Job *job = data;
    g_autoptr(GError) error = NULL;
    const NoticeCommand command = {.path = job->sender->command,
                                   .timeout_us = NOTICE_COMMAND_TIMEOUT_US,
                                   .stop_fd = job->sender->stop_fd};
    bool is_sent = notice_command_run(&command, job->mail.lines, &error);
    if (is_sent)
        log_event(LOG_INFO, "server", "messages sent",
                  LOG_FIELDS({"messages", .number = job->mail.n_lines}));
    else
        log_error(LOG_WARNING, "server", "messages are not sent", error);
    job->mail.done(is_sent, job->mail.data);
}

static bool send_mail(const NoticeMail *mail, void *user, GError **error) {
    NoticeSender *sender = user;
    Job *job = g_new0(Job, 1);
    *job = (Job){sender, *mail};
    g_bytes_ref(job->mail.lines);
    if (worker_post(sender->worker, run_job, job, free_job, error))
        return true;
    job->mail.free_data = NULL; /* the caller's */
    free_job(job);
    return false;
}

NoticePort notice_sender_port(NoticeSender *sender) {
    return (NoticePort){
        .send = sender->worker ? send_mail : NULL, .user = sender, .before_us = sender->before_us};
}
