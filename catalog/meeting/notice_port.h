/* Who brings short messages out: implemented by server/. Values only. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Once, on any thread, then free_data(data); only the latter when it stops first. */
typedef void (*NoticeDoneFn)(bool is_sent, void *data);

typedef struct NoticeMail {
    GBytes *lines; /* JSON, one message a line: "phone", "text", "meeting_id"; borrowed */
    unsigned n_lines;
    NoticeDoneFn done;
    void *data;
    GDestroyNotify free_data;
} NoticeMail;

typedef struct NoticePort {
    /* Must not wait. On failure the caller keeps `data`. NULL: nobody is told anything. */
    bool (*send)(const NoticeMail *mail, void *user, GError **error);
    void *user;
    int64_t before_us; /* how long before the beginning */
} NoticePort;
