#include "signaling/room/room_house.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "signaling/protocol/message.h"

/* A seat that is in a room, in its lobby, or on its way in. */
typedef struct Place {
    RoomHall *hall; /* borrowed; NULL: the directory is asked */
    uint64_t asked; /* the question's ticket; 0: none is open */
    int64_t asked_at_us;
    RoomAct entering;             /* while it is asked: owns nothing */
    char room[IDENTITY_ID_BYTES]; /* likewise */
    char account[IDENTITY_ID_BYTES];
    uint32_t roles;
    bool is_by_link;
    SeatTicket ticket;
    GPtrArray *peers; /* of its pictures, owned texts */
} Place;

struct RoomHouse {
    RoomHouseOptions options;
    RoomHallOptions hall_options;
    uint64_t last_ticket;
    GHashTable *halls;  /* room id, borrowed from it → RoomHall, owning */
    GHashTable *places; /* session → Place, owning */
};

static void free_place(void *data) {
    Place *place = data;
    g_ptr_array_unref(place->peers);
    g_free(place);
}

static void tell_seat(const RoomHouse *house, const char *session, RoomSeatNews news) {
    if (house->options.on_seat)
        house->options.on_seat(session, news, house->options.user);
}

static void on_changed(const char *session, void *user) {
    tell_seat(user, session, ROOM_SEAT_CHANGED);
}

static void on_gone(const char *session, RoomHall *hall, void *user) {
    RoomHouse *house = user;
    if (session)
        tell_seat(house, session,
                  room_has_ended(room_hall_room(hall)) ? ROOM_SEAT_OVER : ROOM_SEAT_LEFT);
    Place *place = session ? g_hash_table_lookup(house->places, session) : NULL;
    if (place && place->hall == hall && place->asked)
        place->hall = NULL; /* it is on its way in again */
    else if (place && place->hall == hall)
        g_hash_table_remove(house->places, session);
    if (room_hall_is_idle(hall))
        g_hash_table_remove(house->halls, room_id(room_hall_room(hall)));
}

static void answer_through(const SeatTicket *ticket, const JsonTable *table, void *message,
                           void *user) {
    const RoomHouse *house = user;
    house->options.answer(ticket, table, message, house->options.user);
}

static void refuse_through(const SeatTicket *ticket, const GError *error, void *user) {
    const RoomHouse *house = user;
    house->options.refuse(ticket, error, house->options.user);
}

RoomHouse *room_house_new(const RoomHouseOptions *options) {
    RoomHouse *house = g_new0(RoomHouse, 1);
    house->options = *options;
    house->hall_options = (RoomHallOptions){
        .wheel = options->wheel,
        .outlet = options->outlet,
        .directory = options->directory,
        .media = options->media,
        .last_ticket = &house->last_ticket,
        .answer = answer_through,
        .refuse = refuse_through,
        .on_gone = on_gone,
        .on_changed = on_changed,
        .user = house,
    };
    house->halls =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)room_hall_free);
    house->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_place);
    return house;
}

void room_house_free(RoomHouse *house) {
    if (!house)
        return;
    g_hash_table_unref(house->places);
    g_hash_table_unref(house->halls);
    g_free(house);
}

unsigned room_house_count(const RoomHouse *house) {
    return g_hash_table_size(house->halls);
}

/* ---- coming in ---- */

static bool has_rooms(const RoomHouse *house, GError **error) {
    if (house->options.directory.look && house->options.directory.commit)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                        "cannot do this: nobody keeps rooms here");
    return false;
}

static bool is_asking(const Place *place) {
    int64_t waits_us = ROOM_HOUSE_ASK_TIMEOUT_S * CLOCK_US_PER_S;
    return place->asked && clock_monotonic_us() < place->asked_at_us + waits_us;
}

static bool check_free(const Place *place, const char *room, GError **error) {
    if (is_asking(place)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot enter twice at the same time");
        return false;
    }
    if (place->hall && strcmp(room_id(room_hall_room(place->hall)), room) != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot enter a second room: leave the first one");
        return false;
    }
    return true;
}

static Place *place_of(RoomHouse *house, const char *session) {
    Place *place = g_hash_table_lookup(house->places, session);
    if (place)
        return place;
    place = g_new0(Place, 1);
    place->peers = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_insert(house->places, g_strdup(session), place);
    return place;
}

