/* Rules of roll calls as tables, and the code on the screen. Pure. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "catalog/attendance/presence_rule.h"
#include "catalog/attendance/roll_code.h"

#define BEGAN  INT64_C(1000000000)
#define ENDED  INT64_C(2000000000)
#define CLOSES INT64_C(3000000000)
#define NOW    INT64_C(1500000000)
#define LATER  INT64_C(2500000000)
#define GOOD   (-1)

static const PresenceTimes GOES_ON = {BEGAN, 0, 0, 0, NOW};
static const PresenceTimes OVER = {BEGAN, ENDED, CLOSES, 0, LATER};
static const PresenceTimes PAST = {BEGAN, ENDED, CLOSES, 0, CLOSES};
static const PresenceTimes CLOSED = {BEGAN, ENDED, CLOSES, CLOSES, LATER};

static void check(bool is_good, int code, GError *error) {
    g_assert_cmpint(is_good, ==, code == GOOD);
    if (code == GOOD)
        g_assert_no_error(error);
    else
        g_assert_error(error, BASE_ERROR, code);
    g_clear_error(&error);
}

typedef struct EnterCase {
    const PresenceTimes *times;
    PresenceSpan wish;
    int code;
    int64_t from_us;
} EnterCase;

static void test_enter(void) {
    const EnterCase cases[] = {
        {&GOES_ON, {0, 0}, GOOD, NOW},
        {&GOES_ON, {BEGAN, 0}, GOOD, BEGAN},
        {&GOES_ON, {BEGAN - 1, 0}, ERROR_INVALID, 0},
        {&GOES_ON, {NOW + PRESENCE_AHEAD_US, 0}, GOOD, NOW + PRESENCE_AHEAD_US},
        {&GOES_ON, {NOW + PRESENCE_AHEAD_US + 1, 0}, ERROR_INVALID, 0},
        {&GOES_ON, {BEGAN, BEGAN + 1}, GOOD, BEGAN},
        {&GOES_ON, {BEGAN, BEGAN}, ERROR_INVALID, 0},
        {&GOES_ON, {BEGAN, NOW + PRESENCE_AHEAD_US + 1}, ERROR_INVALID, 0},
        {&OVER, {0, 0}, ERROR_INVALID, 0},
        {&OVER, {BEGAN, 0}, GOOD, BEGAN},
        {&OVER, {ENDED, 0}, ERROR_INVALID, 0},
        {&OVER, {ENDED - 1, ENDED + 5}, GOOD, ENDED - 1},
        {&PAST, {BEGAN, 0}, ERROR_CONFLICT, 0},
        {&CLOSED, {BEGAN, 0}, ERROR_CONFLICT, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        GError *error = NULL;
        PresenceSpan span = cases[i].wish;
        bool is_good = presence_rule_enter(cases[i].times, &span, &error);
        g_test_message("case %u", i);
        check(is_good, cases[i].code, error);
        if (is_good)
            g_assert_cmpint(span.from_us, ==, cases[i].from_us);
    }
}

typedef struct LeaveCase {
    const PresenceTimes *times;
    int64_t from_us, at_us;
    int code;
    int64_t left_us;
} LeaveCase;

static void test_leave(void) {
    const LeaveCase cases[] = {
        {&GOES_ON, BEGAN, 0, GOOD, NOW},
        {&GOES_ON, NOW + 5, 0, GOOD, NOW + 6}, /* said a little ahead of the server's clock */
        {&GOES_ON, BEGAN, BEGAN + 1, GOOD, BEGAN + 1},
        {&GOES_ON, BEGAN, BEGAN, ERROR_INVALID, 0},
        {&GOES_ON, BEGAN, LATER, ERROR_INVALID, 0},
        {&OVER, BEGAN, 0, GOOD, ENDED},
        {&OVER, BEGAN, NOW, GOOD, NOW},
        {&PAST, BEGAN, NOW, ERROR_CONFLICT, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        GError *error = NULL;
        int64_t at_us = cases[i].at_us;
        bool is_good = presence_rule_leave(cases[i].times, cases[i].from_us, &at_us, &error);
        g_test_message("case %u", i);
        check(is_good, cases[i].code, error);
        if (is_good)
            g_assert_cmpint(at_us, ==, cases[i].left_us);
    }
}

