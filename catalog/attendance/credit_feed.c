#include "catalog/attendance/credit_feed.h"

#include <string.h>
#include <sys/stat.h>

#include "catalog/viewing/beat_log_file.h"
#include "catalog/viewing/beat_log_reader.h"

#define ASK_EVERY_RECORDS 65536 /* whether the server stops */

/* A viewing of the log, with its place in it. */
typedef struct Entry {
    CreditViewing *viewing; /* owned */
    unsigned number;
} Entry;

struct CreditFeed {
    GHashTable *accounts; /* id → GPtrArray of Entry */
    GHashTable *wanted;   /* ids of viewings */
    GHashTable *senders;  /* "EVENT WHO" → GPtrArray of Entry */
    GHashTable *moves;    /* viewing id → CreditMove */
    GHashTable *entries;  /* viewing id → Entry */
    /* Of the reading under way: */
    const CreditFeedDays *days;
    CreditFeedFigures figures;
    CreditFeedEnd end;
};

static void free_entry(void *data) {
    Entry *entry = data;
    credit_viewing_free(entry->viewing);
    g_free(entry);
}

static void free_list(void *data) {
    g_ptr_array_unref(data);
}

CreditFeed *credit_feed_new(void) {
    CreditFeed *feed = g_new0(CreditFeed, 1);
    feed->accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
    feed->senders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
    feed->wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    feed->moves = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    feed->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entry);
    return feed;
}

void credit_feed_free(CreditFeed *feed) {
    if (!feed)
        return;
    g_hash_table_unref(feed->accounts);
    g_hash_table_unref(feed->senders);
    g_hash_table_unref(feed->wanted);
    g_hash_table_unref(feed->moves);
    g_hash_table_unref(feed->entries);
    g_free(feed);
}

/* ---- who is wanted ---- */

static void want_list(GHashTable *lists, char *take_key) {
    if (g_hash_table_contains(lists, take_key))
        g_free(take_key);
    else
        g_hash_table_insert(lists, take_key, g_ptr_array_new());
}

void credit_feed_want_account(CreditFeed *feed, const char *account_id) {
    want_list(feed->accounts, g_strdup(account_id));
}

void credit_feed_want_viewing(CreditFeed *feed, const char *viewing_id) {
    g_hash_table_add(feed->wanted, g_strdup(viewing_id));
}

static char *sender_key(const char *event_id, const char *who_id) {
    return g_strconcat(event_id, " ", who_id, NULL);
}

void credit_feed_want_sent(CreditFeed *feed, const char *event_id, const char *who_id) {
    want_list(feed->senders, sender_key(event_id, who_id));
}

void credit_feed_move(CreditFeed *feed, const CreditMove *move) {
    CreditMove *copy = g_memdup2(move, sizeof *move);
    if (g_hash_table_contains(feed->moves, copy->viewing_id))
        g_free(copy);
    else
        g_hash_table_insert(feed->moves, copy->viewing_id, copy);
}

/* ---- reading ---- */

static GPtrArray *list_of_account(const CreditFeed *feed, const CreditViewing *viewing) {
    if (credit_viewing_who(viewing) != VIEWING_ACCOUNT)
        return NULL;
    return g_hash_table_lookup(feed->accounts, credit_viewing_who_id(viewing));
}

static GPtrArray *list_of_sender(const CreditFeed *feed, const CreditViewing *viewing) {
    if (credit_viewing_who(viewing) == VIEWING_ANONYMOUS)
        return NULL;
    g_autofree char *key = sender_key(credit_viewing_of(viewing), credit_viewing_who_id(viewing));
    return g_hash_table_lookup(feed->senders, key);
}

static void take_opened(CreditFeed *feed, const BeatRecord *record) {
    g_autoptr(CreditViewing) viewing = credit_viewing_new(record);
    const CreditMove *move = g_hash_table_lookup(feed->moves, record->viewing_id);
    if (move)
        credit_viewing_move(viewing, move->of_id, move->offset_ms, move->length_ms);
    GPtrArray *own = list_of_account(feed, viewing), *sent = list_of_sender(feed, viewing);
    if (!own && !sent && !g_hash_table_contains(feed->wanted, record->viewing_id))
        return;
    Entry *entry = g_new0(Entry, 1);
    entry->viewing = g_steal_pointer(&viewing);
    entry->number = g_hash_table_size(feed->entries);
    g_hash_table_insert(feed->entries, (char *)credit_viewing_id(entry->viewing), entry);
    if (own)
        g_ptr_array_add(own, entry);
    if (sent)
        g_ptr_array_add(sent, entry);
}

