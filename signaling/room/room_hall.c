#include "signaling/room/room_hall.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "signaling/protocol/message.h"
#include "signaling/room/room_feed.h"
#include "signaling/room/room_view.h"

/* An act in the queue. */
typedef struct Op {
    RoomAct act; /* with what it owns */
    SeatTicket ticket;
    bool has_ticket;
    bool is_lost; /* the connection broke meanwhile */
} Op;

struct RoomHall {
    const RoomHallOptions *options; /* borrowed */
    Room *room;
    RoomFeed *feed;
    GHashTable *lines; /* session → WsId *, owning */
    GQueue ops;        /* Op */
    Op *current;       /* waits for its commit; or NULL */
    GPtrArray *facts;  /* of the current one */
    uint64_t ticket;   /* of its commit */
    bool is_working;
    Timer commit_timer, gone_timer;
};

void room_hall_act_clear(RoomAct *act) {
    g_clear_pointer(&act->text, g_free);
    g_clear_pointer(&act->vote, room_fact_vote_free);
}

static void free_op(void *data) {
    Op *op = data;
    if (op)
        room_hall_act_clear(&op->act);
    g_free(op);
}

static void watch_gone(RoomHall *hall);

RoomHall *room_hall_new(const RoomHallOptions *options, const RoomStart *start,
                        const GPtrArray *past) {
    RoomHall *hall = g_new0(RoomHall, 1);
    hall->options = options;
    hall->room = room_new(start);
    hall->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    hall->feed = room_feed_new(options->wheel, options->outlet, hall->room, hall->lines);
    if (past)
        room_restore(hall->room, past, clock_monotonic_us());
    watch_gone(hall);
    return hall;
}

void room_hall_free(RoomHall *hall) {
    if (!hall)
        return;
    timer_wheel_cancel(hall->options->wheel, &hall->commit_timer);
    timer_wheel_cancel(hall->options->wheel, &hall->gone_timer);
    g_queue_clear_full(&hall->ops, free_op);
    free_op(hall->current);
    g_clear_pointer(&hall->facts, g_ptr_array_unref);
    room_feed_free(hall->feed);
    g_hash_table_unref(hall->lines);
    room_free(hall->room);
    g_free(hall);
}

const Room *room_hall_room(const RoomHall *hall) {
    return hall->room;
}

bool room_hall_is_idle(const RoomHall *hall) {
    bool is_empty = room_people(hall->room)->len == 0 && room_lobby(hall->room)->len == 0;
    return (is_empty || room_has_ended(hall->room)) && !hall->current && hall->ops.length == 0 &&
           !hall->is_working;
}

WsId room_hall_line(const RoomHall *hall, const char *session) {
    const WsId *id = g_hash_table_lookup(hall->lines, session);
    return id ? *id : 0;
}

void room_hall_tell(RoomHall *hall, const JsonTable *table, const void *message) {
    room_feed_tell(hall->feed, table, message);
}

/* ---- places without a connection ---- */

static void on_gone_due(Timer *timer, void *user) {
    RoomHall *hall = (RoomHall *)((char *)timer - offsetof(RoomHall, gone_timer));
    const char *session = room_find_gone(hall->room, clock_monotonic_us());
    RoomAct act = {.verb = ROOM_VERB_LEAVE};
    if (session) {
        g_strlcpy(act.actor, session, sizeof act.actor);
        room_hall_do(hall, &act, NULL, NULL); /* may free the hall: nothing after it */
    } else {
        watch_gone(hall);
    }
}

static void watch_gone(RoomHall *hall) {
    int64_t due_us = room_due_us(hall->room);
    if (due_us >= 0)
        timer_wheel_set(hall->options->wheel, &hall->gone_timer, due_us, on_gone_due);
    else
        timer_wheel_cancel(hall->options->wheel, &hall->gone_timer);
}

/* ---- what follows from facts ---- */

static void set_holds(RoomHall *hall, const char *session) {
    const RoomMediaPort *media = &hall->options->media;
    const RoomPerson *person = room_find(hall->room, session);
    if (media->hold && person)
        media->hold(room_id(hall->room), session, room_holds(hall->room, person), media->user);
}

