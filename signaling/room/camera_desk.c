#include "signaling/room/camera_desk.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "signaling/protocol/message.h"
#include "signaling/protocol/message_camera.h"
#include "signaling/protocol/message_room.h"
#include "signaling/room/camera_book.h"

#define DEVICES (ROOM_MICROPHONE | ROOM_CAMERA) /* a telephone shares no screen */

struct CameraDesk {
    CameraDeskOptions options;
    CameraBook *book;
    Timer timer;
};

CameraDesk *camera_desk_new(const CameraDeskOptions *options) {
    CameraDesk *desk = g_new0(CameraDesk, 1);
    desk->options = *options;
    desk->book = camera_book_new();
    return desk;
}

void camera_desk_free(CameraDesk *desk) {
    if (!desk)
        return;
    timer_wheel_cancel(desk->options.wheel, &desk->timer);
    camera_book_free(desk->book);
    g_free(desk);
}

static bool refuse(GError **error, ErrorCode code, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, (int)code, sentence);
    return false;
}

static void say_ok(const CameraDesk *desk, const RoomCaller *caller) {
    PlainReply ok = {.re = caller->ticket.re};
    desk->options.answer(&caller->ticket, &MESSAGE_OK, &ok, desk->options.user);
}

static void tell(const Session *session, const JsonTable *table, const void *message) {
    if (session && session->link)
        link_send(session->link, table, message);
}

/* ---- what both are told ---- */

/* Not before it has entered again. */
static void tell_set(const CameraDesk *desk, const Camera *camera) {
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    CameraChangedMessage changed = {.state = camera->phone     ? CAMERA_HERE
                                             : camera->used[0] ? CAMERA_LOST
                                                               : CAMERA_NONE,
                                    .waiting = camera->offer[0] != '\0',
                                    .display_name = camera->used[0] ? (char *)camera->name : NULL,
                                    .on = message_room_source_words(camera->on)};
    if (room && !room_find(room, camera->set->id)->gone_at_us)
        tell(camera->set, &MESSAGE_CAMERA_CHANGED, &changed);
}

static void tell_ended(const Session *phone, CameraEnd why) {
    CameraEndedMessage ended = {.why = (int)why};
    tell(phone, &MESSAGE_CAMERA_ENDED, &ended);
}

/* `ticket` NULL: it is news. */
static void tell_phone(const CameraDesk *desk, const Camera *camera, const SeatTicket *ticket) {
    const RoomMediaPort *media = &desk->options.media;
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    const RoomPerson *person = room ? room_find(room, camera->set->id) : NULL;
    RoomMediaTurn turn;
    RoomTurnInfo turn_info;
    if (!person)
        return;
    CameraMessage message = {.re = ticket ? ticket->re : 0,
                             .has_re = ticket != NULL,
                             .room = (char *)room_id(room),
                             .title = (char *)room_title(room),
                             .display_name = (char *)person->name,
                             .is_away = person->gone_at_us != 0,
                             .held = message_room_source_words(room_holds(room, person) & DEVICES)};
    if (media->turn && media->turn(camera->account, &turn, media->user)) {
        turn_info = (RoomTurnInfo){(GStrv)turn.urls, turn.username, turn.credential};
        message.turn = &turn_info;
    }
    if (ticket)
        desk->options.answer(ticket, &MESSAGE_CAMERA, &message, desk->options.user);
    else
        tell(camera->phone, &MESSAGE_CAMERA, &message);
}

/* What is on at the set and its telephone, as the set's own state. `ticket` NULL: nobody waits. */
static bool tell_room(CameraDesk *desk, const Camera *camera, const SeatTicket *ticket,
                      GError **error) {
    RoomAct act = {.verb = ROOM_VERB_STATE, .sources = camera->on | camera->set_on};
    RoomCaller caller = {.session = camera->set};
    if (ticket)
        caller.ticket = *ticket;
    return room_house_act(desk->options.rooms, &caller, &act, error);
}

/* ---- the end of a telephone ---- */

static void watch(CameraDesk *desk);

static void close_peers(const CameraDesk *desk, Camera *camera) {
    const RoomMediaPort *media = &desk->options.media;
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    for (guint i = 0; room && media->leave && i < camera->peers->len; i++)
        media->leave(room_id(room), camera->set->id, camera->peers->pdata[i], media->user);
    g_ptr_array_set_size(camera->peers, 0);
}

