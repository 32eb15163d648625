/* All that goes to the server: frames of any thread, one bounded queue, one writer. A server that
 * does not read for two seconds, or is gone, ends the process: there is nobody left to work for. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/json_table.h"
#include "base/log.h"
#include "media/link/link.h"

#define OUTBOX_MAX_BYTES (64 * 1024 * 1024)

typedef struct Outbox Outbox;

/* `fd`: a stream socket, borrowed. NULL when its thread cannot be made. */
Outbox *outbox_new(int fd, GError **error);

/* Any thread. */
void outbox_track(Outbox *outbox, unsigned track, const MediaTrack *info);
void outbox_sample(Outbox *outbox, unsigned track, const MediaSample *sample);
void outbox_text(Outbox *outbox, LinkType type, const JsonTable *table, const void *data);
/* A sentence for the server's log. */
void outbox_note(Outbox *outbox, LogLevel level, const char *text);
