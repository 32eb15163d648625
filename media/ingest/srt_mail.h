/* What the SRT thread and the ingest thread tell each other about a caller. The table of publishers
 * is the ingest thread's; sockets of libsrt are the SRT thread's. Callers are named by number. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/ingest/stream_name.h"

typedef enum SrtMailKind {
    /* from the SRT thread */
    SRT_MAIL_CAME,
    SRT_MAIL_HEARD, /* answered by OPEN or STANDBY: until then nothing is read */
    SRT_MAIL_SILENT,
    SRT_MAIL_BROKEN, /* nobody reads the source's socket */
    SRT_MAIL_STATS,
    SRT_MAIL_GONE,
    SRT_MAIL_REFUSED, /* from libsrt's thread */
    /* to the SRT thread */
    SRT_MAIL_OPEN, /* is active: write to `fd`, which is handed over */
    SRT_MAIL_STANDBY,
    SRT_MAIL_SHUT,
    SRT_MAIL_CLOSE,
} SrtMailKind;

typedef struct SrtMail SrtMail;

typedef struct SrtMailbox {
    Worker *worker;
    void (*receive)(SrtMail *mail);
    void *owner;
} SrtMailbox;

struct SrtMail {
    void *owner; /* whom the receiving function serves */
    SrtMailKind kind;
    uint64_t caller;
    SrtMailbox answer_to; /* CAME */
    int fd;               /* -1: none */
    StreamName name;
    IngestStats stats;
    char peer[64];
    char encoder[64];
    char meeting_id[INGEST_ID_BYTES];
    char reason[INGEST_REASON_BYTES];
};

/* Copies the mail. False: the mailbox is full or closed; the caller keeps the descriptor. */
bool srt_mail_post(const SrtMailbox *to, const SrtMail *mail);

/* Takes the descriptor out: it is closed with the mail otherwise. */
int srt_mail_steal_fd(SrtMail *mail);
