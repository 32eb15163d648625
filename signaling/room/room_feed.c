#include "signaling/room/room_feed.h"

#include "base/clock.h"
#include "signaling/room/room_view.h"

struct RoomFeed {
    TimerWheel *wheel;    /* borrowed */
    const Outlet *outlet; /* borrowed */
    const Room *room;     /* borrowed */
    GHashTable *lines;    /* borrowed: session → WsId * */
    Timer timer;
    GHashTable *joined, *changed, *left; /* sets of sessions, owned */
    GHashTable *votes;                   /* set of ids, owned */
    bool has_lobby, has_settings, has_lock;
};

static GHashTable *new_set(void) {
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

RoomFeed *room_feed_new(TimerWheel *wheel, const Outlet *outlet, const Room *room,
                        GHashTable *lines) {
    RoomFeed *feed = g_new0(RoomFeed, 1);
    *feed = (RoomFeed){.wheel = wheel,
                       .outlet = outlet,
                       .room = room,
                       .lines = lines,
                       .joined = new_set(),
                       .changed = new_set(),
                       .left = new_set(),
                       .votes = new_set()};
    return feed;
}

void room_feed_free(RoomFeed *feed) {
    if (!feed)
        return;
    timer_wheel_cancel(feed->wheel, &feed->timer);
    g_hash_table_unref(feed->joined);
    g_hash_table_unref(feed->changed);
    g_hash_table_unref(feed->left);
    g_hash_table_unref(feed->votes);
    g_free(feed);
}

/* ---- telling ---- */

typedef enum Readers { READERS_ALL, READERS_OF_LOBBY, READERS_OTHERS } Readers;

static void send_to(RoomFeed *feed, Readers readers, const JsonTable *table, const void *message) {
    const GPtrArray *people = room_people(feed->room);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(WsId));
    for (guint i = 0; i < people->len; i++) {
        const RoomPerson *person = people->pdata[i];
        const WsId *id = g_hash_table_lookup(feed->lines, person->session);
        bool sees_lobby = room_sees_lobby(feed->room, person);
        if (id && (readers == READERS_ALL || (readers == READERS_OF_LOBBY) == sees_lobby))
            g_array_append_val(ids, *id);
    }
    if (ids->len > 0)
        outlet_send_many(feed->outlet, (const WsId *)(const void *)ids->data, ids->len, table,
                         message);
}

void room_feed_tell(RoomFeed *feed, const JsonTable *table, const void *message) {
    send_to(feed, READERS_ALL, table, message);
}

static GPtrArray *take_people(RoomFeed *feed, GHashTable *sessions) {
    GPtrArray *infos = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *people = room_people(feed->room); /* in their order */
    for (guint i = 0; i < people->len; i++) {
        const RoomPerson *person = people->pdata[i];
        if (g_hash_table_contains(sessions, person->session))
            g_ptr_array_add(infos, room_view_person(person));
    }
    return infos;
}

static GStrv left_of(RoomFeed *feed) {
    GPtrArray *left = g_ptr_array_new();
    GHashTableIter iter;
    void *session;
    g_hash_table_iter_init(&iter, feed->left);
    while (g_hash_table_iter_next(&iter, &session, NULL) && left->len < ROOM_LEFT_MAX)
        g_ptr_array_add(left, session);
    g_ptr_array_add(left, NULL);
    return (GStrv)g_ptr_array_free(left, FALSE);
}

static void forget_left(RoomFeed *feed, char *const *told) {
    for (; *told; told++)
        g_hash_table_remove(feed->left, *told);
}

static void tell_people(RoomFeed *feed) {
    g_autofree GStrv left = left_of(feed);
    g_autoptr(GPtrArray) joined = take_people(feed, feed->joined);
    g_autoptr(GPtrArray) changed = take_people(feed, feed->changed);
    g_autoptr(GPtrArray) lobby = feed->has_lobby ? room_view_lobby(feed->room) : NULL;
    RoomChangedMessage message = {
        .joined = joined,
        .changed = changed,
        .left = left,
        .settings = feed->has_settings ? (RoomSettings *)room_settings(feed->room) : NULL,
        .locked = room_is_locked(feed->room),
        .has_locked = feed->has_lock,
    };
    bool has_news = joined->len || changed->len || left[0] || message.settings || feed->has_lock;
    if (!feed->has_lobby && has_news)
        send_to(feed, READERS_ALL, &MESSAGE_ROOM_CHANGED, &message);
    if (feed->has_lobby && has_news)
        send_to(feed, READERS_OTHERS, &MESSAGE_ROOM_CHANGED, &message);
    message.lobby = lobby;
    if (feed->has_lobby)
        send_to(feed, READERS_OF_LOBBY, &MESSAGE_ROOM_CHANGED, &message);
    g_hash_table_remove_all(feed->joined);
    g_hash_table_remove_all(feed->changed);
    forget_left(feed, left);
    feed->has_lobby = feed->has_settings = feed->has_lock = false;
}

