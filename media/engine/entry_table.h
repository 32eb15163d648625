/* The meetings that were ordered, by id; their media are there while they run or are watched. The
 * package thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/engine/live_meeting.h"
#include "media/engine/live_order.h"
#include "media/engine/storage_watch.h"
#include "media/ingest/ingest.h"

typedef struct Entry {
    LiveOrder *order;
    LiveMeeting *meeting; /* NULL: not loaded */
} Entry;

GHashTable *entry_table_new(void); /* of Entry */

/* By id or alias; NULL: there is none. */
Entry *entry_table_find(GHashTable *entries, const char *name);
/* NULL: it has no media now. */
LiveMeeting *entry_table_find_meeting(GHashTable *entries, const char *id);

/* Of the meetings only one knows a source: the others say no. */
typedef bool (*FeedsFn)(Feeds *feeds, const void *what);
void entry_table_tell_feeds(GHashTable *entries, FeedsFn fn, const void *what);

void entry_table_publish_keys(GHashTable *entries, Ingest *ingest);
/* Judges the room for what all of them write. */
void entry_table_judge_storage(GHashTable *entries, StorageWatch *storage);
