#include "media/engine/entry_table.h"

#include "media/engine/stream_keys.h"

static void free_entry(void *data) {
    Entry *entry = data;
    live_meeting_free(entry->meeting);
    live_order_free(entry->order);
    g_free(entry);
}

GHashTable *entry_table_new(void) {
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_entry);
}

Entry *entry_table_find(GHashTable *entries, const char *name) {
    GHashTableIter iter;
    void *entry = g_hash_table_lookup(entries, name);
    if (entry)
        return entry;
    g_hash_table_iter_init(&iter, entries);
    while (g_hash_table_iter_next(&iter, NULL, &entry))
        if (g_str_equal(((Entry *)entry)->order->alias, name))
            return entry;
    return NULL;
}

LiveMeeting *entry_table_find_meeting(GHashTable *entries, const char *id) {
    Entry *entry = g_hash_table_lookup(entries, id);
    return entry ? entry->meeting : NULL;
}

void entry_table_tell_feeds(GHashTable *entries, FeedsFn fn, const void *what) {
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, entries);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        LiveMeeting *meeting = ((Entry *)data)->meeting;
        if (meeting && fn(live_meeting_feeds(meeting), what))
            return;
    }
}

void entry_table_publish_keys(GHashTable *entries, Ingest *ingest) {
    g_autoptr(GArray) keys = g_array_new(FALSE, TRUE, sizeof(IngestKey));
    GHashTableIter iter;
    void *entry;
    g_hash_table_iter_init(&iter, entries);
    while (g_hash_table_iter_next(&iter, NULL, &entry))
        stream_keys_add(((Entry *)entry)->order, keys);
    ingest_set_keys(ingest, (const IngestKey *)(const void *)keys->data, keys->len);
}

void entry_table_judge_storage(GHashTable *entries, StorageWatch *storage) {
    GHashTableIter iter;
    void *data;
    storage_watch_begin(storage);
    g_hash_table_iter_init(&iter, entries);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        LiveMeeting *meeting = ((Entry *)data)->meeting;
        SpaceRecording recording;
        if (meeting && live_meeting_writes(meeting, &recording))
            storage_watch_add(storage, meeting, &recording);
    }
    storage_watch_judge(storage, live_meeting_hold);
}
