/* A location is its account's: nobody else's, of no other place, of no other number. */
#include "server/rtc_location.h"

#include <string.h>

#include "tests/unit/server/temp_dir.h"

#define ID "00100000000000ff"

static const RtcLocationOf MINE = {"account-1", "/whip/meeting-1"};

static void assert_refused(const RtcLocations *locations, const RtcLocationOf *of,
                           const char *text) {
    char id[RTC_ID_BYTES];
    g_test_message("%s", text);
    g_assert_false(rtc_location_read(locations, of, text, id));
}

static void test_locations(void) {
    static const RtcLocationOf OTHERS[] = {{"account-2", "/whip/meeting-1"},
                                           {"account-1", "/whep/meeting-1"},
                                           {"account-1", "/whip/meeting-2"},
                                           {"account-1/whip/meeting-1", ""},
                                           {"", "/whip/meeting-1"}};
    char *folder = temp_dir_new(), id[RTC_ID_BYTES];
    g_autoptr(TokenKeys) keys = token_keys_open(folder, NULL);
    g_autoptr(RtcLocations) locations = rtc_location_open(keys);
    g_autofree char *text = rtc_location_write(locations, &MINE, ID);
    g_assert_cmpuint(strlen(text), ==, 32);
    g_assert_true(rtc_location_read(locations, &MINE, text, id));
    g_assert_cmpstr(id, ==, ID);
    for (unsigned i = 0; i < G_N_ELEMENTS(OTHERS); i++)
        assert_refused(locations, &OTHERS[i], text);
    for (unsigned i = 0; i < strlen(text); i++) {
        char before = text[i];
        text[i] = before == '0' ? '1' : '0';
        assert_refused(locations, &MINE, text);
        text[i] = before;
    }
    g_autofree char *longer = g_strconcat(text, "0", NULL);
    assert_refused(locations, &MINE, longer);
    assert_refused(locations, &MINE, text + 1);
    assert_refused(locations, &MINE, ID);
    assert_refused(locations, &MINE, "");
    temp_dir_remove(folder);
}

/* A server that starts again, with a new key, knows those that the old one gave. */
static void test_keys(void) {
    char *folder = temp_dir_new(), id[RTC_ID_BYTES];
    g_autoptr(TokenKeys) before = token_keys_open(folder, NULL);
    g_autoptr(RtcLocations) old = rtc_location_open(before);
    g_autofree char *text = rtc_location_write(old, &MINE, ID);
    g_assert_true(token_keys_rotate(folder, NULL));
    g_autoptr(TokenKeys) after = token_keys_open(folder, NULL);
    g_autoptr(RtcLocations) new = rtc_location_open(after);
    g_autofree char *again = rtc_location_write(new, &MINE, ID);
    g_assert_cmpstr(text, !=, again);
    g_assert_true(rtc_location_read(new, &MINE, text, id));
    assert_refused(old, &MINE, again);
    temp_dir_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc_location/locations", test_locations);
    g_test_add_func("/rtc_location/keys", test_keys);
    return g_test_run();
}
