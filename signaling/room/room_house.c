#include "signaling/room/room_house.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "signaling/protocol/message.h"

/* A seat that is in a room, in its lobby, or on its way in. */
typedef struct Place {
    RoomHall *hall; /* borrowed; NULL: the directory is asked */
    uint64_t asked; /* the question's ticket; 0: none is open */
    int64_t asked_at_us;
    RoomAct entering;             /* while it is asked: owns nothing */
    char room[IDENTITY_ID_BYTES]; /* likewise */
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

static void on_gone(const char *session, RoomHall *hall, void *user) {
    RoomHouse *house = user;
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

bool room_house_enter(RoomHouse *house, const RoomCaller *caller, const RoomEntry *entry,
                      GError **error) {
    const RoomDirectoryPort *directory = &house->options.directory;
    Place *place = g_hash_table_lookup(house->places, caller->session->id);
    if (!has_rooms(house, error) || (place && !check_free(place, entry->room, error)))
        return false;
    place = place_of(house, caller->session->id);
    note_entering(place, caller, entry);
    place->asked = ++house->last_ticket;
    RoomQuestion question = {
        .ticket = place->asked,
        .session = caller->session->id,
        .room = entry->room,
        .identity = &caller->session->identity,
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

void room_house_on_look(RoomHouse *house, const RoomLookAnswer *answer) {
    const char *session = answer->session;
    Place *place = g_hash_table_lookup(house->places, session);
    g_autoptr(GError) error = answer->error ? g_error_copy(answer->error) : NULL;
    if (!place || !place->asked || place->asked != answer->ticket)
        return;
    SeatTicket ticket = place->ticket;
    RoomAct act = place->entering;
    RoomHall *hall = error ? NULL : hall_of(house, place->room, answer, &error);
    if (!hall) {
        forget_asking(house, session);
        refuse_through(&ticket, error, house);
        return;
    }
    place->asked = 0;
    place->hall = hall;
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
    offer->room = room_id(room);
    offer->person = caller->session->identity.account_id;
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
    } else if (house->options.media.leave) {
        house->options.media.leave(answer->room, answer->ticket.session, answer->peer,
                                   house->options.media.user);
    }
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
