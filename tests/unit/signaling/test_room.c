/* One room as a state machine: who may do what to whom, and what comes of it. */
#include "signaling/room/room.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define NOW_US (1000 * CLOCK_US_PER_S)
#define OK     (-1)

static Room *new_room(RoomKind kind) {
    return room_new(&(RoomStart){.id = "room", .title = "支部会议", .kind = kind});
}

/* Decides and applies. OK, or the code of the error; the facts are in *ret_facts, if not NULL. */
static int act(Room *room, const RoomAct *borrowed, GPtrArray **ret_facts) {
    g_autoptr(GPtrArray) facts = room_fact_list();
    g_autoptr(GError) error = NULL;
    RoomAct acting = *borrowed;
    acting.now_us = NOW_US;
    acting.wall_us = 5;
    if (!room_decide(room, &acting, facts, &error))
        return error->code;
    for (guint i = 0; i < facts->len; i++)
        room_apply(room, facts->pdata[i]);
    if (ret_facts)
        *ret_facts = g_steal_pointer(&facts);
    return OK;
}

/* A seat has the name of its account and a number: "a1". */
static int enter(Room *room, const char *seat, RoomRole role) {
    RoomAct entering = {.verb = ROOM_VERB_ENTER, .permit = {.role = role, .has_vote = true}};
    g_strlcpy(entering.actor, seat, sizeof entering.actor);
    entering.account[0] = seat[0];
    return act(room, &entering, NULL);
}

static int enter_waiting(Room *room, const char *seat, RoomRole role) {
    RoomAct entering = {.verb = ROOM_VERB_ENTER, .permit = {.role = role, .must_wait = true}};
    g_strlcpy(entering.actor, seat, sizeof entering.actor);
    entering.account[0] = seat[0];
    return act(room, &entering, NULL);
}

static int take_over(Room *room, const char *seat) {
    RoomAct entering = {.verb = ROOM_VERB_ENTER, .is_on = true};
    g_strlcpy(entering.actor, seat, sizeof entering.actor);
    entering.account[0] = seat[0];
    return act(room, &entering, NULL);
}

/* `target` "": all. */
static int on(Room *room, RoomVerb verb, const char *actor, const char *target, bool is_on) {
    RoomAct doing = {.verb = verb, .is_on = is_on, .sources = ROOM_MICROPHONE};
    doing.role = ROOM_SPEAKER;
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    g_strlcpy(doing.target, target, sizeof doing.target);
    return act(room, &doing, NULL);
}

static int state(Room *room, const char *actor, unsigned sources) {
    RoomAct doing = {.verb = ROOM_VERB_STATE, .sources = sources};
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    return act(room, &doing, NULL);
}

static int give_role(Room *room, const char *actor, const char *target, RoomRole role) {
    RoomAct doing = {.verb = ROOM_VERB_ROLE, .role = (int)role};
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    g_strlcpy(doing.target, target, sizeof doing.target);
    return act(room, &doing, NULL);
}

static int set(Room *room, const char *actor, RoomSettings settings) {
    RoomAct doing = {.verb = ROOM_VERB_SETTINGS, .settings = settings};
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    return act(room, &doing, NULL);
}

static int say(Room *room, const char *actor, const char *text) {
    RoomAct doing = {.verb = ROOM_VERB_CHAT, .text = (char *)text};
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    return act(room, &doing, NULL);
}

static int unsay(Room *room, const char *actor, int64_t number) {
    RoomAct doing = {.verb = ROOM_VERB_CHAT_REMOVE, .number = number};
    g_strlcpy(doing.actor, actor, sizeof doing.actor);
    return act(room, &doing, NULL);
}

/* "h1 s1* (w1)": who is in, who waits; a star for a hand. */
static void expect_people(const Room *room, const char *expected) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < room_people(room)->len; i++) {
        const RoomPerson *person = room_people(room)->pdata[i];
        g_string_append_printf(text, "%s%s%s", i > 0 ? " " : "", person->session,
                               person->hand ? "*" : "");
    }
    for (guint i = 0; i < room_lobby(room)->len; i++)
        g_string_append_printf(text, " (%s)", ((RoomKnock *)room_lobby(room)->pdata[i])->session);
    g_assert_cmpstr(text->str, ==, expected);
}

/* ---- the table ---- */

