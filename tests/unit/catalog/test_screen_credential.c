/* How a screen's secrets follow each other: each story is a row of uses, by turns. */
#include "catalog/screen/screen_credential.h"

#include "screen_fixture.h"
#include "test_clock.h"

typedef struct Story {
    TableFixture *fixture;
    ScreenRow row;
} Story;

static void hash_of(const char *secret, uint8_t ret_hash[SECRET_HASH_BYTES]) {
    secret_hash_of(secret, ret_hash);
}

static Story begin(TableFixture *fixture) {
    Story story = {fixture, screen_fixture_row("a", SCREEN_VILLAGE, "")};
    uint8_t hash[SECRET_HASH_BYTES];
    screen_fixture_build(fixture->database);
    g_assert_true(screen_table_insert(fixture->database, &story.row, NULL));
    hash_of("first", hash);
    g_assert_true(screen_credential_set(fixture->database, story.row.id, hash, NULL));
    return story;
}

/* How it stands after a use; SCREEN_STEPS never. -1: nobody knows this secret. */
static int use(const Story *story, const char *secret) {
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(ScreenCredential) credential = NULL;
    hash_of(secret, hash);
    g_assert_true(screen_credential_step(story->fixture->database, hash, &credential, NULL));
    return credential ? (int)credential->standing : -1;
}

static int look(const Story *story, const char *secret) {
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(ScreenCredential) credential = NULL;
    hash_of(secret, hash);
    g_assert_true(screen_credential_find(story->fixture->database, hash, &credential, NULL));
    return credential ? (int)credential->standing : -1;
}

static void offer(const Story *story, const char *secret) {
    uint8_t hash[SECRET_HASH_BYTES];
    hash_of(secret, hash);
    g_assert_true(screen_credential_offer(story->fixture->database, story->row.id, hash, NULL));
}

static void test_first_use(TableFixture *fixture, gconstpointer data) {
    Story story = begin(fixture);
    g_assert_cmpint(look(&story, "none"), ==, -1);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_STEPS);
    g_assert_cmpint(use(&story, "first"), ==, SCREEN_GOOD);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_GOOD);
}

static void test_rotation(TableFixture *fixture, gconstpointer data) {
    Story story = begin(fixture);
    use(&story, "first");
    offer(&story, "second");
    g_assert_cmpint(use(&story, "first"), ==, SCREEN_GOOD);
    g_assert_cmpint(look(&story, "second"), ==, SCREEN_STEPS);
    g_assert_cmpint(use(&story, "second"), ==, SCREEN_GOOD);
    test_clock_advance(SCREEN_GRACE_US - 1);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_GOOD); /* crossing requests */
    g_assert_cmpint(look(&story, "second"), ==, SCREEN_GOOD);
    offer(&story, "third");
    use(&story, "third");
    g_assert_cmpint(look(&story, "first"), ==, -1);
}

static Story lost_memory(TableFixture *fixture) {
    Story story = begin(fixture);
    use(&story, "first");
    offer(&story, "second");
    use(&story, "second");
    test_clock_advance(SCREEN_GRACE_US);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_STEPS);
    g_assert_cmpint(use(&story, "first"), ==, SCREEN_GOOD);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_GOOD);
    return story;
}

static void test_lost_memory(TableFixture *fixture, gconstpointer data) {
    Story story = lost_memory(fixture);
    offer(&story, "another");
    g_assert_cmpint(use(&story, "another"), ==, SCREEN_GOOD);
    test_clock_advance(SCREEN_GRACE_US);
    g_assert_cmpint(look(&story, "second"), ==, -1);
    g_assert_cmpint(use(&story, "first"), ==, SCREEN_GOOD); /* and again */
}

static void test_two_sets(TableFixture *fixture, gconstpointer data) {
    Story story = lost_memory(fixture);
    g_assert_cmpint(look(&story, "second"), ==, SCREEN_GOOD); /* just now: still one set */
    test_clock_advance(SCREEN_GRACE_US);
    g_assert_cmpint(use(&story, "second"), ==, SCREEN_COPIED);
    g_assert_cmpint(look(&story, "first"), ==, SCREEN_COPIED);
    g_assert_cmpint(look(&story, "second"), ==, SCREEN_COPIED);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM audit"), ==, 1);
    g_autoptr(ScreenRow) row = screen_table_get(fixture->database, story.row.id, NULL);
    g_assert_cmpint(row->copied_at_us, ==, test_clock_now());
    g_assert_true(screen_table_replace(fixture->database, row->id, SCREEN_PC, SCREEN_CLERK, NULL));
    g_assert_cmpint(look(&story, "first"), ==, -1);
}

static void test_unpaired(TableFixture *fixture, gconstpointer data) {
    Story story = begin(fixture);
    g_assert_true(screen_table_unpair(fixture->database, story.row.id, NULL));
    g_assert_cmpint(use(&story, "first"), ==, SCREEN_UNPAIRED);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(first_use);
    TABLE_TEST(rotation);
    TABLE_TEST(lost_memory);
    TABLE_TEST(two_sets);
    TABLE_TEST(unpaired);
    return g_test_run();
}
