#include "signaling/room/presence_feed.h"

#include "base/clock.h"

#define TOTAL_MIXED (-1)

struct PresenceFeed {
    TimerWheel *wheel;    /* borrowed */
    const Outlet *outlet; /* borrowed */
    Presence *presence;
    GHashTable *watchers; /* set of WsId, owned keys */
    Timer tell_timer, hide_timer;
    int64_t told_total; /* TOTAL_MIXED: not the same to everybody */
};

PresenceFeed *presence_feed_new(TimerWheel *wheel, const Outlet *outlet) {
    PresenceFeed *feed = g_new0(PresenceFeed, 1);
    feed->wheel = wheel;
    feed->outlet = outlet;
    feed->presence = presence_new();
    feed->watchers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return feed;
}

void presence_feed_free(PresenceFeed *feed) {
    if (!feed)
        return;
    timer_wheel_cancel(feed->wheel, &feed->tell_timer);
    timer_wheel_cancel(feed->wheel, &feed->hide_timer);
    g_hash_table_unref(feed->watchers);
    presence_free(feed->presence);
    g_free(feed);
}

static GArray *watcher_ids(PresenceFeed *feed) {
    GArray *ids = g_array_sized_new(FALSE, FALSE, sizeof(WsId), g_hash_table_size(feed->watchers));
    GHashTableIter iter;
    void *id;
    g_hash_table_iter_init(&iter, feed->watchers);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        g_array_append_val(ids, *(WsId *)id);
    return ids;
}

/* Somebody may have come and gone within one interval. */
static bool is_empty(const PresenceChangedMessage *changes) {
    return changes->joined->len == 0 && changes->changed->len == 0 && !changes->left[0];
}

static void on_tell(Timer *timer, void *user) {
    PresenceFeed *feed = (PresenceFeed *)((char *)timer - offsetof(PresenceFeed, tell_timer));
    PresenceChangedMessage changes;
    presence_take_changes(feed->presence, &changes);
    bool has_news = !is_empty(&changes) || changes.total != feed->told_total;
    feed->told_total = changes.total;
    if (has_news && g_hash_table_size(feed->watchers) > 0) {
        g_autoptr(GArray) ids = watcher_ids(feed);
        outlet_send_many(feed->outlet, (const WsId *)(const void *)ids->data, ids->len,
                         &MESSAGE_PRESENCE_CHANGED, &changes);
    }
    presence_changes_clear(&changes);
}

static void on_hide(Timer *timer, void *user);

/* After each change of `presence`: sets the timers that it needs. */
static void watch_time(PresenceFeed *feed) {
    int64_t now_us = clock_monotonic_us();
    if (presence_has_changes(feed->presence) && !timer_is_set(&feed->tell_timer)) {
        int64_t n_watchers = g_hash_table_size(feed->watchers);
        int64_t interval_us = MAX(PRESENCE_FEED_INTERVAL_MS * CLOCK_US_PER_MS,
                                  n_watchers * CLOCK_US_PER_S / PRESENCE_FEED_SENDS_PER_S);
        timer_wheel_set(feed->wheel, &feed->tell_timer, now_us + interval_us, on_tell);
    }
    int64_t due_us = presence_due_us(feed->presence);
    if (due_us >= 0)
        timer_wheel_set(feed->wheel, &feed->hide_timer, due_us, on_hide);
    else
        timer_wheel_cancel(feed->wheel, &feed->hide_timer);
}

static void on_hide(Timer *timer, void *user) {
    PresenceFeed *feed = (PresenceFeed *)((char *)timer - offsetof(PresenceFeed, hide_timer));
    presence_advance(feed->presence, clock_monotonic_us());
    watch_time(feed);
}

void presence_feed_join(PresenceFeed *feed, const PersonInfo *person) {
    presence_join(feed->presence, person);
    watch_time(feed);
}

void presence_feed_set_state(PresenceFeed *feed, const char *session, PresenceState state) {
    presence_set_state(feed->presence, session, state);
    watch_time(feed);
}

void presence_feed_break(PresenceFeed *feed, const char *session) {
    presence_break(feed->presence, session, clock_monotonic_us());
    watch_time(feed);
}

void presence_feed_leave(PresenceFeed *feed, const char *session) {
    presence_leave(feed->presence, session);
    watch_time(feed);
}

void presence_feed_watch(PresenceFeed *feed, WsId id, PresenceMessage *ret_snapshot) {
    g_hash_table_add(feed->watchers, g_memdup2(&id, sizeof id));
    presence_note_shown(feed->presence);
    if (presence_has_changes(feed->presence))
        feed->told_total = TOTAL_MIXED;
    *ret_snapshot = (PresenceMessage){
        .people = presence_people(feed->presence),
        .total = presence_total(feed->presence),
    };
}

void presence_feed_unwatch(PresenceFeed *feed, WsId id) {
    g_hash_table_remove(feed->watchers, &id);
}