static void note_entering(Place *place, const RoomCaller *caller, const RoomEntry *entry) {
    const Session *session = caller->session;
    RoomAct *act = &place->entering;
    *act =
        (RoomAct){.verb = ROOM_VERB_ENTER, .is_on = entry->takes_over, .client = session->client};
    g_strlcpy(act->actor, session->id, sizeof act->actor);
    g_strlcpy(act->account, session->identity.account_id, sizeof act->account);
    g_strlcpy(act->name, session->identity.display_name, sizeof act->name);
    g_strlcpy(place->room, entry->room, sizeof place->room);
    g_strlcpy(place->account, act->account, sizeof place->account);
    place->roles = session->identity.roles;
    act->is_guest = (place->roles & IDENTITY_GUEST) != 0;
    if (act->is_guest)
        g_strlcpy(act->link, session->identity.link, sizeof act->link);
    place->ticket = caller->ticket;
    place->asked_at_us = clock_monotonic_us();
}

/* A place that was only asked for. */
static void forget_asking(RoomHouse *house, const char *session) {
    Place *place = g_hash_table_lookup(house->places, session);
    if (place && !place->hall)
        g_hash_table_remove(house->places, session);
    else if (place)
        place->asked = 0;
}

/* A guest knows of one room. */
static bool check_guest(const SeatIdentity *identity, const RoomEntry *entry, GError **error) {
    if (!(identity->roles & IDENTITY_GUEST) || strcmp(identity->room, entry->room) == 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this room");
    return false;
}

bool room_house_enter(RoomHouse *house, const RoomCaller *caller, const RoomEntry *entry,
                      GError **error) {
    const RoomDirectoryPort *directory = &house->options.directory;
    Place *place = g_hash_table_lookup(house->places, caller->session->id);
    if (!has_rooms(house, error) || !check_guest(&caller->session->identity, entry, error) ||
        (place && !check_free(place, entry->room, error)))
        return false;
    place = place_of(house, caller->session->id);
    note_entering(place, caller, entry);
    place->asked = ++house->last_ticket;
    RoomQuestion question = {
        .ticket = place->asked,
        .session = caller->session->id,
        .room = entry->room,
        .identity = &caller->session->identity,
        .link = entry->link,
        .wants_past = !g_hash_table_contains(house->halls, entry->room),
    };
    if (directory->look(&question, directory->user, error))
        return true;
    forget_asking(house, caller->session->id);
    return false;
}

static RoomHall *hall_of(RoomHouse *house, const char *room, const RoomLookAnswer *answer,
                         GError **error) {
    RoomHall *hall = g_hash_table_lookup(house->halls, room);
    if (hall)
        return hall;
    if (room_house_count(house) >= ROOM_HOUSE_MAX_ROOMS) {
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "cannot open another room: there are %u already", ROOM_HOUSE_MAX_ROOMS);
        return NULL;
    }
    RoomStart start = {.id = room, .title = answer->title, .kind = answer->kind};
    hall = room_hall_new(&house->hall_options, &start, answer->past);
    g_hash_table_insert(house->halls, (char *)room_id(room_hall_room(hall)), hall);
    return hall;
}

static bool has_room_for(const RoomHouse *house, const Place *entering, const RoomHall *hall,
                         GError **error) {
    unsigned n_guests = 0;
    GHashTableIter iter;
    void *data;
    if (!(entering->roles & IDENTITY_GUEST) || entering->hall == hall)
        return true;
    g_hash_table_iter_init(&iter, house->places);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        const Place *place = data;
        n_guests += place->hall == hall && place->roles & IDENTITY_GUEST;
    }
    if (n_guests < ROOM_HOUSE_MAX_GUESTS)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_OVERLOADED, "cannot enter: there are %u guests already",
                n_guests);
    return false;
}

void room_house_on_look(RoomHouse *house, const RoomLookAnswer *answer) {
    const char *session = answer->session;
    Place *place = g_hash_table_lookup(house->places, session);
    g_autoptr(GError) error = answer->error ? g_error_copy(answer->error) : NULL;
    if (!place || !place->asked || place->asked != answer->ticket)
        return;
    SeatTicket ticket = place->ticket;
    RoomAct act = place->entering;
    RoomHall *hall = error ? NULL : hall_of(house, place->room, answer, &error);
    if (!hall || !has_room_for(house, place, hall, &error)) {
        forget_asking(house, session);
        refuse_through(&ticket, error, house);
        return;
    }
    place->asked = 0;
    place->hall = hall;
    place->is_by_link = answer->is_by_link;
    act.permit = (RoomPermit){answer->role, answer->must_wait, answer->has_vote};
    if (!room_hall_do(hall, &act, &ticket, &error)) {
        on_gone(session, hall, house);
        refuse_through(&ticket, error, house);
    }
}

/* ---- in it ---- */

static Place *find_place(RoomHouse *house, const RoomCaller *caller, GError **error) {
    Place *place = g_hash_table_lookup(house->places, caller->session->id);
    if (!has_rooms(house, error))
        return NULL;
    if (place && place->hall)
        return place;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "cannot do this: enter a room first");
    return NULL;
}