static int try_role(RoomKind kind, RoomRole role, RoomVerb verb) {
    g_autoptr(Room) room = new_room(kind);
    enter(room, "h1", ROOM_HOST);
    enter(room, "b1", ROOM_SPEAKER);
    if (kind != ROOM_TALK)
        enter(room, "x1", role);
    RoomVoteFact none = {.id = "none"};
    RoomAct doing = {.verb = verb, .text = (char *)"x", .vote = &none, .role = ROOM_SITE};
    g_strlcpy(doing.actor,
              kind != ROOM_TALK   ? "x1"
              : role == ROOM_HOST ? "h1"
                                  : "b1",
              sizeof doing.actor);
    g_strlcpy(doing.target, verb == ROOM_VERB_ADMIT ? "" : "b1", sizeof doing.target);
    if (verb == ROOM_VERB_VOTE_OPEN) {
        none.choices = g_strsplit("yes no", " ", -1);
        none.tellers = g_new0(char *, 1);
        none.written = g_ptr_array_new();
    }
    int code = act(room, &doing, NULL);
    g_strfreev(none.choices);
    g_strfreev(none.tellers);
    if (none.written)
        g_ptr_array_unref(none.written);
    return code;
}

/* Letters: whether host, speaker, site, audience may, in a group, a broadcast, a talk. What is
 * looked for and not there (not_found) was allowed. */
static void test_who_may_what(void) {
    static const struct {
        RoomVerb verb;
        const char *group, *broadcast, *talk;
    } ROWS[] = {
        {ROOM_VERB_HAND, "yyyy", "yyyy", "n"},        {ROOM_VERB_LOWER, "ynnn", "ynnn", "n"},
        {ROOM_VERB_ADMIT, "ynnn", "ynnn", "y"},       {ROOM_VERB_MUTE, "ynnn", "ynnn", "n"},
        {ROOM_VERB_REMOVE, "ynnn", "ynnn", "n"},      {ROOM_VERB_LOCK, "ynnn", "ynnn", "n"},
        {ROOM_VERB_ROLE, "ynnn", "ynnn", "n"},        {ROOM_VERB_END, "ynnn", "ynnn", "y"},
        {ROOM_VERB_STATE, "yyyy", "yyyy", "y"},       {ROOM_VERB_CHAT, "yyyy", "yyyy", "y"},
        {ROOM_VERB_CHAT_REMOVE, "yyyy", "yyyy", "n"}, {ROOM_VERB_SETTINGS, "ynnn", "ynnn", "n"},
        {ROOM_VERB_VOTE_OPEN, "ynnn", "ynnn", "n"},   {ROOM_VERB_VOTE_CAST, "yyyy", "yyyy", "n"},
        {ROOM_VERB_VOTE_TALLY, "yyyy", "yyyy", "n"},  {ROOM_VERB_VOTE_CLOSE, "ynnn", "ynnn", "n"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *kinds[] = {ROWS[i].group, ROWS[i].talk, ROWS[i].broadcast};
        for (unsigned kind = 0; kind < ROOM_N_KINDS; kind++) {
            for (unsigned role = 0; kinds[kind][role]; role++) {
                int code = try_role((RoomKind)kind, (RoomRole)role, ROWS[i].verb);
                g_test_message("verb %d, kind %u, role %u: %d", (int)ROWS[i].verb, kind, role,
                               code);
                g_assert_true((code != ERROR_FORBIDDEN) == (kinds[kind][role] == 'y'));
            }
        }
    }
}

static void test_to_whom(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "i1", ROOM_HOST);
    enter(room, "s1", ROOM_SPEAKER);
    g_assert_cmpint(on(room, ROOM_VERB_MUTE, "h1", "i1", true), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(on(room, ROOM_VERB_REMOVE, "h1", "i1", true), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(on(room, ROOM_VERB_REMOVE, "h1", "z1", true), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(on(room, ROOM_VERB_REMOVE, "h1", "", true), ==, ERROR_INVALID);
    g_assert_cmpint(on(room, ROOM_VERB_LOCK, "z1", "", true), ==, ERROR_CONFLICT); /* not in */
    g_assert_cmpint(give_role(room, "h1", "i1", ROOM_SPEAKER), ==, OK);
    g_assert_cmpint(give_role(room, "h1", "h1", ROOM_SPEAKER), ==, ERROR_CONFLICT); /* the last */
    g_assert_cmpint(on(room, ROOM_VERB_REMOVE, "h1", "i1", false), ==, OK);
    expect_people(room, "h1 s1");
}

/* ---- coming ---- */

static void test_lobby(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    set(room, "h1", (RoomSettings){.lobby = true});
    g_assert_cmpint(enter(room, "a1", ROOM_SPEAKER), ==, OK);
    enter(room, "b1", ROOM_SPEAKER);
    enter(room, "c1", ROOM_SPEAKER);
    enter(room, "i1", ROOM_HOST); /* hosts do not wait */
    expect_people(room, "h1 i1 (a1) (b1) (c1)");
    enter(room, "a2", ROOM_SPEAKER); /* on another screen: waits once */
    expect_people(room, "h1 i1 (b1) (c1) (a2)");
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "h1", "a2", true), ==, OK);
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "h1", "b1", false), ==, OK);
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "h1", "b1", true), ==, ERROR_NOT_FOUND);
    expect_people(room, "h1 i1 a2 (c1)");
    on(room, ROOM_VERB_LEAVE, "a2", "", false);
    enter(room, "a3", ROOM_SPEAKER); /* was admitted before */
    expect_people(room, "h1 i1 a3 (c1)");
    on(room, ROOM_VERB_LEAVE, "c1", "", false);
    enter_waiting(room, "d1", ROOM_AUDIENCE);
    enter_waiting(room, "e1", ROOM_AUDIENCE);
    on(room, ROOM_VERB_ADMIT, "h1", "", true);
    expect_people(room, "h1 i1 a3 d1 e1");
}

