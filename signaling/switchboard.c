#include "signaling/switchboard.h"

#include <string.h>

#include "base/clock.h"
#include "signaling/dispatch.h"

struct Switchboard {
    Outlet outlet; /* of the owner */
    Outlet links_outlet;
    TimerWheel wheel;
    GHashTable *links; /* WsId in the link → Link, owning */
    SessionRegistry *sessions;
    PresenceFeed *presence;
    RoomHouse *rooms;
    CameraDesk *cameras;
    SeatBeatsPort beats;
    char *moved_url;
};

static void send_text(const WsId *ids, unsigned n_ids, WsText *text, void *user) {
    Switchboard *switchboard = user;
    switchboard->outlet.send(ids, n_ids, text, switchboard->outlet.user);
}

/* Whoever is being closed, for whatever reason, is told nothing more. */
static void close_socket(WsId id, unsigned code, const char *reason, void *user) {
    Switchboard *switchboard = user;
    const Link *link = g_hash_table_lookup(switchboard->links, &id);
    const Session *session = link ? link_session(link) : NULL;
    presence_feed_unwatch(switchboard->presence, id);
    if (session) {
        camera_desk_lose(switchboard->cameras, session->id);
        room_house_lose(switchboard->rooms, session->id);
    }
    outlet_close(&switchboard->outlet, id, code, reason);
}

static void on_session_end(Session *session, void *user) {
    Switchboard *switchboard = user;
    presence_feed_leave(switchboard->presence, session->id);
    camera_desk_leave(switchboard->cameras, session->id);
    room_house_leave(switchboard->rooms, session->id);
}

static void on_room_seat(const char *session, RoomSeatNews news, void *user) {
    Switchboard *switchboard = user;
    camera_desk_on_seat(switchboard->cameras, session, news);
}

/* The link of whoever asked, if it is still his. */
static Link *find_asker(const Switchboard *switchboard, const SeatTicket *ticket) {
    Link *link = g_hash_table_lookup(switchboard->links, &ticket->link);
    const Session *session = link && !link_is_closing(link) ? link_session(link) : NULL;
    return session && strcmp(session->id, ticket->session) == 0 ? link : NULL;
}

static void answer_room(const SeatTicket *ticket, const JsonTable *table, void *message,
                        void *user) {
    Link *link = find_asker(user, ticket);
    if (link)
        link_send(link, table, message);
}

static void refuse_room(const SeatTicket *ticket, const GError *error, void *user) {
    Link *link = find_asker(user, ticket);
    if (link)
        handler_refuse(link, &(HandlerRefusal){.error = error, .re = ticket->re});
}

static void free_link(void *link) {
    link_free(link);
}

Switchboard *switchboard_new(const SwitchboardOptions *options) {
    Switchboard *switchboard = g_new0(Switchboard, 1);
    switchboard->outlet = options->outlet;
    switchboard->links_outlet = (Outlet){send_text, close_socket, switchboard};
    switchboard->beats = options->beats;
    timer_wheel_init(&switchboard->wheel, clock_monotonic_us());
    switchboard->links = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_link);
    switchboard->presence = presence_feed_new(&switchboard->wheel, &switchboard->outlet);
    switchboard->rooms = room_house_new(&(RoomHouseOptions){
        .wheel = &switchboard->wheel,
        .outlet = &switchboard->outlet,
        .directory = options->directory,
        .media = options->media,
        .answer = answer_room,
        .refuse = refuse_room,
        .on_seat = on_room_seat,
        .user = switchboard,
    });
    switchboard->cameras = camera_desk_new(&(CameraDeskOptions){
        .wheel = &switchboard->wheel,
        .rooms = switchboard->rooms,
        .media = options->media,
        .answer = answer_room,
        .refuse = refuse_room,
        .user = switchboard,
    });
    switchboard->sessions = session_registry_new(
        &switchboard->wheel, &(SessionRegistryOptions){
                                 .max_sessions = options->max_sessions,
                                 .max_sessions_per_account = options->max_sessions_per_account,
                                 .on_end = on_session_end,
                                 .user = switchboard,
                             });
    return switchboard;
}