/* Its pictures end, and the room is told that nothing of it is on. */
static void cut(CameraDesk *desk, Camera *camera) {
    bool was_on = camera->on != 0;
    close_peers(desk, camera);
    camera->on = 0;
    if (was_on)
        tell_room(desk, camera, NULL, NULL);
}

static void lose(CameraDesk *desk, Camera *camera) {
    cut(desk, camera);
    camera_book_lose(camera, clock_monotonic_us());
    tell_set(desk, camera);
    watch(desk);
}

static void forget(CameraDesk *desk, Camera *camera, CameraEnd why) {
    const Session *set = camera->set;
    cut(desk, camera);
    tell_ended(camera->phone, why);
    camera_book_forget(desk->book, camera);
    const Camera none = {.set = set}, *left = camera_book_find(desk->book, set->id);
    tell_set(desk, left ? left : &none);
    watch(desk);
}

/* The room has let the set go, and all of its pictures: there is nothing to be told but this. */
static void end(CameraDesk *desk, Camera *camera, CameraEnd why) {
    tell_ended(camera->phone, why);
    camera_book_end(desk->book, camera);
    watch(desk);
}

static void on_due(Timer *timer, void *user) {
    CameraDesk *desk = (CameraDesk *)((char *)timer - offsetof(CameraDesk, timer));
    Camera *camera;
    while ((camera = camera_book_find_due(desk->book, clock_monotonic_us())))
        forget(desk, camera, CAMERA_END_ENDED);
    watch(desk);
}

static void watch(CameraDesk *desk) {
    int64_t due_us = camera_book_due_us(desk->book);
    if (due_us >= 0)
        timer_wheel_set(desk->options.wheel, &desk->timer, due_us, on_due);
    else
        timer_wheel_cancel(desk->options.wheel, &desk->timer);
}

/* ---- requests ---- */

bool camera_desk_offer(CameraDesk *desk, const RoomCaller *set, GError **error) {
    const Room *room = room_house_room(desk->options.rooms, set->session->id);
    const RoomPerson *person = room ? room_find(room, set->session->id) : NULL;
    if (!person)
        return refuse(error, ERROR_CONFLICT, "cannot have a camera: enter a room first");
    if (person->role == ROOM_AUDIENCE)
        return refuse(error, ERROR_FORBIDDEN, "cannot have a camera: only listening");
    bool is_new = !camera_book_find(desk->book, set->session->id);
    g_autofree char *secret = camera_book_offer(desk->book, set->session, clock_monotonic_us());
    Camera *camera = camera_book_find(desk->book, set->session->id);
    if (is_new)
        camera->set_on = person->on;
    CameraOfferedMessage offered = {
        .re = set->ticket.re, .secret = secret, .valid_s = CAMERA_OFFER_S};
    desk->options.answer(&set->ticket, &MESSAGE_CAMERA_OFFERED, &offered, desk->options.user);
    tell_set(desk, camera);
    watch(desk);
    return true;
}

/* The set by which the secret was asked for, when this account may be its camera now. */
static Camera *find_free(const CameraDesk *desk, const RoomCaller *phone, const char *secret,
                         GError **error) {
    const SeatIdentity *identity = &phone->session->identity;
    if (identity->roles & (IDENTITY_SCREEN | IDENTITY_GUEST)) {
        refuse(error, ERROR_FORBIDDEN, "cannot be a camera without an account");
        return NULL;
    }
    Camera *camera = camera_book_look(desk->book, secret, phone->session, clock_monotonic_us());
    const Camera *other = camera_book_find_phone(desk->book, phone->session->id);
    const Room *room = camera ? room_house_room(desk->options.rooms, camera->set->id) : NULL;
    if (!room)
        refuse(error, ERROR_NOT_FOUND, "cannot find what this code was for: used, or too old");
    else if (room_is_banned(room, identity->account_id))
        refuse(error, ERROR_FORBIDDEN, "cannot be a camera here: banned from this room");
    else if (other && other != camera)
        refuse(error, ERROR_CONFLICT, "cannot be the camera of two sets");
    else if (room_find(room, camera->set->id)->gone_at_us)
        refuse(error, ERROR_CONFLICT, "cannot be the camera of a set that is away");
    else
        return camera;
    return NULL;
}

