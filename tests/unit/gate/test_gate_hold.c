#include "base/gate/gate_hold.h"

#include <glib.h>

static void test_keys(void) {
    enum { N = 5000, KEYS = 7 };
    static GateHolds holds;
    static GateHoldLink links[N];
    gate_holds_init(&holds);
    for (unsigned i = 0; i < N; i++)
        gate_holds_add(&holds, &links[i], i % KEYS);
    for (unsigned i = 0; i < N; i += 10)
        gate_hold_link_remove(&links[i]);
    gate_hold_link_remove(&links[0]);
    GateHoldLink list;
    gate_holds_take(&holds, 3, &list);
    GateHoldLink *link, *last = NULL;
    unsigned n = 0;
    while ((link = gate_hold_list_pop(&list))) {
        unsigned index = (unsigned)(link - links);
        g_assert_cmpuint(index % KEYS, ==, 3);
        g_assert_cmpuint(index % 10, !=, 0);
        g_assert_true(!last || link > last); /* in the order they came */
        g_assert_false(gate_hold_link_is_set(link));
        last = link;
        n++;
    }
    unsigned expected = 0;
    for (unsigned i = 0; i < N; i++)
        expected += i % KEYS == 3 && i % 10 != 0;
    g_assert_cmpuint(n, ==, expected);
    gate_holds_take(&holds, 3, &list);
    g_assert_null(gate_hold_list_pop(&list));
}

/* A link may be taken out of a list that is being given turns, and held again for the same key. */
static void test_changes_while_taken(void) {
    static GateHolds holds;
    GateHoldLink links[3] = {0};
    gate_holds_init(&holds);
    for (unsigned i = 0; i < 3; i++)
        gate_holds_add(&holds, &links[i], 9);
    GateHoldLink list;
    gate_holds_take(&holds, 9, &list);
    g_assert_true(gate_hold_list_pop(&list) == &links[0]);
    gate_holds_add(&holds, &links[0], 9);
    gate_hold_link_remove(&links[1]);
    g_assert_true(gate_hold_list_pop(&list) == &links[2]);
    g_assert_null(gate_hold_list_pop(&list));
    gate_holds_take(&holds, 9, &list);
    g_assert_true(gate_hold_list_pop(&list) == &links[0]);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_hold/keys", test_keys);
    g_test_add_func("/gate_hold/changes-while-taken", test_changes_while_taken);
    return g_test_run();
}
