#include "signaling/room/room.h"

#include <string.h>

#include "base/clock.h"
#include "signaling/room/room_state.h"

Room *room_new(const RoomStart *start) {
    Room *room = g_new0(Room, 1);
    g_strlcpy(room->id, start->id, sizeof room->id);
    room->title = g_strdup(start->title);
    room->kind = start->kind;
    room->people = g_ptr_array_new_with_free_func(g_free);
    room->lobby = g_ptr_array_new_with_free_func(g_free);
    room->votes = g_ptr_array_new_with_free_func((GDestroyNotify)vote_free);
    room->admitted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    room->banned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    room->roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    room->chat = chat_new();
    return room;
}

void room_free(Room *room) {
    if (!room)
        return;
    g_ptr_array_unref(room->people);
    g_ptr_array_unref(room->lobby);
    g_ptr_array_unref(room->votes);
    g_hash_table_unref(room->admitted);
    g_hash_table_unref(room->banned);
    g_hash_table_unref(room->roles);
    chat_free(room->chat);
    g_free(room->title);
    g_free(room);
}

/* ---- looking ---- */

const char *room_id(const Room *room) {
    return room->id;
}

const char *room_title(const Room *room) {
    return room->title;
}

RoomKind room_kind(const Room *room) {
    return room->kind;
}

bool room_is_locked(const Room *room) {
    return room->is_locked;
}

bool room_has_ended(const Room *room) {
    return room->has_ended;
}

const RoomSettings *room_settings(const Room *room) {
    return &room->settings;
}

const GPtrArray *room_people(const Room *room) {
    return room->people;
}

const GPtrArray *room_lobby(const Room *room) {
    return room->lobby;
}

const GPtrArray *room_votes(const Room *room) {
    return room->votes;
}

const Chat *room_chat(const Room *room) {
    return room->chat;
}

RoomPerson *room_find(const Room *room, const char *session) {
    for (guint i = 0; i < room->people->len; i++) {
        RoomPerson *person = room->people->pdata[i];
        if (strcmp(person->session, session) == 0)
            return person;
    }
    return NULL;
}

RoomPerson *room_find_account(const Room *room, const char *account) {
    for (guint i = 0; i < room->people->len; i++) {
        RoomPerson *person = room->people->pdata[i];
        if (strcmp(person->account, account) == 0)
            return person;
    }
    return NULL;
}

RoomKnock *room_find_knock(const Room *room, const char *session) {
    for (guint i = 0; i < room->lobby->len; i++) {
        RoomKnock *knock = room->lobby->pdata[i];
        if (strcmp(knock->session, session) == 0)
            return knock;
    }
    return NULL;
}

Vote *room_find_vote(const Room *room, const char *id) {
    for (guint i = 0; i < room->votes->len; i++)
        if (strcmp(vote_id(room->votes->pdata[i]), id) == 0)
            return room->votes->pdata[i];
    return NULL;
}

bool room_is_banned(const Room *room, const char *account) {
    return g_hash_table_contains(room->banned, account);
}

/* A screen is forwarded for whom the room has let share it. */
unsigned room_holds(const Room *room, const RoomPerson *person) {
    if (person->role == ROOM_AUDIENCE)
        return ROOM_ALL_SOURCES;
    return person->held | (person->on & ROOM_SCREEN ? 0 : ROOM_SCREEN);
}

bool room_sees_lobby(const Room *room, const RoomPerson *person) {
    return room->kind == ROOM_TALK || person->role == ROOM_HOST;
}

/* ---- applying ---- */

static void remember(GHashTable *accounts, const char *account, int value) {
    if (g_hash_table_size(accounts) < ROOM_ACCOUNTS_MAX || g_hash_table_contains(accounts, account))
        g_hash_table_replace(accounts, g_strdup(account), GINT_TO_POINTER(value));
}

static void forget_person(Room *room, const char *session) {
    g_ptr_array_remove(room->people, room_find(room, session));
}

static void forget_knock(Room *room, const char *session) {
    g_ptr_array_remove(room->lobby, room_find_knock(room, session));
}