static void note_taken(const CameraDesk *desk, const Camera *camera) {
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    log_event(LOG_INFO, "signaling", "a telephone is the camera of a site",
              LOG_FIELDS({"room", .text = room_id(room)},
                         {"screen", .text = camera->set->identity.account_id},
                         {"account", .text = camera->account}));
}

bool camera_desk_take(CameraDesk *desk, const RoomCaller *phone, const char *secret,
                      GError **error) {
    Camera *camera = find_free(desk, phone, secret, error);
    if (!camera)
        return false;
    const Session *before = camera->phone;
    if (before != phone->session)
        cut(desk, camera);
    camera_book_take(camera, secret, phone->session);
    tell_phone(desk, camera, &phone->ticket);
    if (before != phone->session) {
        tell_ended(before, CAMERA_END_MOVED);
        note_taken(desk, camera);
    }
    tell_set(desk, camera);
    watch(desk);
    return true;
}

static Camera *find_own(const CameraDesk *desk, const RoomCaller *phone, GError **error) {
    Camera *camera = camera_book_find_phone(desk->book, phone->session->id);
    if (!camera)
        refuse(error, ERROR_CONFLICT, "cannot do this: this seat is no set's camera");
    return camera;
}

/* Its person, while its connection stands. */
static const RoomPerson *find_set(const CameraDesk *desk, const Camera *camera, GError **error) {
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    const RoomPerson *person = room ? room_find(room, camera->set->id) : NULL;
    if (person && !person->gone_at_us)
        return person;
    refuse(error, ERROR_CONFLICT, "cannot do this now: the set is away");
    return NULL;
}

bool camera_desk_state(CameraDesk *desk, const RoomCaller *phone, unsigned sources,
                       GError **error) {
    Camera *camera = find_own(desk, phone, error);
    const RoomPerson *person = camera ? find_set(desk, camera, error) : NULL;
    if (!person)
        return false;
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    if (sources & room_holds(room, person))
        return refuse(error, ERROR_FORBIDDEN, "cannot switch on what a host holds off");
    camera->on = sources & DEVICES;
    tell_set(desk, camera);
    return tell_room(desk, camera, &phone->ticket, error);
}

bool camera_desk_end(CameraDesk *desk, const RoomCaller *caller, bool code_only, GError **error) {
    Camera *own = camera_book_find(desk->book, caller->session->id);
    Camera *camera = own ? own : camera_book_find_phone(desk->book, caller->session->id);
    say_ok(desk, caller);
    if (!camera || (code_only && !own))
        return true;
    if (own)
        own->offer[0] = '\0';
    if (!code_only || !camera->used[0])
        forget(desk, camera, CAMERA_END_ENDED);
    else
        tell_set(desk, camera);
    watch(desk);
    return true;
}

unsigned camera_desk_note_set(CameraDesk *desk, const char *session, unsigned sources) {
    Camera *camera = camera_book_find(desk->book, session);
    if (!camera)
        return sources;
    camera->set_on = sources;
    return sources | camera->on;
}

/* ---- its pictures ---- */

bool camera_desk_is_phone(const CameraDesk *desk, const char *session) {
    return camera_book_find_phone(desk->book, session) != NULL;
}

bool camera_desk_publish(CameraDesk *desk, const RoomCaller *phone, RoomMediaOffer *offer,
                         GError **error) {
    Camera *camera = find_own(desk, phone, error);
    if (!camera || !find_set(desk, camera, error))
        return false;
    if (camera->peers->len >= CAMERA_MAX_PEERS)
        return refuse(error, ERROR_CONFLICT, "cannot open more connections of pictures: close one");
    const RoomCaller as_set = {.session = camera->set, .ticket = phone->ticket};
    return room_house_offer(desk->options.rooms, &as_set, offer, error);
}

