/* Brings what ingest says to the thread that owns the meetings. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/engine/live_health.h"
#include "media/ingest/ingest.h"

#define SOURCE_DESK_MAX_PUBLISHERS 200u

typedef struct SourceDesk SourceDesk;

/* On the owner's thread; see IngestEvents. */
typedef struct SourceDeskEvents {
    void (*on_source)(const IngestSource *source, int take_fd, void *user);
    void (*on_source_end)(uint64_t source_id, const char *reason, void *user);
    void (*on_stats)(const IngestStats *stats, void *user);
    void (*on_refused)(const char *meeting_id, const LiveRefused *refused, void *user);
} SourceDeskEvents;

typedef struct SourceDeskOptions {
    const char *rtmp_listen, *srt_listen; /* see IngestOptions */
    Worker *owner;                        /* borrowed */
    SourceDeskEvents events;
    void *user;
} SourceDeskOptions;

SourceDesk *source_desk_start(const SourceDeskOptions *options, GError **error);
void source_desk_stop(SourceDesk *desk); /* NULL is allowed, as below */
/* After the owner has stopped. */
void source_desk_free(SourceDesk *desk);

Ingest *source_desk_ingest(SourceDesk *desk);