void switchboard_free(Switchboard *switchboard) {
    if (!switchboard)
        return;
    session_registry_free(switchboard->sessions);
    presence_feed_free(switchboard->presence);
    camera_desk_free(switchboard->cameras);
    room_house_free(switchboard->rooms);
    g_hash_table_unref(switchboard->links);
    g_free(switchboard->moved_url);
    g_free(switchboard);
}

int64_t switchboard_advance(Switchboard *switchboard) {
    int64_t now_us = clock_monotonic_us();
    timer_wheel_advance(&switchboard->wheel, now_us, NULL);
    int64_t wait_us = timer_wheel_wait_us(&switchboard->wheel, now_us);
    return wait_us < 0 ? -1 : now_us + wait_us;
}

void switchboard_on_open(Switchboard *switchboard, WsId id, const SeatIdentity *identity) {
    Link *link = link_new(&switchboard->wheel, &switchboard->links_outlet, id, identity);
    g_hash_table_insert(switchboard->links, g_memdup2(&id, sizeof id), link);
}

void switchboard_on_text(Switchboard *switchboard, WsId id, const char *text, size_t length,
                         int64_t received_at_us) {
    Link *link = g_hash_table_lookup(switchboard->links, &id);
    if (!link || link_is_closing(link))
        return;
    HandlerContext context = {
        .link = link,
        .sessions = switchboard->sessions,
        .presence = switchboard->presence,
        .beats = &switchboard->beats,
        .rooms = switchboard->rooms,
        .cameras = switchboard->cameras,
        .moved_url = switchboard->moved_url,
        .received_at_us = received_at_us,
    };
    dispatch_message(DISPATCH_ROWS, &context, text, length);
}

void switchboard_answer_beat(Switchboard *switchboard, const SeatTicket *ticket,
                             const SeatBeatsAnswer *answer) {
    Link *link = find_asker(switchboard, ticket);
    if (link)
        handler_answer_beat(link, ticket->re, answer);
}

void switchboard_answer_look(Switchboard *switchboard, const RoomLookAnswer *answer) {
    room_house_on_look(switchboard->rooms, answer);
}

void switchboard_answer_commit(Switchboard *switchboard, const RoomCommitAnswer *answer) {
    room_house_on_commit(switchboard->rooms, answer);
}

void switchboard_answer_review(Switchboard *switchboard, const GArray *stays) {
    room_house_on_review(switchboard->rooms, stays);
}

void switchboard_recheck(Switchboard *switchboard, const char *room) {
    room_house_review(switchboard->rooms, room);
}

void switchboard_answer_media(Switchboard *switchboard, const RoomMediaAnswer *answer) {
    if (!camera_desk_on_media(switchboard->cameras, answer))
        room_house_on_media(switchboard->rooms, answer);
}

void switchboard_on_media(Switchboard *switchboard, const RoomMediaEvent *event) {
    if (!camera_desk_on_media_event(switchboard->cameras, event))
        room_house_on_media_event(switchboard->rooms, event);
}

void switchboard_on_close(Switchboard *switchboard, WsId id) {
    Link *link = g_hash_table_lookup(switchboard->links, &id);
    if (!link)
        return;
    Session *session = link_session(link);
    if (session) {
        camera_desk_lose(switchboard->cameras, session->id);
        room_house_lose(switchboard->rooms, session->id);
        presence_feed_break(switchboard->presence, session->id);
        session_registry_lose(switchboard->sessions, session);
    }
    presence_feed_unwatch(switchboard->presence, id);
    g_hash_table_remove(switchboard->links, &id);
}

static bool is_of(const SeatIdentity *identity, const char *account_id, const char *session_id) {
    return strcmp(identity->account_id, account_id) == 0 &&
           (!session_id || strcmp(identity->session_id, session_id) == 0);
}