static void test_removed_and_banned(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    set(room, "h1", (RoomSettings){.lobby = true});
    enter(room, "a1", ROOM_SPEAKER);
    on(room, ROOM_VERB_ADMIT, "h1", "", true);
    on(room, ROOM_VERB_REMOVE, "h1", "a1", false);
    enter(room, "a2", ROOM_SPEAKER);
    expect_people(room, "h1 (a2)"); /* waits again */
    on(room, ROOM_VERB_ADMIT, "h1", "", true);
    on(room, ROOM_VERB_REMOVE, "h1", "a2", true);
    g_assert_cmpint(enter(room, "a3", ROOM_SPEAKER), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(take_over(room, "a3"), ==, ERROR_FORBIDDEN);
    expect_people(room, "h1");
}

static void test_lock(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_SPEAKER);
    on(room, ROOM_VERB_LEAVE, "a1", "", false);
    on(room, ROOM_VERB_LOCK, "h1", "", true);
    g_assert_cmpint(enter(room, "b1", ROOM_SPEAKER), ==, ERROR_CONFLICT);
    g_assert_cmpint(enter(room, "i1", ROOM_HOST), ==, OK);
    g_assert_cmpint(enter(room, "a2", ROOM_SPEAKER), ==, OK); /* was in */
    on(room, ROOM_VERB_LOCK, "h1", "", false);
    g_assert_cmpint(enter(room, "b1", ROOM_SPEAKER), ==, OK);
}

static void test_full(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    RoomAct entering = {.verb = ROOM_VERB_ENTER, .permit = {.role = ROOM_SPEAKER}};
    for (unsigned i = 0; i < ROOM_PEOPLE_MAX; i++) {
        g_snprintf(entering.actor, sizeof entering.actor, "s%u", i);
        g_snprintf(entering.account, sizeof entering.account, "a%u", i);
        g_assert_cmpint(act(room, &entering, NULL), ==, OK);
    }
    g_assert_cmpint(enter(room, "h1", ROOM_HOST), ==, ERROR_OVERLOADED);
    g_autoptr(Room) other = new_room(ROOM_GROUP);
    entering.permit.must_wait = true;
    for (unsigned i = 0; i < ROOM_LOBBY_MAX; i++) {
        g_snprintf(entering.actor, sizeof entering.actor, "s%u", i);
        g_snprintf(entering.account, sizeof entering.account, "a%u", i);
        g_assert_cmpint(act(other, &entering, NULL), ==, OK);
    }
    g_assert_cmpint(enter_waiting(other, "z1", ROOM_SPEAKER), ==, ERROR_OVERLOADED);
}