bool room_house_act(RoomHouse *house, const RoomCaller *caller, RoomAct *act, GError **error) {
    const Place *place = find_place(house, caller, error);
    if (!place) {
        room_hall_act_clear(act);
        return false;
    }
    g_strlcpy(act->actor, caller->session->id, sizeof act->actor);
    return room_hall_do(place->hall, act, &caller->ticket, error);
}

const Room *room_house_room(const RoomHouse *house, const char *session) {
    const Place *place = g_hash_table_lookup(house->places, session);
    const Room *room = place && place->hall ? room_hall_room(place->hall) : NULL;
    return room && room_find(room, session) ? room : NULL;
}

void room_house_lose(RoomHouse *house, const char *session) {
    const Place *place = g_hash_table_lookup(house->places, session);
    if (!place)
        return;
    g_ptr_array_set_size(place->peers, 0);
    if (place->asked)
        forget_asking(house, session);
    place = g_hash_table_lookup(house->places, session);
    if (place)
        room_hall_break(place->hall, session);
}

void room_house_leave(RoomHouse *house, const char *session) {
    RoomAct act = {.verb = ROOM_VERB_LEAVE};
    room_house_lose(house, session);
    const Place *place = g_hash_table_lookup(house->places, session);
    if (!place)
        return;
    g_strlcpy(act.actor, session, sizeof act.actor);
    room_hall_do(place->hall, &act, NULL, NULL);
}

void room_house_on_commit(RoomHouse *house, const RoomCommitAnswer *answer) {
    RoomHall *hall = g_hash_table_lookup(house->halls, answer->room);
    if (hall)
        room_hall_on_commit(hall, answer);
}

/* ---- may they stay ---- */

void room_house_review(RoomHouse *house, const char *room) {
    const RoomDirectoryPort *directory = &house->options.directory;
    g_autoptr(GArray) stays = g_array_new(FALSE, TRUE, sizeof(RoomStay));
    GHashTableIter iter;
    void *session, *data;
    g_hash_table_iter_init(&iter, house->places);
    while (directory->review && g_hash_table_iter_next(&iter, &session, &data)) {
        const Place *place = data;
        const char *id = place->hall ? room_id(room_hall_room(place->hall)) : NULL;
        if (!id || (room && strcmp(id, room) != 0))
            continue;
        RoomStay stay = {.roles = place->roles, .has_link = place->is_by_link};
        g_strlcpy(stay.session, session, sizeof stay.session);
        g_strlcpy(stay.room, id, sizeof stay.room);
        g_strlcpy(stay.account, place->account, sizeof stay.account);
        g_array_append_val(stays, stay);
    }
    g_autoptr(GError) error = NULL;
    if (stays->len > 0 && !directory->review(stays, directory->user, &error))
        log_error(LOG_WARNING, "signaling", "nobody says who may stay in rooms", error);
}

/* Whoever has left meanwhile, or is in another room, is not meant. */
static RoomHall *hall_of_stay(const RoomHouse *house, const RoomStay *stay) {
    const Place *place = g_hash_table_lookup(house->places, stay->session);
    bool is_meant =
        place && place->hall && strcmp(room_id(room_hall_room(place->hall)), stay->room) == 0;
    return is_meant ? place->hall : NULL;
}

void room_house_on_review(RoomHouse *house, const GArray *stays) {
    g_autoptr(GHashTable) over = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < stays->len; i++) {
        const RoomStay *stay = &g_array_index(stays, RoomStay, i);
        RoomHall *hall = hall_of_stay(house, stay);
        bool ends = stay->verdict == ROOM_IS_OVER;
        RoomAct act = {.verb = ends ? ROOM_VERB_END : ROOM_VERB_LEAVE, .is_servers = true};
        if (!hall || stay->verdict == ROOM_STAYS ||
            (ends && !g_hash_table_add(over, (char *)stay->room)))
            continue;
        g_strlcpy(act.actor, stay->session, sizeof act.actor);
        room_hall_do(hall, &act, NULL, NULL); /* may free the hall */
    }
}

/* ---- pictures and sounds ---- */

static const Place *find_media(RoomHouse *house, const RoomCaller *caller, GError **error) {
    const Place *place = find_place(house, caller, error);
    if (!place)
        return NULL;
    if (!house->options.media.offer) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                            "cannot do this: nobody forwards pictures here");
        return NULL;
    }
    if (room_find(room_hall_room(place->hall), caller->session->id))
        return place;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "cannot do this before being let in");
    return NULL;
}

