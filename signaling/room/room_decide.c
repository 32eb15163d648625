/* Which act comes to which facts: one table of who may do what to whom in which kind of room. */
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "signaling/room/room.h"
#include "signaling/room/room_state.h"

#define HOST        (1u << ROOM_HOST)
#define SPEAKER     (1u << ROOM_SPEAKER)
#define SITE        (1u << ROOM_SITE)
#define AUDIENCE    (1u << ROOM_AUDIENCE)
#define ANYBODY     (HOST | SPEAKER | SITE | AUDIENCE)
#define BELOW       (SPEAKER | SITE | AUDIENCE)
#define TALK        (1u << ROOM_TALK)
#define MEETINGS    (1u << ROOM_GROUP | 1u << ROOM_BROADCAST)
#define ANY_KIND    (MEETINGS | TALK)
#define ALL_AT_ONCE (1u << ROOM_N_ROLES) /* in the mask of targets: none named means everybody */

/* An act on its way to its facts. */
typedef struct Deed {
    Room *room;
    const RoomAct *act;
    RoomPerson *actor, *target; /* NULL: enter; nobody named */
    GPtrArray *facts;
    GError **error;
} Deed;

typedef bool (*DecideFn)(const Deed *deed);

static bool refuse(const Deed *deed, ErrorCode code, const char *sentence) {
    g_set_error_literal(deed->error, BASE_ERROR, (int)code, sentence);
    return false;
}

static RoomFact *add(const Deed *deed, RoomFactKind kind, const RoomPerson *person) {
    RoomFact *fact = room_fact_new(kind);
    fact->at_us = deed->act->wall_us;
    if (deed->actor && !deed->act->is_servers)
        g_strlcpy(fact->by, deed->actor->account, sizeof fact->by);
    if (person) {
        g_strlcpy(fact->session, person->session, sizeof fact->session);
        g_strlcpy(fact->account, person->account, sizeof fact->account);
        g_strlcpy(fact->name, person->name, sizeof fact->name);
        g_strlcpy(fact->from, person->link, sizeof fact->from);
        fact->client = person->client;
        fact->role = person->role;
        fact->has_vote = person->has_vote;
        fact->is_guest = person->is_guest;
    }
    g_ptr_array_add(deed->facts, fact);
    return fact;
}

static void end_knock(const Deed *deed, const char *session, int why) {
    RoomFact *fact = add(deed, ROOM_FACT_KNOCK_ENDED, NULL);
    g_strlcpy(fact->session, session, sizeof fact->session);
    fact->why = why;
}

/* ---- coming ---- */

static bool has_room(const Room *room) {
    return room->people->len < (room->kind == ROOM_TALK ? ROOM_TALK_MAX : ROOM_PEOPLE_MAX);
}

/* A talk does not say why: who has no place learns not even that it is there. */
static bool refuse_entry(const Deed *deed, ErrorCode code, const char *sentence) {
    return deed->room->kind == ROOM_TALK ? refuse(deed, ERROR_NOT_FOUND, "cannot find this room")
                                         : refuse(deed, code, sentence);
}

static unsigned n_parties(const Room *room) {
    return MIN(room->people->len, ROOM_TALK_PARTIES);
}

static bool must_wait(const Deed *deed, int role) {
    const Room *room = deed->room;
    const char *account = deed->act->account;
    if (role == ROOM_HOST || g_hash_table_contains(room->admitted, account))
        return false;
    return deed->act->permit.must_wait || (room->kind != ROOM_TALK && room->settings.lobby);
}

static bool check_entry(const Deed *deed, int role, bool waits) {
    const Room *room = deed->room;
    const RoomAct *act = deed->act;
    bool is_known = role == ROOM_HOST || g_hash_table_contains(room->admitted, act->account);
    if (g_hash_table_contains(room->banned, act->account))
        return refuse_entry(deed, ERROR_FORBIDDEN, "cannot enter: banned from this room");
    if (room->is_locked && !is_known)
        return refuse_entry(deed, ERROR_CONFLICT, "cannot enter: the room is locked");
    if (!has_room(room))
        return refuse_entry(deed, ERROR_OVERLOADED, "cannot enter: the room is full");
    if (g_hash_table_size(room->admitted) >= ROOM_ACCOUNTS_MAX)
        return refuse_entry(deed, ERROR_OVERLOADED, "cannot enter: too many have been here");
    if (waits && room->lobby->len >= ROOM_LOBBY_MAX)
        return refuse_entry(deed, ERROR_OVERLOADED, "cannot enter: the lobby is full");
    return true;
}