static void test_take_over(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_SPEAKER);
    enter(room, "b1", ROOM_SPEAKER);
    on(room, ROOM_VERB_HAND, "a1", "", true);
    on(room, ROOM_VERB_MUTE, "h1", "a1", true);
    give_role(room, "h1", "a1", ROOM_SITE);
    g_assert_cmpint(enter(room, "a2", ROOM_SPEAKER), ==, ERROR_CONFLICT);
    g_assert_cmpint(take_over(room, "a2"), ==, OK);
    expect_people(room, "h1 a2* b1");
    const RoomPerson *person = room_find(room, "a2");
    g_assert_cmpint(person->role, ==, ROOM_SITE);
    g_assert_cmpuint(person->held, ==, ROOM_MICROPHONE);
    g_assert_cmpuint(person->on, ==, 0);
    room_break(room, "a2", NOW_US);
    g_assert_cmpint(enter(room, "a3", ROOM_SPEAKER), ==, OK); /* the other screen is lost anyway */
    expect_people(room, "h1 a3* b1");
    g_assert_cmpint(room_find(room, "a3")->gone_at_us, ==, 0);
}

/* ---- hands ---- */

static void test_hands(void) {
    g_autoptr(Room) room = new_room(ROOM_BROADCAST);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_AUDIENCE);
    enter(room, "b1", ROOM_SITE);
    on(room, ROOM_VERB_HAND, "b1", "", true);
    on(room, ROOM_VERB_HAND, "a1", "", true);
    on(room, ROOM_VERB_HAND, "b1", "", true); /* keeps its turn */
    g_assert_cmpint(room_find(room, "b1")->hand, ==, 1);
    g_assert_cmpint(room_find(room, "a1")->hand, ==, 2);
    g_assert_cmpint(room_find(room, "a1")->hand_at_us, ==, 5);
    on(room, ROOM_VERB_HAND, "b1", "", false);
    on(room, ROOM_VERB_HAND, "b1", "", true);
    g_assert_cmpint(room_find(room, "b1")->hand, ==, 3);
    g_assert_cmpint(on(room, ROOM_VERB_LOWER, "h1", "b1", false), ==, OK);
    expect_people(room, "h1 a1* b1");
    on(room, ROOM_VERB_HAND, "b1", "", true);
    g_assert_cmpint(on(room, ROOM_VERB_LOWER, "h1", "", false), ==, OK);
    expect_people(room, "h1 a1 b1");
}

/* ---- what is on ---- */

static void test_mute(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_SPEAKER);
    enter(room, "l1", ROOM_AUDIENCE);
    state(room, "h1", ROOM_MICROPHONE);
    state(room, "a1", ROOM_MICROPHONE | ROOM_CAMERA);
    g_assert_cmpint(state(room, "l1", ROOM_CAMERA), ==, ERROR_FORBIDDEN);
    on(room, ROOM_VERB_MUTE, "h1", "", true); /* everybody */
    g_assert_cmpuint(room_find(room, "h1")->on, ==, ROOM_MICROPHONE);
    g_assert_cmpuint(room_find(room, "a1")->on, ==, ROOM_CAMERA);
    g_assert_cmpuint(room_holds(room, room_find(room, "a1")), ==, ROOM_MICROPHONE | ROOM_SCREEN);
    g_assert_cmpuint(room_holds(room, room_find(room, "l1")), ==, ROOM_ALL_SOURCES);
    g_assert_cmpint(state(room, "a1", ROOM_MICROPHONE), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(state(room, "a1", 0), ==, OK);
    on(room, ROOM_VERB_MUTE, "h1", "a1", false);
    g_assert_cmpint(state(room, "a1", ROOM_MICROPHONE), ==, OK);
    give_role(room, "h1", "a1", ROOM_AUDIENCE);
    g_assert_cmpuint(room_find(room, "a1")->on, ==, 0);
}

static void test_screens(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_SPEAKER);
    g_assert_cmpint(state(room, "a1", ROOM_SCREEN), ==, OK);
    g_assert_cmpint(state(room, "a1", ROOM_SCREEN | ROOM_CAMERA), ==, OK);
    g_assert_cmpuint(room_holds(room, room_find(room, "a1")), ==, 0);
    g_assert_cmpint(state(room, "h1", ROOM_SCREEN), ==, ERROR_CONFLICT);
    set(room, "h1", (RoomSettings){.screens = ROOM_SCREENS_MANY});
    g_assert_cmpint(state(room, "h1", ROOM_SCREEN), ==, OK);
    room_break(room, "a1", NOW_US);
    g_assert_cmpuint(room_find(room, "a1")->on, ==, 0);
}

/* ---- chat ---- */