/* After the last word to it, if any. */
static void let_go(RoomHall *hall, const char *session) {
    const RoomMediaPort *media = &hall->options->media;
    if (media->leave)
        media->leave(room_id(hall->room), session, NULL, media->user);
    g_hash_table_remove(hall->lines, session);
    hall->options->on_gone(session, hall, hall->options->user);
}

static void send_away(RoomHall *hall, const char *session, RoomRemoval why) {
    const RoomRemovedMessage removed = {.room = (char *)room_id(hall->room), .why = (int)why};
    WsId id = room_hall_line(hall, session);
    if (id)
        outlet_send(hall->options->outlet, id, &MESSAGE_ROOM_REMOVED, &removed);
    let_go(hall, session);
}

/* `ret_turn`, `ret_info` live as long as the message. */
static void add_turn(const RoomHall *hall, const char *account, RoomMessage *message,
                     RoomMediaTurn *ret_turn, RoomTurnInfo *ret_info) {
    const RoomMediaPort *media = &hall->options->media;
    if (!media->turn || !media->turn(account, ret_turn, media->user))
        return;
    *ret_info = (RoomTurnInfo){(GStrv)ret_turn->urls, ret_turn->username, ret_turn->credential};
    message->turn = ret_info;
}

static void show_in(RoomHall *hall, const char *session, const SeatTicket *ticket) {
    const RoomPerson *person = room_find(hall->room, session);
    RoomMessage message;
    RoomMediaTurn turn;
    RoomTurnInfo turn_info;
    WsId id = room_hall_line(hall, session);
    if (!person || (!ticket && !id))
        return;
    room_view_all(hall->room, person, &message);
    add_turn(hall, person->account, &message, &turn, &turn_info);
    if (ticket) {
        message.re = ticket->re;
        message.has_re = true;
        hall->options->answer(ticket, &MESSAGE_ROOM, &message, hall->options->user);
    } else {
        outlet_send(hall->options->outlet, id, &MESSAGE_ROOM, &message);
    }
    room_view_clear(&message);
}

/* Somebody from the lobby may have lost his line. */
static void bring_in(RoomHall *hall, const char *session) {
    set_holds(hall, session);
    if (room_hall_line(hall, session))
        show_in(hall, session, NULL);
    else
        room_break(hall->room, session, clock_monotonic_us());
}

static void end_room(RoomHall *hall) {
    g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *people = room_people(hall->room), *lobby = room_lobby(hall->room);
    for (guint i = 0; i < people->len; i++)
        g_ptr_array_add(sessions, g_strdup(((RoomPerson *)people->pdata[i])->session));
    for (guint i = 0; i < lobby->len; i++)
        g_ptr_array_add(sessions, g_strdup(((RoomKnock *)lobby->pdata[i])->session));
    for (guint i = 0; i < sessions->len; i++)
        send_away(hall, sessions->pdata[i], ROOM_ENDED);
}

static void follow(RoomHall *hall, const RoomFact *fact, const Op *op) {
    switch (fact->kind) {
    case ROOM_FACT_ENTERED:
        if (op->act.verb != ROOM_VERB_ENTER)
            bring_in(hall, fact->session);
        break;
    case ROOM_FACT_KNOCK_ENDED:
        if (fact->why < 0)
            let_go(hall, fact->session);
        else
            send_away(hall, fact->session, (RoomRemoval)fact->why);
        break;
    case ROOM_FACT_LEFT:
        if (fact->is_on)
            send_away(hall, fact->session, ROOM_REMOVED);
        else
            let_go(hall, fact->session);
        break;
    case ROOM_FACT_MOVED:
        send_away(hall, fact->from, ROOM_MOVED);
        break;
    case ROOM_FACT_REMOVED:
        send_away(hall, fact->session, (RoomRemoval)fact->why);
        break;
    case ROOM_FACT_ROLE:
    case ROOM_FACT_HELD:
        set_holds(hall, fact->session);
        hall->options->on_changed(fact->session, hall->options->user);
        break;
    case ROOM_FACT_STATE:
        set_holds(hall, fact->session);
        break;
    case ROOM_FACT_ENDED:
        end_room(hall);
        break;
    default:
        break;
    }
}