/* A host of this room has given the account a role. */
static bool is_given(const Deed *deed) {
    return g_hash_table_contains(deed->room->roles, deed->act->account);
}

/* Who ran the meeting does not run it any more. */
static void add_lesser(const Deed *deed, const RoomPerson *before) {
    RoomFact *fact = add(deed, ROOM_FACT_ROLE, before);
    g_strlcpy(fact->session, deed->act->actor, sizeof fact->session);
    fact->role = (int)deed->act->permit.role;
}

static bool add_move(const Deed *deed, const RoomPerson *before) {
    const RoomAct *act = deed->act;
    if (!act->is_on && !before->gone_at_us)
        return refuse(
            deed, ERROR_CONFLICT,
            "cannot enter twice: another screen of this account is in, take over from it");
    if (g_hash_table_contains(deed->room->banned, act->account))
        return refuse_entry(deed, ERROR_FORBIDDEN, "cannot enter: banned from this room");
    RoomFact *fact = add(deed, ROOM_FACT_MOVED, before);
    g_strlcpy(fact->from, before->session, sizeof fact->from);
    g_strlcpy(fact->session, act->actor, sizeof fact->session);
    g_strlcpy(fact->by, act->account, sizeof fact->by);
    fact->client = act->client;
    if (before->role == ROOM_HOST && act->permit.role != ROOM_HOST && !is_given(deed))
        add_lesser(deed, before);
    return true;
}

/* One account waits once: on the screen that came last. */
static void end_knocks_of_account(const Deed *deed) {
    for (guint i = 0; i < deed->room->lobby->len; i++) {
        const RoomKnock *knock = deed->room->lobby->pdata[i];
        if (strcmp(knock->account, deed->act->account) == 0)
            end_knock(deed, knock->session, ROOM_MOVED);
    }
}

static bool decide_enter(const Deed *deed) {
    const Room *room = deed->room;
    const RoomAct *act = deed->act;
    const RoomPerson *before = room_find_account(room, act->account);
    if (before && strcmp(before->session, act->actor) == 0)
        return true; /* a resumed seat, or a page that asks again: there is nothing new */
    if (room_find_knock(room, act->actor))
        return true;
    if (before)
        return add_move(deed, before);
    void *given = NULL;
    bool has_role = g_hash_table_lookup_extended(room->roles, act->account, NULL, &given);
    RoomPerson person = {.client = act->client,
                         .role = has_role ? GPOINTER_TO_INT(given) : (int)act->permit.role,
                         .has_vote = act->permit.has_vote,
                         .is_guest = act->is_guest};
    bool waits = must_wait(deed, person.role);
    if (!check_entry(deed, person.role, waits))
        return false;
    g_strlcpy(person.session, act->actor, sizeof person.session);
    g_strlcpy(person.account, act->account, sizeof person.account);
    g_strlcpy(person.name, act->name, sizeof person.name);
    g_strlcpy(person.link, act->link, sizeof person.link);
    end_knocks_of_account(deed);
    RoomFact *fact = add(deed, waits ? ROOM_FACT_KNOCKED : ROOM_FACT_ENTERED, &person);
    g_strlcpy(fact->by, act->account, sizeof fact->by);
    return true;
}

static bool decide_leave(const Deed *deed) {
    bool is_put_out = deed->act->is_servers;
    if (deed->actor)
        add(deed, ROOM_FACT_LEFT, deed->actor)->is_on = is_put_out;
    else if (room_find_knock(deed->room, deed->act->actor))
        end_knock(deed, deed->act->actor, is_put_out ? ROOM_REMOVED : -1);
    return true;
}

static void add_entry(const Deed *deed, const RoomKnock *knock) {
    RoomPerson person = {.client = knock->client,
                         .role = knock->role,
                         .has_vote = knock->has_vote,
                         .is_guest = knock->is_guest};
    g_strlcpy(person.session, knock->session, sizeof person.session);
    g_strlcpy(person.account, knock->account, sizeof person.account);
    g_strlcpy(person.name, knock->name, sizeof person.name);
    g_strlcpy(person.link, knock->link, sizeof person.link);
    add(deed, ROOM_FACT_ENTERED, &person);
}

/* The third comes in when both parties have said so. */
static bool accept_third(const Deed *deed, const RoomKnock *knock) {
    bool is_second = knock->accepted_by[0] && strcmp(knock->accepted_by, deed->actor->account) != 0;
    bool comes_in = is_second && n_parties(deed->room) == ROOM_TALK_PARTIES && has_room(deed->room);
    if (is_second && !comes_in)
        return refuse(deed, ERROR_CONFLICT, "cannot admit: the two parties are not both here");
    RoomFact *fact = add(deed, ROOM_FACT_ACCEPTED, NULL);
    g_strlcpy(fact->session, knock->session, sizeof fact->session);
    if (comes_in)
        add_entry(deed, knock);
    return true;
}

