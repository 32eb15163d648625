/* The ingest thread's side of SRT: one publisher for each caller, by its number. */
#pragma once

#include <glib.h>

#include "media/ingest/ingest_core.h"
#include "media/ingest/srt_admission.h"
#include "media/ingest/srt_mail.h"

typedef struct SrtDesk {
    IngestCore *core;
    SrtAdmission *admission;
    GHashTable *publishers; /* caller → SrtPublisher */
} SrtDesk;

void srt_desk_init(SrtDesk *desk, IngestCore *core, SrtAdmission *admission);
void srt_desk_clear(SrtDesk *desk);

/* Runs on the ingest thread; mail->owner is the desk. */
void srt_desk_receive(SrtMail *mail);

/* Keys or places have changed: callers are judged by a new set. */
void srt_desk_on_changed(void *user);

/* After the ingest thread has stopped. */
void srt_desk_stop(SrtDesk *desk);
