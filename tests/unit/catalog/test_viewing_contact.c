/* The mark in answers to players: genuine for this viewing alone, whatever bit is changed, also
 * when a root key was added. */
#include "catalog/viewing/viewing_contact.h"

#include <string.h>

#include "base/error.h"
#include "temp_dir.h"

#define AT_US   INT64_C(1763794800123456)
#define VIEWING "0193b1c2-0000-7000-8000-00000000000b"
#define OTHER   "0193b1c2-0000-7000-8000-00000000000c"

typedef struct Fixture {
    char *folder;
    ViewingContacts *contacts;
} Fixture;

static ViewingContacts *open_contacts(const char *folder) {
    g_autoptr(TokenKeys) keys = token_keys_open(folder, NULL);
    return viewing_contact_open(keys);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->folder = temp_dir_new();
    fixture->contacts = open_contacts(fixture->folder);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    viewing_contact_close(fixture->contacts);
    temp_dir_remove(fixture->folder);
}

static void test_round(Fixture *fixture, gconstpointer data) {
    static const int64_t MOMENTS[] = {0, 1, AT_US, (INT64_C(1) << 56) - 1};
    for (unsigned i = 0; i < G_N_ELEMENTS(MOMENTS); i++) {
        char text[VIEWING_CONTACT_BYTES];
        int64_t at_us = -1;
        viewing_contact_write(fixture->contacts, VIEWING, MOMENTS[i], text);
        g_assert_cmpuint(strlen(text), ==, VIEWING_CONTACT_BYTES - 1);
        g_assert_true(viewing_contact_read(fixture->contacts, VIEWING, text, &at_us));
        g_assert_cmpint(at_us, ==, MOMENTS[i]);
        g_assert_false(viewing_contact_read(fixture->contacts, OTHER, text, &at_us));
    }
}

/* Each bit of the text's sextets. */
static void test_flipped(Fixture *fixture, gconstpointer data) {
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char text[VIEWING_CONTACT_BYTES];
    int64_t at_us;
    viewing_contact_write(fixture->contacts, VIEWING, AT_US, text);
    for (unsigned i = 0; i < VIEWING_CONTACT_BYTES - 1; i++)
        for (unsigned bit = 0; bit < 6; bit++) {
            char flipped[VIEWING_CONTACT_BYTES];
            strcpy(flipped, text);
            flipped[i] = ALPHABET[(size_t)(strchr(ALPHABET, text[i]) - ALPHABET) ^ 1u << bit];
            g_assert_false(viewing_contact_read(fixture->contacts, VIEWING, flipped, &at_us));
        }
}

static void test_malformed(Fixture *fixture, gconstpointer data) {
    static const char *const TEXTS[] = {"",
                                        "A",
                                        "AAAAAAAAAAAAAAAAAAA",
                                        "AAAAAAAAAAAAAAAAAAAA",
                                        "AAAAAAAAAAAAAAAAAAAAA",
                                        "AAAAAAAAAAAAAAAAAAA=",
                                        "AAAAAAAAAAAAAAAAAAA ",
                                        "\xff\xff\xff\xff\xff\xff\xff\xff\xff"};
    int64_t at_us;
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_assert_false(viewing_contact_read(fixture->contacts, VIEWING, TEXTS[i], &at_us));
}

static void test_keys(Fixture *fixture, gconstpointer data) {
    char old[VIEWING_CONTACT_BYTES], new[VIEWING_CONTACT_BYTES];
    int64_t at_us;
    viewing_contact_write(fixture->contacts, VIEWING, AT_US, old);
    g_assert_true(token_keys_rotate(fixture->folder, NULL));
    g_autoptr(ViewingContacts) rotated = open_contacts(fixture->folder);
    viewing_contact_write(rotated, VIEWING, AT_US, new);
    g_assert_cmpstr(old, !=, new);
    g_assert_true(viewing_contact_read(rotated, VIEWING, old, &at_us));
    g_assert_true(viewing_contact_read(rotated, VIEWING, new, &at_us));
    g_assert_false(viewing_contact_read(fixture->contacts, VIEWING, new, &at_us));
    g_autofree char *elsewhere = temp_dir_new();
    g_autoptr(ViewingContacts) foreign = open_contacts(elsewhere);
    g_assert_false(viewing_contact_read(foreign, VIEWING, old, &at_us));
    temp_dir_remove(g_steal_pointer(&elsewhere));
}

static void test_beats(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    ViewingBeat beats[] = {{.sequence = 4, .since_ms = 10}, {.sequence = 5, .since_ms = 10}};
    viewing_contact_write(fixture->contacts, VIEWING, AT_US, beats[1].contact);
    g_assert_true(viewing_contact_read_all(fixture->contacts, VIEWING, beats, 2, &error));
    g_assert_cmpint(beats[0].contact_us, ==, 0);
    g_assert_cmpint(beats[0].since_ms, ==, -1);
    g_assert_cmpint(beats[1].contact_us, ==, AT_US);
    g_assert_cmpint(beats[1].since_ms, ==, 10);
    g_assert_false(viewing_contact_read_all(fixture->contacts, OTHER, beats, 2, &error));
    g_assert_cmpint(error_code(error), ==, ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, "beat 5"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/viewing-contact/round", Fixture, NULL, set_up, test_round, tear_down);
    g_test_add("/viewing-contact/flipped", Fixture, NULL, set_up, test_flipped, tear_down);
    g_test_add("/viewing-contact/malformed", Fixture, NULL, set_up, test_malformed, tear_down);
    g_test_add("/viewing-contact/keys", Fixture, NULL, set_up, test_keys, tear_down);
    g_test_add("/viewing-contact/beats", Fixture, NULL, set_up, test_beats, tear_down);
    return g_test_run();
}