static bool admit(const Deed *deed, const RoomKnock *knock) {
    if (!deed->act->is_on)
        end_knock(deed, knock->session, ROOM_REFUSED);
    else if (deed->room->kind == ROOM_TALK)
        return accept_third(deed, knock);
    else
        add_entry(deed, knock);
    return true;
}

static bool decide_admit(const Deed *deed) {
    const Room *room = deed->room;
    const RoomKnock *knock = room_find_knock(room, deed->act->target);
    bool is_all = !deed->act->target[0];
    if (!is_all && !knock)
        return refuse(deed, ERROR_NOT_FOUND, "cannot admit: nobody of this name waits");
    guint n_coming = is_all ? room->lobby->len : 1;
    if (deed->act->is_on && room->kind != ROOM_TALK &&
        room->people->len + n_coming > ROOM_PEOPLE_MAX)
        return refuse(deed, ERROR_OVERLOADED, "cannot admit: the room is full");
    for (guint i = 0; is_all && i < room->lobby->len; i++)
        if (!admit(deed, room->lobby->pdata[i]))
            return false;
    return is_all || admit(deed, knock);
}

/* ---- hands ---- */

static void add_hand(const Deed *deed, const RoomPerson *person, int64_t number) {
    RoomFact *fact = add(deed, ROOM_FACT_HAND, person);
    fact->is_on = number > 0;
    fact->number = number;
}

static bool decide_hand(const Deed *deed) {
    bool is_up = deed->actor->hand > 0;
    if (is_up != deed->act->is_on) /* who raises it again keeps his turn */
        add_hand(deed, deed->actor, deed->act->is_on ? deed->room->last_hand + 1 : 0);
    return true;
}

static bool decide_lower(const Deed *deed) {
    for (guint i = 0; i < deed->room->people->len; i++) {
        RoomPerson *person = deed->room->people->pdata[i];
        if (person->hand && (!deed->target || deed->target == person))
            add_hand(deed, person, 0);
    }
    return true;
}

/* ---- what hosts do ---- */

static bool decide_mute(const Deed *deed) {
    unsigned sources = deed->act->sources;
    for (guint i = 0; i < deed->room->people->len; i++) {
        RoomPerson *person = deed->room->people->pdata[i];
        if (deed->target ? deed->target != person : person->role == ROOM_HOST)
            continue;
        unsigned held = deed->act->is_on ? person->held | sources : person->held & ~sources;
        if (held != person->held)
            add(deed, ROOM_FACT_HELD, person)->sources = held;
    }
    return true;
}

static bool decide_remove(const Deed *deed) {
    add(deed, ROOM_FACT_REMOVED, deed->target)->why = deed->act->is_on ? ROOM_BANNED : ROOM_REMOVED;
    if (!deed->act->is_on)
        return true;
    if (g_hash_table_size(deed->room->banned) >= ROOM_ACCOUNTS_MAX)
        return refuse(deed, ERROR_OVERLOADED, "cannot ban more accounts from this room");
    add(deed, ROOM_FACT_BANNED, deed->target);
    return true;
}

static bool decide_lock(const Deed *deed) {
    if (deed->room->is_locked != deed->act->is_on)
        add(deed, ROOM_FACT_LOCKED, NULL)->is_on = deed->act->is_on;
    return true;
}

static unsigned n_hosts(const Room *room) {
    unsigned n = 0;
    for (guint i = 0; i < room->people->len; i++)
        n += ((RoomPerson *)room->people->pdata[i])->role == ROOM_HOST;
    return n;
}

static bool decide_role(const Deed *deed) {
    if (deed->target->role == deed->act->role)
        return true;
    if (deed->target->is_guest && deed->act->role == ROOM_HOST)
        return refuse(deed, ERROR_FORBIDDEN, "cannot make a guest the host");
    if (deed->target->role == ROOM_HOST && n_hosts(deed->room) == 1)
        return refuse(deed, ERROR_CONFLICT, "cannot leave the room without a host");
    add(deed, ROOM_FACT_ROLE, deed->target)->role = deed->act->role;
    return true;
}

static bool decide_end(const Deed *deed) {
    add(deed, ROOM_FACT_ENDED, NULL);
    return true;
}

static bool decide_settings(const Deed *deed) {
    const RoomSettings *now = &deed->room->settings, *next = &deed->act->settings;
    if (now->chat != next->chat || now->screens != next->screens || now->lobby != next->lobby)
        add(deed, ROOM_FACT_SETTINGS, NULL)->settings = *next;
    return true;
}

