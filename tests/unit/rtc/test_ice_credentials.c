#include "media/rtc/wire/ice_credentials.h"

#include <string.h>

#include <glib.h>

#include "media/rtc/wire/ice_candidate.h"

static void test_finds_its_place(void) {
    static const struct {
        uint32_t worker, slot;
    } PLACES[] = {{0, 0}, {1, 63}, {63, 64}, {4095, 262143}, {17, 4096}};
    for (unsigned i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        IceCredentials ours;
        uint32_t worker, slot;
        ice_credentials_draw(PLACES[i].worker, PLACES[i].slot, &ours);
        g_autofree char *username = g_strdup_printf("%s:h6vY", ours.ufrag);
        g_assert_true(ice_credentials_locate(username, strlen(username), &worker, &slot));
        g_assert_cmpuint(worker, ==, PLACES[i].worker);
        g_assert_cmpuint(slot, ==, PLACES[i].slot);
        g_assert_true(ice_credentials_is_text(ours.ufrag, strlen(ours.ufrag), ICE_UFRAG_CHARS));
        g_assert_true(
            ice_credentials_is_text(ours.password, strlen(ours.password), ICE_PASSWORD_CHARS));
    }
}

static void test_foreign_names(void) {
    static const char *const NAMES[] = {
        "",        "evtj:h6vY",     "AAAAAAAAAAAA",  "AAAAAAAAAAAAA:x",
        "AA:AAAA", "A!AAAAAAAAAA:", "AAAA-AAAAAAA:x"};
    uint32_t worker, slot;
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_assert_false(ice_credentials_locate(NAMES[i], strlen(NAMES[i]), &worker, &slot));
}

static void test_never_the_same(void) {
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < 2000; i++) {
        IceCredentials ours;
        ice_credentials_draw(0, 0, &ours);
        g_assert_true(g_hash_table_add(seen, g_strdup(ours.ufrag)));
        g_assert_true(g_hash_table_add(seen, g_strdup(ours.password)));
    }
}

static void test_texts(void) {
    g_autofree char *longest = g_strnfill(ICE_REMOTE_MAX_CHARS + 1, 'a');
    g_assert_true(ice_credentials_is_text("a+/9", 4, ICE_REMOTE_UFRAG_MIN_CHARS));
    g_assert_false(ice_credentials_is_text("a+/", 3, ICE_REMOTE_UFRAG_MIN_CHARS));
    g_assert_false(ice_credentials_is_text("a b/", 4, ICE_REMOTE_UFRAG_MIN_CHARS));
    g_assert_false(ice_credentials_is_text("a=b/", 4, ICE_REMOTE_UFRAG_MIN_CHARS));
    g_assert_true(ice_credentials_is_text(longest, ICE_REMOTE_MAX_CHARS, 4));
    g_assert_false(ice_credentials_is_text(longest, ICE_REMOTE_MAX_CHARS + 1, 4));
}

static void check_candidate(const char *address, IceTransport transport, unsigned index,
                            const char *wanted) {
    IceCandidate candidate;
    g_autoptr(GString) text = g_string_new(NULL);
    g_assert_true(ice_candidate_init(&candidate, address, 7000, transport, index));
    ice_candidate_append(text, &candidate);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void test_candidates(void) {
    IceCandidate candidate;
    check_candidate("192.0.2.1", ICE_UDP, 0,
                    "candidate:8323071 1 udp 2130706431 192.0.2.1 7000 typ host");
    check_candidate("2001:db8::1", ICE_UDP, 1,
                    "candidate:8323070 1 udp 2130706175 2001:db8::1 7000 typ host");
    check_candidate("192.0.2.1", ICE_TCP_PASSIVE, 0,
                    "candidate:5939199 1 tcp 1520435199 192.0.2.1 7000 typ host tcptype passive");
    g_assert_false(ice_candidate_init(&candidate, "localhost", 7000, ICE_UDP, 0));
    g_assert_false(ice_candidate_init(&candidate, "192.0.2.1", 0, ICE_UDP, 0));
    g_assert_false(ice_candidate_init(&candidate, "192.0.2.1", 1, ICE_UDP, ICE_MAX_ADDRESSES));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ice_credentials/finds_its_place", test_finds_its_place);
    g_test_add_func("/ice_credentials/foreign_names", test_foreign_names);
    g_test_add_func("/ice_credentials/never_the_same", test_never_the_same);
    g_test_add_func("/ice_credentials/texts", test_texts);
    g_test_add_func("/ice_credentials/candidates", test_candidates);
    return g_test_run();
}