static void apply_knocked(Room *room, const RoomFact *fact) {
    RoomKnock *knock = g_new0(RoomKnock, 1);
    g_strlcpy(knock->session, fact->session, sizeof knock->session);
    g_strlcpy(knock->account, fact->account, sizeof knock->account);
    g_strlcpy(knock->name, fact->name, sizeof knock->name);
    g_strlcpy(knock->link, fact->from, sizeof knock->link);
    knock->client = fact->client;
    knock->role = fact->role;
    knock->has_vote = fact->has_vote;
    knock->is_guest = fact->is_guest;
    g_ptr_array_add(room->lobby, knock);
}

static void apply_knock_ended(Room *room, const RoomFact *fact) {
    forget_knock(room, fact->session);
}

static void apply_accepted(Room *room, const RoomFact *fact) {
    RoomKnock *knock = room_find_knock(room, fact->session);
    if (knock)
        g_strlcpy(knock->accepted_by, fact->by, sizeof knock->accepted_by);
}

static void apply_state(Room *room, const RoomFact *fact) {
    RoomPerson *person = room_find(room, fact->session);
    if (person)
        person->on = fact->sources;
}

static void apply_entered(Room *room, const RoomFact *fact) {
    forget_knock(room, fact->session);
    forget_person(room, fact->session);
    RoomPerson *person = g_new0(RoomPerson, 1);
    g_strlcpy(person->session, fact->session, sizeof person->session);
    g_strlcpy(person->account, fact->account, sizeof person->account);
    g_strlcpy(person->name, fact->name, sizeof person->name);
    person->client = fact->client;
    person->role = fact->role;
    person->has_vote = fact->has_vote;
    person->is_guest = fact->is_guest;
    g_ptr_array_add(room->people, person);
    remember(room->admitted, fact->account, 0);
}

static void apply_left(Room *room, const RoomFact *fact) {
    forget_person(room, fact->session);
}

static void apply_moved(Room *room, const RoomFact *fact) {
    RoomPerson *person = room_find(room, fact->from);
    if (!person)
        return;
    forget_knock(room, fact->session);
    g_strlcpy(person->session, fact->session, sizeof person->session);
    person->client = fact->client;
    person->on = 0;
    person->gone_at_us = 0;
}

static void apply_removed(Room *room, const RoomFact *fact) {
    forget_person(room, fact->session);
    g_hash_table_remove(room->admitted, fact->account);
}

static void apply_banned(Room *room, const RoomFact *fact) {
    remember(room->banned, fact->account, 0);
}

static void apply_role(Room *room, const RoomFact *fact) {
    RoomPerson *person = room_find(room, fact->session);
    if (*fact->by)
        remember(room->roles, fact->account, fact->role);
    if (!person)
        return;
    person->role = fact->role;
    if (person->role == ROOM_AUDIENCE)
        person->on = 0;
}

static void apply_hand(Room *room, const RoomFact *fact) {
    RoomPerson *person = room_find(room, fact->session);
    room->last_hand = MAX(room->last_hand, fact->number);
    if (!person)
        return;
    person->hand = fact->is_on ? fact->number : 0;
    person->hand_at_us = fact->is_on ? fact->at_us : 0;
}

static void apply_held(Room *room, const RoomFact *fact) {
    RoomPerson *person = room_find(room, fact->session);
    if (!person)
        return;
    person->held = fact->sources;
    person->on &= ~fact->sources;
}

static void apply_locked(Room *room, const RoomFact *fact) {
    room->is_locked = fact->is_on;
}

static void apply_settings(Room *room, const RoomFact *fact) {
    room->settings = fact->settings;
}

static void apply_ended(Room *room, const RoomFact *fact) {
    room->has_ended = true;
}

static void apply_said(Room *room, const RoomFact *fact) {
    ChatLine line = {.number = fact->number, .text = fact->text, .at_us = fact->at_us};
    g_strlcpy(line.session, fact->session, sizeof line.session);
    g_strlcpy(line.account, fact->account, sizeof line.account);
    g_strlcpy(line.name, fact->name, sizeof line.name);
    chat_add(room->chat, &line);
    if (fact->is_fleeting)
        chat_remove(room->chat, fact->number); /* said, and kept nowhere */
}

static void apply_unsaid(Room *room, const RoomFact *fact) {
    chat_remove(room->chat, fact->number);
}

/* The oldest closed one makes room. */
static void apply_vote_opened(Room *room, const RoomFact *fact) {
    if (room_find_vote(room, fact->vote->id))
        return;
    for (guint i = 0; i < room->votes->len && room->votes->len >= ROOM_VOTES_MAX; i++)
        if (!vote_is_open(room->votes->pdata[i]))
            g_ptr_array_remove_index(room->votes, i--);
    g_ptr_array_add(room->votes, vote_new(fact->vote));
}