/* ---- one act ---- */

static void answer_enter(RoomHall *hall, const Op *op) {
    const char *session = op->act.actor;
    RoomWaitingMessage waiting = {.re = op->ticket.re, .room = (char *)room_id(hall->room)};
    if (op->is_lost) {
        room_hall_break(hall, session);
        return;
    }
    g_hash_table_replace(hall->lines, g_strdup(session),
                         g_memdup2(&op->ticket.link, sizeof op->ticket.link));
    if (room_find(hall->room, session)) {
        room_return(hall->room, session);
        room_feed_note_line(hall->feed, session);
        set_holds(hall, session);
        show_in(hall, session, &op->ticket);
        hall->options->on_changed(session, hall->options->user);
    } else {
        hall->options->answer(&op->ticket, &MESSAGE_ROOM_WAITING, &waiting, hall->options->user);
    }
}

static void answer(RoomHall *hall, const Op *op) {
    PlainReply ok = {.re = op->ticket.re};
    if (op->act.verb == ROOM_VERB_ENTER)
        answer_enter(hall, op);
    else if (op->has_ticket)
        hall->options->answer(&op->ticket, &MESSAGE_OK, &ok, hall->options->user);
}

static void finish(RoomHall *hall, const Op *op, const GPtrArray *facts) {
    if (op->act.verb == ROOM_VERB_LEAVE) /* before its line is forgotten */
        answer(hall, op);
    for (guint i = 0; i < facts->len; i++) {
        room_apply(hall->room, facts->pdata[i]);
        room_feed_note(hall->feed, facts->pdata[i]);
        follow(hall, facts->pdata[i], op);
    }
    if (op->act.verb != ROOM_VERB_LEAVE)
        answer(hall, op);
    watch_gone(hall);
}

static void refuse(RoomHall *hall, const Op *op, const GError *error) {
    if (op->has_ticket)
        hall->options->refuse(&op->ticket, error, hall->options->user);
    if (op->act.verb == ROOM_VERB_ENTER && !room_find(hall->room, op->act.actor) &&
        !room_find_knock(hall->room, op->act.actor))
        hall->options->on_gone(op->act.actor, hall, hall->options->user);
}

static void work(RoomHall *hall);

static void end_current(RoomHall *hall) {
    timer_wheel_cancel(hall->options->wheel, &hall->commit_timer);
    g_clear_pointer(&hall->current, free_op);
    g_clear_pointer(&hall->facts, g_ptr_array_unref);
    hall->ticket = 0;
}

/* Who has gone has gone, also when nobody could write it down. */
static void on_commit_failed(RoomHall *hall, const GError *error) {
    if (hall->current->has_ticket)
        refuse(hall, hall->current, error);
    else
        finish(hall, hall->current, hall->facts);
    end_current(hall);
}

static void on_commit_late(Timer *timer, void *user) {
    RoomHall *hall = (RoomHall *)((char *)timer - offsetof(RoomHall, commit_timer));
    g_autoptr(GError) error =
        g_error_new_literal(BASE_ERROR, ERROR_TIMEOUT, "cannot tell whether it was stored in time");
    on_commit_failed(hall, error);
    work(hall);
}

static bool commit(RoomHall *hall, GError **error) {
    const RoomDirectoryPort *directory = &hall->options->directory;
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (guint i = 0; i < hall->facts->len; i++)
        if (room_fact_is_kept(hall->facts->pdata[i]))
            g_ptr_array_add(kept, hall->facts->pdata[i]);
    hall->ticket = ++*hall->options->last_ticket;
    RoomCommit committing = {hall->ticket, room_id(hall->room), kept};
    timer_wheel_set(hall->options->wheel, &hall->commit_timer,
                    clock_monotonic_us() + ROOM_HALL_COMMIT_TIMEOUT_S * CLOCK_US_PER_S,
                    on_commit_late);
    return directory->commit(&committing, directory->user, error);
}