static void test_confirm(void) {
    const struct {
        const PresenceTimes *times;
        int codes[PRESENCE_N_STEPS];
    } cases[] = {
        {&GOES_ON, {GOOD, GOOD, GOOD, ERROR_CONFLICT}},
        {&OVER, {ERROR_CONFLICT, ERROR_CONFLICT, GOOD, GOOD}},
        {&PAST, {ERROR_CONFLICT, ERROR_CONFLICT, ERROR_CONFLICT, ERROR_CONFLICT}},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        for (unsigned step = 0; step < PRESENCE_N_STEPS; step++) {
            GError *error = NULL;
            bool is_good = presence_rule_confirm(cases[i].times, (PresenceStep)step, &error);
            check(is_good, cases[i].codes[step], error);
        }
}

static void test_covers(void) {
    const struct {
        PresenceSpan there, new_one;
        bool covers;
    } cases[] = {
        {{10, 0}, {10, 0}, true},   {{10, 0}, {20, 0}, true},    {{20, 0}, {10, 0}, true},
        {{10, 0}, {20, 30}, true},  {{10, 0}, {5, 30}, false},   {{10, 30}, {10, 30}, true},
        {{10, 30}, {20, 0}, false}, {{10, 30}, {20, 31}, false}, {{10, 30}, {30, 0}, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpint(presence_rule_covers(&cases[i].there, &cases[i].new_one), ==,
                        cases[i].covers);
}

/* ---- the code ---- */

typedef struct Keys {
    char *folder;
    TokenKeys *keys;
} Keys;

static void set_up(Keys *keys, gconstpointer data) {
    GError *error = NULL;
    keys->folder = g_dir_make_tmp("roll_call_XXXXXX", &error);
    keys->keys = token_keys_open(keys->folder, &error);
    g_assert_no_error(error);
}

static void tear_down(Keys *keys, gconstpointer data) {
    token_keys_free(keys->keys);
    g_autofree char *folder = g_build_filename(keys->folder, "keys", NULL);
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(folder);
    g_rmdir(keys->folder);
    g_free(keys->folder);
}

static const RollCode CODE = {"0192f0c1-0000-7000-8000-0000000000a1",
                              "fedcba98-7654-7321-8fed-cba987654321"};
#define SLOT_US (INT64_C(90000000) * ROLL_CODE_EVERY_US) /* begin of one */

static void read_at(const Keys *keys, const char *text, int64_t now_us, int code) {
    GError *error = NULL;
    RollCode read = {"", ""};
    bool is_good = roll_code_read(keys->keys, text, now_us, &read, &error);
    check(is_good, code, error);
    if (is_good) {
        g_assert_cmpstr(read.register_id, ==, CODE.register_id);
        g_assert_cmpstr(read.place_id, ==, CODE.place_id);
    }
}

static void test_code_life(Keys *keys, gconstpointer data) {
    char text[ROLL_CODE_CHARS + 1], same[ROLL_CODE_CHARS + 1], next[ROLL_CODE_CHARS + 1];
    int64_t changes_at_us;
    roll_code_make(keys->keys, &CODE, SLOT_US, text, &changes_at_us);
    g_assert_cmpint(changes_at_us, ==, SLOT_US + ROLL_CODE_EVERY_US);
    roll_code_make(keys->keys, &CODE, changes_at_us - 1, same, &changes_at_us);
    g_assert_cmpstr(same, ==, text);
    roll_code_make(keys->keys, &CODE, changes_at_us, next, &changes_at_us);
    g_assert_cmpstr(next, !=, text);
    read_at(keys, text, SLOT_US, GOOD);
    read_at(keys, text, SLOT_US + ROLL_CODE_GOOD_US - 1, GOOD);
    read_at(keys, text, SLOT_US + ROLL_CODE_GOOD_US, ERROR_GONE);
    read_at(keys, text, SLOT_US + ROLL_CODE_GOOD_US * 1000, ERROR_GONE);
}

static void test_code_forged(Keys *keys, gconstpointer data) {
    char text[ROLL_CODE_CHARS + 1];
    int64_t changes_at_us;
    roll_code_make(keys->keys, &CODE, SLOT_US, text, &changes_at_us);
    for (unsigned i = 0; i < ROLL_CODE_CHARS; i++) {
        char bad[ROLL_CODE_CHARS + 1];
        g_strlcpy(bad, text, sizeof bad);
        bad[i] = bad[i] == 'x' ? 'y' : 'x';
        read_at(keys, bad, SLOT_US, ERROR_INVALID);
    }
    const char *const others[] = {"", "x", "中文", text + 1};
    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
        read_at(keys, others[i], SLOT_US, ERROR_INVALID);
    g_autofree char *longer = g_strconcat(text, "A", NULL);
    read_at(keys, longer, SLOT_US, ERROR_INVALID);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/enter", test_enter);
    g_test_add_func("/leave", test_leave);
    g_test_add_func("/confirm", test_confirm);
    g_test_add_func("/covers", test_covers);
    g_test_add("/code_life", Keys, NULL, set_up, test_code_life, tear_down);
    g_test_add("/code_forged", Keys, NULL, set_up, test_code_forged, tear_down);
    return g_test_run();
}