/* ---- own microphone, camera, screen ---- */

static bool another_shares(const Deed *deed) {
    for (guint i = 0; i < deed->room->people->len; i++) {
        const RoomPerson *person = deed->room->people->pdata[i];
        if (person != deed->actor && person->on & ROOM_SCREEN)
            return true;
    }
    return false;
}

static bool decide_state(const Deed *deed) {
    unsigned on = deed->act->sources, more = on & ~deed->actor->on;
    if (on && deed->actor->role == ROOM_AUDIENCE)
        return refuse(deed, ERROR_FORBIDDEN, "cannot speak or show: only listening");
    if (more & deed->actor->held)
        return refuse(deed, ERROR_FORBIDDEN, "cannot switch on what a host holds off");
    if (more & ROOM_SCREEN && deed->room->settings.screens == ROOM_SCREENS_ONE &&
        another_shares(deed))
        return refuse(deed, ERROR_CONFLICT, "cannot share a screen: another one is shown");
    if (on != deed->actor->on)
        add(deed, ROOM_FACT_STATE, deed->actor)->sources = on;
    return true;
}

/* ---- chat ---- */

static bool decide_chat(const Deed *deed) {
    Room *room = deed->room;
    bool may = room->settings.chat == ROOM_CHAT_EVERYONE ||
               (room->settings.chat == ROOM_CHAT_HOSTS && deed->actor->role == ROOM_HOST);
    if (!may)
        return refuse(deed, ERROR_FORBIDDEN, "cannot say anything: the chat is off");
    if (!chat_check_text(deed->act->text, deed->error) ||
        !chat_take_token(room->chat, deed->act->now_us, deed->error))
        return false;
    RoomFact *fact = add(deed, ROOM_FACT_SAID, deed->actor);
    fact->text = g_strdup(deed->act->text);
    fact->number = chat_next(room->chat);
    fact->is_fleeting = room->kind == ROOM_TALK;
    return true;
}

static bool decide_chat_remove(const Deed *deed) {
    const ChatLine *line = chat_find(deed->room->chat, deed->act->number);
    if (!line)
        return refuse(deed, ERROR_NOT_FOUND, "cannot take back a message that is not there");
    bool is_own = strcmp(line->account, deed->actor->account) == 0;
    if (!is_own && deed->actor->role != ROOM_HOST)
        return refuse(deed, ERROR_FORBIDDEN, "cannot take back another one's message");
    add(deed, ROOM_FACT_UNSAID, NULL)->number = line->number;
    return true;
}

/* ---- votes ---- */

static RoomVoteFact *add_vote(const Deed *deed, RoomFactKind kind) {
    RoomFact *fact = add(deed, kind, deed->actor);
    fact->vote = room_fact_vote_copy(deed->act->vote);
    return fact->vote;
}

static Vote *find_vote(const Deed *deed) {
    Vote *vote = room_find_vote(deed->room, deed->act->vote->id);
    if (!vote)
        refuse(deed, ERROR_NOT_FOUND, "cannot find this vote");
    return vote;
}

static bool decide_vote_open(const Deed *deed) {
    unsigned n_open = 0;
    for (guint i = 0; i < deed->room->votes->len; i++)
        n_open += vote_is_open(deed->room->votes->pdata[i]);
    if (n_open >= ROOM_VOTES_MAX)
        return refuse(deed, ERROR_CONFLICT, "cannot open the vote: three are open already");
    if (!vote_check_opening(deed->act->vote, deed->error))
        return false;
    id_new_uuid7(add_vote(deed, ROOM_FACT_VOTE_OPENED)->id);
    return true;
}

static bool decide_vote_cast(const Deed *deed) {
    const Vote *vote = find_vote(deed);
    if (!vote || !vote_check_cast(vote, deed->actor->account, deed->act->vote->choice, deed->error))
        return false;
    add_vote(deed, ROOM_FACT_VOTE_CAST);
    return true;
}

static bool decide_vote_tally(const Deed *deed) {
    const Vote *vote = find_vote(deed);
    if (!vote || !vote_check_tally(vote, deed->actor->account, deed->act->vote, deed->error))
        return false;
    add_vote(deed, ROOM_FACT_VOTE_TALLIED);
    return true;
}

static bool decide_vote_close(const Deed *deed) {
    const Vote *vote = find_vote(deed);
    if (!vote)
        return false;
    g_autoptr(GPtrArray) accounts = g_ptr_array_new();
    for (guint i = 0; i < deed->room->people->len; i++)
        g_ptr_array_add(accounts, ((RoomPerson *)deed->room->people->pdata[i])->account);
    if (!vote_check_close(vote, accounts, deed->error))
        return false;
    add_vote(deed, ROOM_FACT_VOTE_CLOSED)->n_present = vote_count_present(vote, accounts);
    return true;
}