/* How much memory a record takes, in beats of one interval. */
static int64_t weight_of(const BeatRecord *record) {
    return record->kind == BEAT_RECORD_BEAT ? 1 + record->beat.n_seen / 6 : 0;
}

static bool has_room(CreditFeed *feed) {
    int64_t max = feed->days->max_beats > 0 ? feed->days->max_beats : CREDIT_FEED_MAX_BEATS;
    if (feed->figures.beats > max)
        feed->end = CREDIT_FEED_FULL;
    else if (++feed->figures.records % ASK_EVERY_RECORDS == 0 && feed->days->is_stopping &&
             feed->days->is_stopping(feed->days->user))
        feed->end = CREDIT_FEED_STOPPED;
    return feed->end == CREDIT_FEED_READ;
}

static bool on_record(const BeatRecord *record, void *user) {
    CreditFeed *feed = user;
    const Entry *entry = g_hash_table_lookup(feed->entries, record->viewing_id);
    if (entry) {
        credit_viewing_take(entry->viewing, record);
        feed->figures.beats += weight_of(record);
    } else if (record->kind == BEAT_RECORD_OPENED) {
        take_opened(feed, record);
    }
    return has_room(feed);
}

static bool read_day(CreditFeed *feed, const char *day, GError **error) {
    const BeatLogPlace place = {feed->days->directory, day, 0};
    BeatLogReading reading;
    if (!beat_log_reader_read(&place, on_record, feed, &reading, error)) {
        feed->end = CREDIT_FEED_FAILED;
        return false;
    }
    feed->figures.damaged_lines += reading.damaged_lines;
    feed->figures.bytes += reading.end;
    return feed->end == CREDIT_FEED_READ;
}

static int64_t size_of(const CreditFeedDays *days) {
    int64_t bytes = 0;
    struct stat status;
    for (unsigned i = 0; days->days[i]; i++) {
        g_autofree char *path = beat_log_file_path(days->directory, days->days[i]);
        if (stat(path, &status) == 0)
            bytes += status.st_size;
    }
    return bytes;
}

CreditFeedEnd credit_feed_read(CreditFeed *feed, const CreditFeedDays *days,
                               CreditFeedFigures *ret_figures, GError **error) {
    feed->days = days;
    feed->end = CREDIT_FEED_READ;
    feed->figures = (CreditFeedFigures){.all_bytes = size_of(days)};
    for (unsigned i = 0; days->days[i]; i++)
        if (!read_day(feed, days->days[i], error))
            break;
    *ret_figures = feed->figures;
    return feed->end;
}

/* ---- afterwards ---- */

CreditViewing *credit_feed_viewing(const CreditFeed *feed, const char *viewing_id) {
    const Entry *entry = g_hash_table_lookup(feed->entries, viewing_id);
    return entry ? entry->viewing : NULL;
}

static void add_all(GHashTable *set, const GPtrArray *entries) {
    for (unsigned i = 0; entries && i < entries->len; i++)
        g_hash_table_add(set, entries->pdata[i]);
}

static void add_presence(const CreditFeed *feed, const CreditPresence *presence, GHashTable *set) {
    for (unsigned i = 0; presence->viewing_ids[i]; i++) {
        Entry *entry = g_hash_table_lookup(feed->entries, presence->viewing_ids[i]);
        if (!entry)
            continue;
        g_hash_table_add(set, entry);
        add_all(set, list_of_sender(feed, entry->viewing));
    }
}

static int compare_numbers(const void *a, const void *b) {
    const Entry *first = *(Entry *const *)a, *second = *(Entry *const *)b;
    return first->number < second->number ? -1 : first->number > second->number;
}

GPtrArray *credit_feed_viewings(const CreditFeed *feed, const CreditQuestion *question) {
    g_autoptr(GHashTable) set = g_hash_table_new(NULL, NULL);
    if (question->account_id)
        add_all(set, g_hash_table_lookup(feed->accounts, question->account_id));
    for (unsigned i = 0; i < question->n_presences; i++)
        add_presence(feed, &question->presences[i], set);
    GPtrArray *list = g_ptr_array_new();
    GHashTableIter iter;
    gpointer entry;
    g_hash_table_iter_init(&iter, set);
    while (g_hash_table_iter_next(&iter, &entry, NULL))
        g_ptr_array_add(list, entry);
    g_ptr_array_sort(list, compare_numbers);
    for (unsigned i = 0; i < list->len; i++)
        list->pdata[i] = ((Entry *)list->pdata[i])->viewing;
    return list;
}