static bool needs_commit(const GPtrArray *facts) {
    for (guint i = 0; i < facts->len; i++)
        if (room_fact_is_kept(facts->pdata[i]))
            return true;
    return false;
}

static void start(RoomHall *hall, Op *take_op) {
    g_autoptr(GError) error = NULL;
    hall->current = take_op;
    hall->facts = room_fact_list();
    take_op->act.now_us = clock_monotonic_us();
    take_op->act.wall_us = clock_wall_us();
    if (!room_decide(hall->room, &take_op->act, hall->facts, &error)) {
        refuse(hall, take_op, error);
        end_current(hall);
    } else if (!needs_commit(hall->facts)) {
        finish(hall, take_op, hall->facts);
        end_current(hall);
    } else if (!commit(hall, &error)) {
        on_commit_failed(hall, error);
    }
}

/* Until one waits for its commit, or none is left. */
static void work(RoomHall *hall) {
    if (hall->is_working)
        return;
    hall->is_working = true;
    while (!hall->current && hall->ops.length > 0)
        start(hall, g_queue_pop_head(&hall->ops));
    hall->is_working = false;
    if (room_hall_is_idle(hall))
        hall->options->on_gone(NULL, hall, hall->options->user); /* may free it */
}

bool room_hall_do(RoomHall *hall, RoomAct *act, const SeatTicket *ticket, GError **error) {
    if (ticket && hall->ops.length >= ROOM_HALL_QUEUE_MAX) {
        room_hall_act_clear(act);
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED,
                            "cannot do this now: too much is going on in the room");
        return false;
    }
    Op *op = g_new0(Op, 1);
    op->act = *act;
    *act = (RoomAct){0};
    op->has_ticket = ticket != NULL;
    if (ticket)
        op->ticket = *ticket;
    g_queue_push_tail(&hall->ops, op);
    work(hall);
    return true;
}

static void fill_facts(const GPtrArray *facts, const RoomCommitAnswer *answer) {
    for (guint i = 0; i < facts->len; i++) {
        RoomFact *fact = facts->pdata[i];
        if (fact->kind == ROOM_FACT_SAID && answer->number > 0)
            fact->number = answer->number;
        if (fact->kind != ROOM_FACT_VOTE_OPENED)
            continue;
        fact->vote->expected = answer->expected;
        g_strfreev(fact->vote->voters);
        fact->vote->voters = g_strdupv((char **)answer->voters);
    }
}

void room_hall_on_commit(RoomHall *hall, const RoomCommitAnswer *answer) {
    if (!hall->current || hall->ticket != answer->ticket)
        return;
    if (answer->error) {
        on_commit_failed(hall, answer->error);
    } else {
        fill_facts(hall->facts, answer);
        finish(hall, hall->current, hall->facts);
        end_current(hall);
    }
    work(hall);
}

/* ---- lines ---- */

static void mark_lost(void *data, void *session) {
    Op *op = data;
    if (op && op->act.verb == ROOM_VERB_ENTER && strcmp(op->act.actor, session) == 0)
        op->is_lost = true;
}

void room_hall_break(RoomHall *hall, const char *session) {
    RoomAct leave = {.verb = ROOM_VERB_LEAVE};
    const RoomMediaPort *media = &hall->options->media;
    g_hash_table_remove(hall->lines, session);
    g_queue_foreach(&hall->ops, mark_lost, (void *)session);
    mark_lost(hall->current, (void *)session);
    if (room_find(hall->room, session)) {
        room_break(hall->room, session, clock_monotonic_us());
        room_feed_note_line(hall->feed, session);
        watch_gone(hall);
        if (media->leave)
            media->leave(room_id(hall->room), session, NULL, media->user);
        hall->options->on_changed(session, hall->options->user);
    } else if (room_find_knock(hall->room, session)) {
        g_strlcpy(leave.actor, session, sizeof leave.actor);
        room_hall_do(hall, &leave, NULL, NULL);
    }
}