/* ---- the table ---- */

typedef struct Rule {
    unsigned kinds, roles;
    unsigned targets; /* roles of whom it may be done to; 0: nobody is named by a place */
    DecideFn decide;
} Rule;

/* clang-format off */
static const Rule RULES[ROOM_N_VERBS] = {
    [ROOM_VERB_ENTER]       = {ANY_KIND, 0,       0,                     decide_enter},
    [ROOM_VERB_LEAVE]       = {ANY_KIND, 0,       0,                     decide_leave},
    [ROOM_VERB_HAND]        = {MEETINGS, ANYBODY, 0,                     decide_hand},
    [ROOM_VERB_LOWER]       = {MEETINGS, HOST,    ANYBODY | ALL_AT_ONCE, decide_lower},
    [ROOM_VERB_ADMIT]       = {ANY_KIND, HOST,    0,                     decide_admit},
    [ROOM_VERB_MUTE]        = {MEETINGS, HOST,    BELOW | ALL_AT_ONCE,   decide_mute},
    [ROOM_VERB_REMOVE]      = {MEETINGS, HOST,    BELOW,                 decide_remove},
    [ROOM_VERB_LOCK]        = {MEETINGS, HOST,    0,                     decide_lock},
    [ROOM_VERB_ROLE]        = {MEETINGS, HOST,    ANYBODY,               decide_role},
    [ROOM_VERB_END]         = {ANY_KIND, HOST,    0,                     decide_end},
    [ROOM_VERB_STATE]       = {ANY_KIND, ANYBODY, 0,                     decide_state},
    [ROOM_VERB_CHAT]        = {ANY_KIND, ANYBODY, 0,                     decide_chat},
    [ROOM_VERB_CHAT_REMOVE] = {MEETINGS, ANYBODY, 0,                     decide_chat_remove},
    [ROOM_VERB_SETTINGS]    = {MEETINGS, HOST,    0,                     decide_settings},
    [ROOM_VERB_VOTE_OPEN]   = {MEETINGS, HOST,    0,                     decide_vote_open},
    [ROOM_VERB_VOTE_CAST]   = {MEETINGS, ANYBODY, 0,                     decide_vote_cast},
    [ROOM_VERB_VOTE_TALLY]  = {MEETINGS, ANYBODY, 0,                     decide_vote_tally},
    [ROOM_VERB_VOTE_CLOSE]  = {MEETINGS, HOST,    0,                     decide_vote_close},
};
/* clang-format on */

static bool check_actor(const Deed *deed, const Rule *rule) {
    unsigned roles = rule->roles;
    if (deed->room->kind == ROOM_TALK && deed->act->verb == ROOM_VERB_ADMIT)
        roles = ANYBODY; /* both parties: neither is above the other */
    if (!deed->actor)
        return refuse(deed, ERROR_CONFLICT, "cannot do this outside of a room");
    if (!(rule->kinds & 1u << deed->room->kind))
        return refuse(deed, ERROR_FORBIDDEN, "cannot do this in such a room");
    if (!(roles & 1u << deed->actor->role))
        return refuse(deed, ERROR_FORBIDDEN, "cannot do this without being a host");
    return true;
}

static bool check_target(const Deed *deed, const Rule *rule) {
    if (!rule->targets)
        return true;
    if (!deed->act->target[0])
        return rule->targets & ALL_AT_ONCE ||
               refuse(deed, ERROR_INVALID, "cannot do this to nobody");
    if (!deed->target)
        return refuse(deed, ERROR_NOT_FOUND, "cannot find this person in the room");
    return rule->targets & 1u << deed->target->role ||
           refuse(deed, ERROR_FORBIDDEN, "cannot do this to a host");
}

bool room_decide(Room *room, const RoomAct *act, GPtrArray *ret_facts, GError **error) {
    const Rule *rule = &RULES[act->verb];
    const Deed deed = {.room = room,
                       .act = act,
                       .actor = room_find(room, act->actor),
                       .target = room_find(room, act->target),
                       .facts = ret_facts,
                       .error = error};
    if (room->has_ended && act->verb != ROOM_VERB_LEAVE)
        return refuse_entry(&deed, ERROR_GONE, "cannot do this: the room has ended");
    bool is_free = !rule->roles || act->is_servers;
    if (!is_free && (!check_actor(&deed, rule) || !check_target(&deed, rule)))
        return false;
    return rule->decide(&deed);
}