static void apply_vote_cast(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_cast(vote, fact->account, fact->vote->choice);
}

static void apply_vote_tallied(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_tally(vote, fact->account, fact->vote);
}

static void apply_vote_closed(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_close(vote, fact->vote->n_present);
}

static void apply_vote_voted(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_note_voted(vote, fact->account, fact->is_on);
}

static void apply_vote_counted(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_note_count(vote, fact->vote->choice, fact->vote->counts[fact->vote->choice]);
}

static void apply_vote_hidden(Room *room, const RoomFact *fact) {
    Vote *vote = room_find_vote(room, fact->vote->id);
    if (vote)
        vote_note_hidden(vote, fact->vote->n_ballots, fact->vote->result);
}

typedef void (*ApplyFn)(Room *room, const RoomFact *fact);

static const ApplyFn APPLY[] = {
    [ROOM_FACT_KNOCKED] = apply_knocked,
    [ROOM_FACT_KNOCK_ENDED] = apply_knock_ended,
    [ROOM_FACT_ACCEPTED] = apply_accepted,
    [ROOM_FACT_STATE] = apply_state,
    [ROOM_FACT_ENTERED] = apply_entered,
    [ROOM_FACT_LEFT] = apply_left,
    [ROOM_FACT_MOVED] = apply_moved,
    [ROOM_FACT_REMOVED] = apply_removed,
    [ROOM_FACT_BANNED] = apply_banned,
    [ROOM_FACT_ROLE] = apply_role,
    [ROOM_FACT_HAND] = apply_hand,
    [ROOM_FACT_HELD] = apply_held,
    [ROOM_FACT_LOCKED] = apply_locked,
    [ROOM_FACT_SETTINGS] = apply_settings,
    [ROOM_FACT_ENDED] = apply_ended,
    [ROOM_FACT_SAID] = apply_said,
    [ROOM_FACT_UNSAID] = apply_unsaid,
    [ROOM_FACT_VOTE_OPENED] = apply_vote_opened,
    [ROOM_FACT_VOTE_CAST] = apply_vote_cast,
    [ROOM_FACT_VOTE_TALLIED] = apply_vote_tallied,
    [ROOM_FACT_VOTE_CLOSED] = apply_vote_closed,
    [ROOM_FACT_VOTE_VOTED] = apply_vote_voted,
    [ROOM_FACT_VOTE_COUNTED] = apply_vote_counted,
    [ROOM_FACT_VOTE_HIDDEN] = apply_vote_hidden,
};

void room_apply(Room *room, const RoomFact *fact) {
    APPLY[fact->kind](room, fact);
}

/* ---- lines ---- */

void room_break(Room *room, const char *session, int64_t now_us) {
    RoomPerson *person = room_find(room, session);
    if (!person || person->gone_at_us)
        return;
    person->gone_at_us = MAX(now_us, 1);
    person->on = 0;
}

void room_return(Room *room, const char *session) {
    RoomPerson *person = room_find(room, session);
    if (person)
        person->gone_at_us = 0;
}

int64_t room_due_us(const Room *room) {
    int64_t first_us = INT64_MAX;
    for (guint i = 0; i < room->people->len; i++) {
        const RoomPerson *person = room->people->pdata[i];
        if (person->gone_at_us)
            first_us = MIN(first_us, person->gone_at_us);
    }
    return first_us == INT64_MAX ? -1 : first_us + ROOM_KEEP_S * CLOCK_US_PER_S;
}

const char *room_find_gone(const Room *room, int64_t now_us) {
    for (guint i = 0; i < room->people->len; i++) {
        const RoomPerson *person = room->people->pdata[i];
        if (person->gone_at_us && person->gone_at_us + ROOM_KEEP_S * CLOCK_US_PER_S <= now_us)
            return person->session;
    }
    return NULL;
}

void room_restore(Room *room, const GPtrArray *facts, int64_t now_us) {
    for (guint i = 0; i < facts->len; i++)
        room_apply(room, facts->pdata[i]);
    for (guint i = 0; i < room->people->len; i++)
        room_break(room, ((RoomPerson *)room->people->pdata[i])->session, now_us);
}