static void tell_votes(RoomFeed *feed) {
    GHashTableIter iter;
    void *id;
    g_hash_table_iter_init(&iter, feed->votes);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        const Vote *vote = room_find_vote(feed->room, id);
        if (!vote)
            continue;
        VoteInfo info;
        vote_describe(vote, &info);
        send_to(feed, READERS_ALL, &MESSAGE_VOTE_CHANGED, &(VoteChangedMessage){.vote = &info});
        vote_info_clear(&info);
    }
    g_hash_table_remove_all(feed->votes);
}

static void on_tell(Timer *timer, void *user);

static void wake(RoomFeed *feed) {
    if (!timer_is_set(&feed->timer))
        timer_wheel_set(feed->wheel, &feed->timer,
                        clock_monotonic_us() + ROOM_FEED_INTERVAL_MS * CLOCK_US_PER_MS, on_tell);
}

static void on_tell(Timer *timer, void *user) {
    RoomFeed *feed = (RoomFeed *)((char *)timer - offsetof(RoomFeed, timer));
    tell_people(feed);
    tell_votes(feed);
    if (g_hash_table_size(feed->left) > 0)
        wake(feed);
}

/* ---- noting ---- */

static void join(RoomFeed *feed, const char *session) {
    g_hash_table_remove(feed->left, session);
    g_hash_table_add(feed->joined, g_strdup(session));
}

static void leave(RoomFeed *feed, const char *session) {
    g_hash_table_remove(feed->joined, session);
    g_hash_table_remove(feed->changed, session);
    g_hash_table_add(feed->left, g_strdup(session));
}

static void change(RoomFeed *feed, const char *session) {
    if (room_find(feed->room, session) && !g_hash_table_contains(feed->joined, session))
        g_hash_table_add(feed->changed, g_strdup(session));
}

static void say(RoomFeed *feed, const RoomFact *fact) {
    RoomSaidInfo info = {.message = fact->number,
                         .session = (char *)fact->session,
                         .account = (char *)fact->account,
                         .display_name = (char *)fact->name,
                         .text = fact->text,
                         .at_us = fact->at_us};
    room_feed_tell(feed, &MESSAGE_ROOM_SAID, &(RoomSaidMessage){.said = &info});
}

/* A new host has not seen the lobby yet. */
static void note_role(RoomFeed *feed, const RoomFact *fact) {
    change(feed, fact->session);
    feed->has_lobby = feed->has_lobby || fact->role == ROOM_HOST;
}

void room_feed_note(RoomFeed *feed, const RoomFact *fact) {
    switch (fact->kind) {
    case ROOM_FACT_KNOCKED:
    case ROOM_FACT_KNOCK_ENDED:
        feed->has_lobby = true;
        break;
    case ROOM_FACT_ENTERED:
        feed->has_lobby = true;
        join(feed, fact->session);
        break;
    case ROOM_FACT_MOVED:
        leave(feed, fact->from);
        join(feed, fact->session);
        break;
    case ROOM_FACT_LEFT:
    case ROOM_FACT_REMOVED:
        leave(feed, fact->session);
        break;
    case ROOM_FACT_ROLE:
        note_role(feed, fact);
        break;
    case ROOM_FACT_STATE:
    case ROOM_FACT_HAND:
    case ROOM_FACT_HELD:
        change(feed, fact->session);
        break;
    case ROOM_FACT_LOCKED:
        feed->has_lock = true;
        break;
    case ROOM_FACT_SETTINGS:
        feed->has_settings = true;
        break;
    case ROOM_FACT_SAID:
        say(feed, fact);
        return;
    case ROOM_FACT_UNSAID:
        room_feed_tell(feed, &MESSAGE_ROOM_UNSAID, &(RoomUnsaidMessage){.message = fact->number});
        return;
    default:
        if (!fact->vote)
            return;
        g_hash_table_add(feed->votes, g_strdup(fact->vote->id));
        break;
    }
    wake(feed);
}

void room_feed_note_line(RoomFeed *feed, const char *session) {
    change(feed, session);
    wake(feed);
}