void switchboard_drop(Switchboard *switchboard, const char *account_id, const char *session_id) {
    GHashTableIter iter;
    void *link;
    g_hash_table_iter_init(&iter, switchboard->links);
    while (g_hash_table_iter_next(&iter, NULL, &link)) {
        if (is_of(link_identity(link), account_id, session_id))
            link_close(link, CLOSE_SIGN_IN_NEEDED, "sign-in has ended");
    }
    session_registry_end_account(switchboard->sessions, account_id, session_id);
}

static void send_to_all(Switchboard *switchboard, const JsonTable *table, const void *message) {
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(WsId));
    GHashTableIter iter;
    void *link;
    g_hash_table_iter_init(&iter, switchboard->links);
    while (g_hash_table_iter_next(&iter, NULL, &link)) {
        WsId id = link_id(link);
        if (link_session(link) && !link_is_closing(link))
            g_array_append_val(ids, id);
    }
    if (ids->len > 0)
        outlet_send_many(&switchboard->outlet, (const WsId *)(const void *)ids->data, ids->len,
                         table, message);
}

void switchboard_move(Switchboard *switchboard, const char *url) {
    g_free(switchboard->moved_url);
    switchboard->moved_url = g_strdup(url);
    MovedMessage moved = {.url = switchboard->moved_url};
    if (url)
        send_to_all(switchboard, &MESSAGE_MOVED, &moved);
}

static void add_links_of(const Switchboard *switchboard, const char *account_id, GArray *ids) {
    const GPtrArray *own = session_registry_of_account(switchboard->sessions, account_id);
    for (guint i = 0; own && i < own->len; i++) {
        const Session *session = own->pdata[i];
        if (!session->link || link_is_closing(session->link))
            continue;
        WsId id = link_id(session->link);
        g_array_append_val(ids, id);
    }
}

void switchboard_notify(Switchboard *switchboard, const SwitchboardNotice *notice) {
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(WsId));
    for (unsigned i = 0; notice->account_ids[i]; i++)
        add_links_of(switchboard, notice->account_ids[i], ids);
    NoticeMessage message = {.kind = notice->kind, .subject = (char *)notice->subject};
    if (ids->len > 0)
        outlet_send_many(&switchboard->outlet, (const WsId *)(const void *)ids->data, ids->len,
                         &MESSAGE_NOTICE, &message);
}

static void add_editors(const Switchboard *switchboard, GArray *ids) {
    GHashTableIter iter;
    void *link;
    g_hash_table_iter_init(&iter, switchboard->links);
    while (g_hash_table_iter_next(&iter, NULL, &link)) {
        WsId id = link_id(link);
        bool is_editor = link_identity(link)->roles & (IDENTITY_ADMINISTRATOR | IDENTITY_EDITOR);
        if (is_editor && link_session(link) && !link_is_closing(link))
            g_array_append_val(ids, id);
    }
}

void switchboard_tell_job(Switchboard *switchboard, const SwitchboardJob *job) {
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(WsId));
    add_editors(switchboard, ids);
    JobChangedMessage message = {.id = (char *)job->id,
                                 .lesson_id = (char *)job->lesson_id,
                                 .state = job->state,
                                 .step = (char *)job->step,
                                 .permille = job->permille,
                                 .left_s = job->left_s,
                                 .has_left = job->left_s >= 0};
    if (ids->len > 0)
        outlet_send_many(&switchboard->outlet, (const WsId *)(const void *)ids->data, ids->len,
                         &MESSAGE_JOB_CHANGED, &message);
}

void switchboard_say_stopping(Switchboard *switchboard) {
    StoppingMessage stopping = {0};
    send_to_all(switchboard, &MESSAGE_STOPPING, &stopping);
}

void switchboard_get_stats(const Switchboard *switchboard, SwitchboardStats *ret_stats) {
    *ret_stats = (SwitchboardStats){
        .links = g_hash_table_size(switchboard->links),
        .sessions = session_registry_count(switchboard->sessions),
        .rooms = room_house_count(switchboard->rooms),
    };
}