static void test_chat(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    enter(room, "a1", ROOM_SPEAKER);
    enter(room, "b1", ROOM_SPEAKER);
    g_assert_cmpint(say(room, "a1", "one"), ==, OK);
    g_assert_cmpint(say(room, "b1", "two"), ==, OK);
    g_assert_cmpint(say(room, "b1", "  "), ==, ERROR_INVALID);
    g_assert_cmpint(unsay(room, "a1", 2), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(unsay(room, "b1", 2), ==, OK);
    g_assert_cmpint(unsay(room, "h1", 1), ==, OK);
    g_assert_cmpint(unsay(room, "h1", 1), ==, ERROR_NOT_FOUND);
    set(room, "h1", (RoomSettings){.chat = ROOM_CHAT_HOSTS});
    g_assert_cmpint(say(room, "a1", "three"), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(say(room, "h1", "four"), ==, OK);
    set(room, "h1", (RoomSettings){.chat = ROOM_CHAT_NOBODY});
    g_assert_cmpint(say(room, "h1", "five"), ==, ERROR_FORBIDDEN);
}

/* ---- a talk ---- */

static void test_talk(void) {
    g_autoptr(Room) room = new_room(ROOM_TALK);
    g_assert_cmpint(enter_waiting(room, "n1", ROOM_SPEAKER), ==, OK);
    enter(room, "p1", ROOM_HOST);
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "p1", "n1", true), ==, OK);
    expect_people(room, "p1 (n1)");
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "p1", "n1", true), ==, OK); /* not the other one */
    expect_people(room, "p1 (n1)");
    enter(room, "q1", ROOM_SPEAKER);
    g_assert_cmpint(on(room, ROOM_VERB_ADMIT, "q1", "n1", true), ==, OK);
    expect_people(room, "p1 q1 n1");
    g_assert_cmpint(enter(room, "x1", ROOM_SPEAKER), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(enter_waiting(room, "x1", ROOM_SPEAKER), ==, ERROR_NOT_FOUND);
    g_assert_true(room_sees_lobby(room, room_find(room, "q1")));
}

static void test_talk_keeps_nothing(void) {
    g_autoptr(Room) room = new_room(ROOM_TALK);
    g_autoptr(GPtrArray) facts = NULL;
    enter(room, "p1", ROOM_HOST);
    RoomAct saying = {.verb = ROOM_VERB_CHAT, .actor = "p1", .text = (char *)"between us"};
    g_assert_cmpint(act(room, &saying, &facts), ==, OK);
    g_assert_cmpuint(facts->len, ==, 1);
    g_assert_false(room_fact_is_kept(facts->pdata[0]));
    g_assert_cmpuint(chat_lines(room_chat(room))->len, ==, 0);
}

/* ---- lines and the end ---- */

static void test_places_are_kept(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "a1", ROOM_SPEAKER);
    g_assert_cmpint(room_due_us(room), ==, -1);
    room_break(room, "a1", NOW_US);
    room_break(room, "a1", NOW_US + 1); /* the first moment counts */
    int64_t due_us = NOW_US + ROOM_KEEP_S * CLOCK_US_PER_S;
    g_assert_cmpint(room_due_us(room), ==, due_us);
    g_assert_null(room_find_gone(room, due_us - 1));
    g_assert_cmpstr(room_find_gone(room, due_us), ==, "a1");
    room_return(room, "a1");
    g_assert_cmpint(room_due_us(room), ==, -1);
}

static void test_end(void) {
    g_autoptr(Room) room = new_room(ROOM_GROUP);
    enter(room, "h1", ROOM_HOST);
    on(room, ROOM_VERB_END, "h1", "", false);
    g_assert_true(room_has_ended(room));
    g_assert_cmpint(enter(room, "a1", ROOM_SPEAKER), ==, ERROR_GONE);
    g_assert_cmpint(say(room, "h1", "late"), ==, ERROR_GONE);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/room/who_may_what", test_who_may_what);
    g_test_add_func("/room/to_whom", test_to_whom);
    g_test_add_func("/room/lobby", test_lobby);
    g_test_add_func("/room/removed_and_banned", test_removed_and_banned);
    g_test_add_func("/room/lock", test_lock);
    g_test_add_func("/room/full", test_full);
    g_test_add_func("/room/take_over", test_take_over);
    g_test_add_func("/room/hands", test_hands);
    g_test_add_func("/room/mute", test_mute);
    g_test_add_func("/room/screens", test_screens);
    g_test_add_func("/room/chat", test_chat);
    g_test_add_func("/room/talk", test_talk);
    g_test_add_func("/room/talk_keeps_nothing", test_talk_keeps_nothing);
    g_test_add_func("/room/places_are_kept", test_places_are_kept);
    g_test_add_func("/room/end", test_end);
    return g_test_run();
}
