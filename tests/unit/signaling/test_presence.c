/* Who is here, as a trace: after each step the whole state is stated. */
#include "signaling/room/presence.h"

#include <stdio.h>
#include <string.h>

#define S INT64_C(1000000)

static void join(Presence *presence, const char *session) {
    PersonInfo person = {(char *)session, (char *)"account", (char *)"name", CLIENT_TV,
                         PRESENCE_ACTIVE};
    presence_join(presence, &person);
}

/* "+a -b ~c=1 /2": joined a, left b, c changed to state 1, total 2. */
static void expect_changes(Presence *presence, const char *wanted) {
    PresenceChangedMessage changes;
    presence_take_changes(presence, &changes);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < changes.joined->len; i++)
        g_string_append_printf(found, "+%s ", ((PersonInfo *)changes.joined->pdata[i])->session);
    for (char **left = changes.left; *left; left++)
        g_string_append_printf(found, "-%s ", *left);
    for (guint i = 0; i < changes.changed->len; i++) {
        const StateInfo *changed = changes.changed->pdata[i];
        g_string_append_printf(found, "~%s=%d ", changed->session, changed->state);
    }
    g_string_append_printf(found, "/%d", (int)changes.total);
    g_assert_cmpstr(found->str, ==, wanted);
    presence_changes_clear(&changes);
    g_assert_false(presence_has_changes(presence));
}

static void expect_people(Presence *presence, const char *wanted) {
    g_autoptr(GPtrArray) people = presence_people(presence);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < people->len; i++)
        g_string_append(found, ((PersonInfo *)people->pdata[i])->session);
    g_assert_cmpstr(found->str, ==, wanted);
}

static void test_trace(void) {
    g_autoptr(Presence) presence = presence_new();
    g_assert_false(presence_has_changes(presence));
    expect_changes(presence, "/0");

    join(presence, "a");
    join(presence, "b");
    g_assert_true(presence_has_changes(presence));
    expect_people(presence, "ab");
    expect_changes(presence, "+a +b /2");

    presence_set_state(presence, "a", PRESENCE_AWAY);
    presence_set_state(presence, "b", PRESENCE_ACTIVE); /* is so already */
    presence_set_state(presence, "nobody", PRESENCE_AWAY);
    expect_changes(presence, "~a=1 /2");

    presence_set_state(presence, "a", PRESENCE_ACTIVE);
    presence_set_state(presence, "a", PRESENCE_AWAY);
    expect_changes(presence, "/2"); /* back where it was */

    presence_leave(presence, "a");
    presence_leave(presence, "a");
    join(presence, "c");
    presence_set_state(presence, "c", PRESENCE_AWAY);
    expect_people(presence, "bc");
    expect_changes(presence, "+c -a /2");

    join(presence, "d");
    presence_leave(presence, "d");
    expect_changes(presence, "/2"); /* came and went unseen */
}

/* Who looks between two changes must hear when what he saw is undone before the next ones. */
static void test_shown_between(void) {
    g_autoptr(Presence) presence = presence_new();
    join(presence, "a");
    expect_changes(presence, "+a /1");

    join(presence, "b");
    expect_people(presence, "ab");
    presence_note_shown(presence);
    presence_leave(presence, "b");
    expect_changes(presence, "-b /1");

    presence_set_state(presence, "a", PRESENCE_AWAY);
    presence_note_shown(presence);
    presence_set_state(presence, "a", PRESENCE_ACTIVE);
    expect_changes(presence, "~a=0 /1");
    presence_note_shown(presence);
    expect_changes(presence, "/1");

    presence_leave(presence, "a");
    presence_note_shown(presence); /* he is not shown any more, others know him */
    expect_changes(presence, "-a /0");
}

static void test_breaks(void) {
    g_autoptr(Presence) presence = presence_new();
    join(presence, "a");
    join(presence, "b");
    expect_changes(presence, "+a +b /2");
    g_assert_cmpint(presence_due_us(presence), ==, -1);

    /* Under five seconds nobody sees it. */
    presence_break(presence, "a", 10 * S);
    g_assert_cmpint(presence_due_us(presence), ==, 15 * S);
    presence_advance(presence, 15 * S - 1);
    join(presence, "a");
    g_assert_cmpint(presence_due_us(presence), ==, -1);
    presence_advance(presence, 100 * S);
    g_assert_false(presence_has_changes(presence));

    /* Longer: gone, and again there with the state he had. */
    presence_set_state(presence, "a", PRESENCE_AWAY);
    expect_changes(presence, "~a=1 /2");
    presence_break(presence, "a", 100 * S);
    presence_break(presence, "b", 101 * S);
    presence_break(presence, "a", 103 * S); /* is broken already */
    presence_advance(presence, 105 * S);
    expect_changes(presence, "-a /1");
    g_assert_cmpint(presence_due_us(presence), ==, 106 * S);
    presence_advance(presence, 106 * S);
    expect_changes(presence, "-b /0");
    join(presence, "a");
    expect_people(presence, "a");
    g_autoptr(GPtrArray) people = presence_people(presence);
    g_assert_cmpint(((PersonInfo *)people->pdata[0])->state, ==, PRESENCE_AWAY);
    expect_changes(presence, "+a /1");

    /* Leaving during and after a break. */
    presence_leave(presence, "b");
    expect_changes(presence, "/1");
    presence_break(presence, "a", 200 * S);
    presence_leave(presence, "a");
    g_assert_cmpint(presence_due_us(presence), ==, -1);
    expect_changes(presence, "-a /0");
}

static char *name_of(unsigned i) {
    return g_strdup_printf("s%u", i);
}

static void test_bounded(void) {
    g_autoptr(Presence) presence = presence_new();
    for (unsigned i = 0; i < 3 * PRESENCE_VISIBLE_MAX; i++) {
        g_autofree char *name = name_of(i);
        join(presence, name);
    }
    PresenceChangedMessage changes;
    presence_take_changes(presence, &changes);
    g_assert_cmpuint(changes.joined->len, ==, PRESENCE_VISIBLE_MAX);
    g_assert_cmpint(changes.total, ==, 3 * PRESENCE_VISIBLE_MAX);
    presence_changes_clear(&changes);

    /* Whoever leaves the list is followed by the next who waits. */
    presence_leave(presence, "s7");
    presence_leave(presence, "s500"); /* nobody saw him */
    g_autofree char *next = name_of(PRESENCE_VISIBLE_MAX);
    g_autofree char *wanted = g_strdup_printf("-s7 /%d", 3 * PRESENCE_VISIBLE_MAX - 2);
    g_autofree char *wanted_all = g_strdup_printf("+%s %s", next, wanted);
    expect_changes(presence, wanted_all);

    /* All go at once: nobody is told of those he never saw. */
    for (unsigned i = 0; i < 3 * PRESENCE_VISIBLE_MAX; i++) {
        g_autofree char *name = name_of(i);
        presence_leave(presence, name);
    }
    presence_take_changes(presence, &changes);
    g_assert_cmpuint(changes.joined->len, ==, 0);
    g_assert_cmpuint(g_strv_length(changes.left), ==, PRESENCE_VISIBLE_MAX);
    g_assert_cmpint(changes.total, ==, 0);
    presence_changes_clear(&changes);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/presence/trace", test_trace);
    g_test_add_func("/presence/shown-between", test_shown_between);
    g_test_add_func("/presence/breaks", test_breaks);
    g_test_add_func("/presence/bounded", test_bounded);
    return g_test_run();
}