bool room_house_offer(RoomHouse *house, const RoomCaller *caller, RoomMediaOffer *offer,
                      GError **error) {
    const RoomMediaPort *media = &house->options.media;
    const Place *place = find_media(house, caller, error);
    if (!place)
        return false;
    const Room *room = room_hall_room(place->hall);
    const RoomPerson *person = room_find(room, caller->session->id);
    if (!offer->is_view && person->role == ROOM_AUDIENCE) {
        g_set_error_literal(error, BASE_ERROR, ERROR_FORBIDDEN,
                            "cannot publish: only listening and watching");
        return false;
    }
    if (place->peers->len >= ROOM_HOUSE_MAX_PEERS) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot open more than %u connections of pictures: close one",
                    ROOM_HOUSE_MAX_PEERS);
        return false;
    }
    offer->ticket = caller->ticket;
    offer->session = caller->session->id;
    offer->room = room_id(room);
    offer->person = person->is_guest ? "" : caller->session->identity.account_id;
    offer->is_screen = (caller->session->identity.roles & IDENTITY_SCREEN) != 0;
    offer->held = offer->is_view ? 0 : room_holds(room, person);
    return media->offer(offer, media->user, error);
}

/* Who has gone meanwhile must not stay behind as a picture. */
void room_house_on_media(RoomHouse *house, const RoomMediaAnswer *answer) {
    const Place *place = g_hash_table_lookup(house->places, answer->ticket.session);
    MediaAnswerMessage message = {
        .re = answer->ticket.re, .peer = (char *)answer->peer, .sdp = (char *)answer->sdp};
    if (answer->error) {
        refuse_through(&answer->ticket, answer->error, house);
        return;
    }
    if (place && place->hall &&
        room_hall_line(place->hall, answer->ticket.session) == answer->ticket.link) {
        g_ptr_array_add(place->peers, g_strdup(answer->peer));
        house->options.answer(&answer->ticket, &MESSAGE_MEDIA_ANSWER, &message,
                              house->options.user);
        return;
    }
    if (house->options.media.leave)
        house->options.media.leave(answer->room, answer->ticket.session, answer->peer,
                                   house->options.media.user);
    g_autoptr(GError) error = g_error_new_literal(
        BASE_ERROR, ERROR_CONFLICT, "cannot do this after a break: enter the room again first");
    refuse_through(&answer->ticket, error, house);
}

static bool find_peer(const Place *place, const char *peer, guint *ret_index, GError **error) {
    if (g_ptr_array_find_with_equal_func(place->peers, peer, g_str_equal, ret_index))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this connection");
    return false;
}

bool room_house_show(RoomHouse *house, const RoomCaller *caller, RoomMediaWishes *wishes,
                     GError **error) {
    const RoomMediaPort *media = &house->options.media;
    const Place *place = find_media(house, caller, error);
    PlainReply ok = {.re = caller->ticket.re};
    guint index;
    if (!place || !find_peer(place, wishes->peer, &index, error))
        return false;
    wishes->room = room_id(room_hall_room(place->hall));
    wishes->session = caller->session->id;
    if (!media->show(wishes, media->user, error))
        return false;
    house->options.answer(&caller->ticket, &MESSAGE_OK, &ok, house->options.user);
    return true;
}

bool room_house_close(RoomHouse *house, const RoomCaller *caller, const char *peer,
                      GError **error) {
    const RoomMediaPort *media = &house->options.media;
    const Place *place = find_media(house, caller, error);
    PlainReply ok = {.re = caller->ticket.re};
    guint index;
    if (!place || !find_peer(place, peer, &index, error))
        return false;
    media->leave(room_id(room_hall_room(place->hall)), caller->session->id, peer, media->user);
    g_ptr_array_remove_index(place->peers, index);
    house->options.answer(&caller->ticket, &MESSAGE_OK, &ok, house->options.user);
    return true;
}

static void tell_line(RoomHouse *house, const RoomMediaEvent *event) {
    const Place *place = g_hash_table_lookup(house->places, event->session);
    guint index;
    if (!place || !place->hall || !find_peer(place, event->peer, &index, NULL))
        return;
    bool is_gone = event->kind == ROOM_MEDIA_GONE;
    MediaLineMessage line = {.peer = (char *)event->peer,
                             .state = is_gone ? MEDIA_LINE_GONE : (int)event->line,
                             .bps = is_gone ? 0 : event->bps};
    WsId id = room_hall_line(place->hall, event->session);
    if (id)
        outlet_send(house->options.outlet, id, &MESSAGE_MEDIA_LINE, &line);
    if (is_gone)
        g_ptr_array_remove_index(place->peers, index);
}

void room_house_on_media_event(RoomHouse *house, const RoomMediaEvent *event) {
    RoomHall *hall = g_hash_table_lookup(house->halls, event->room);
    MediaSpeakersMessage speakers = {.sessions = (GStrv)event->speakers};
    if (event->kind != ROOM_MEDIA_SPEAKERS)
        tell_line(house, event);
    else if (hall)
        room_hall_tell(hall, &MESSAGE_MEDIA_SPEAKERS, &speakers);
}