bool camera_desk_close(CameraDesk *desk, const RoomCaller *phone, const char *peer,
                       GError **error) {
    const RoomMediaPort *media = &desk->options.media;
    Camera *camera = find_own(desk, phone, error);
    const Room *room = camera ? room_house_room(desk->options.rooms, camera->set->id) : NULL;
    guint index;
    if (!camera)
        return false;
    if (!room || !g_ptr_array_find_with_equal_func(camera->peers, peer, g_str_equal, &index))
        return refuse(error, ERROR_NOT_FOUND, "cannot find this connection");
    media->leave(room_id(room), camera->set->id, peer, media->user);
    g_ptr_array_remove_index(camera->peers, index);
    say_ok(desk, phone);
    return true;
}

static void refuse_late(const CameraDesk *desk, const SeatTicket *ticket) {
    g_autoptr(GError) error = g_error_new_literal(
        BASE_ERROR, ERROR_CONFLICT, "cannot publish: this seat is not the set's camera any more");
    desk->options.refuse(ticket, error, desk->options.user);
}

/* Who has gone meanwhile, or is another set's camera, must not stay behind as a picture. */
bool camera_desk_on_media(CameraDesk *desk, const RoomMediaAnswer *answer) {
    const SeatTicket *ticket = &answer->ticket;
    const RoomMediaPort *media = &desk->options.media;
    MediaAnswerMessage message = {
        .re = ticket->re, .peer = (char *)answer->peer, .sdp = (char *)answer->sdp};
    if (strcmp(answer->session, ticket->session) == 0)
        return false;
    const Camera *camera = camera_book_find_phone(desk->book, ticket->session);
    bool is_meant = camera && strcmp(camera->set->id, answer->session) == 0 &&
                    camera->phone->link && link_id(camera->phone->link) == ticket->link &&
                    find_set(desk, camera, NULL);
    if (answer->error) {
        desk->options.refuse(ticket, answer->error, desk->options.user);
    } else if (is_meant) {
        g_ptr_array_add(camera->peers, g_strdup(answer->peer));
        desk->options.answer(ticket, &MESSAGE_MEDIA_ANSWER, &message, desk->options.user);
    } else {
        if (media->leave)
            media->leave(answer->room, answer->session, answer->peer, media->user);
        refuse_late(desk, ticket);
    }
    return true;
}

bool camera_desk_on_media_event(CameraDesk *desk, const RoomMediaEvent *event) {
    const Camera *camera = event->session ? camera_book_find(desk->book, event->session) : NULL;
    guint index;
    if (!camera ||
        !g_ptr_array_find_with_equal_func(camera->peers, event->peer, g_str_equal, &index))
        return false;
    if (event->kind == ROOM_MEDIA_GONE) {
        MediaLineMessage line = {.peer = (char *)event->peer, .state = MEDIA_LINE_GONE};
        tell(camera->phone, &MESSAGE_MEDIA_LINE, &line);
        g_ptr_array_remove_index(camera->peers, index);
    }
    return true;
}

/* ---- seats ---- */

void camera_desk_lose(CameraDesk *desk, const char *session) {
    Camera *camera = camera_book_find_phone(desk->book, session);
    if (camera)
        lose(desk, camera);
}

void camera_desk_leave(CameraDesk *desk, const char *session) {
    Camera *camera = camera_book_find(desk->book, session);
    camera_desk_lose(desk, session);
    if (!camera)
        return;
    close_peers(desk, camera);
    end(desk, camera, CAMERA_END_LEFT);
}

static void follow_set(CameraDesk *desk, Camera *camera) {
    const Room *room = room_house_room(desk->options.rooms, camera->set->id);
    const RoomPerson *person = room ? room_find(room, camera->set->id) : NULL;
    if (!person)
        return;
    unsigned held = person->gone_at_us ? ROOM_ALL_SOURCES : room_holds(room, person);
    if (person->gone_at_us)
        g_ptr_array_set_size(camera->peers, 0); /* the room has ended them */
    camera->on &= ~held;
    camera->set_on &= ~held;
    tell_phone(desk, camera, NULL);
    tell_set(desk, camera);
}

void camera_desk_on_seat(CameraDesk *desk, const char *session, RoomSeatNews news) {
    Camera *camera = camera_book_find(desk->book, session);
    if (!camera)
        return;
    if (news == ROOM_SEAT_CHANGED)
        follow_set(desk, camera);
    else
        end(desk, camera, news == ROOM_SEAT_OVER ? CAMERA_END_OVER : CAMERA_END_LEFT);
}
