#include "catalog/roster/member_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/pinyin.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define IDENTITY "532923199001010017"
#define PHONE    "13812345678"

static void assert_refused(GError **error, ErrorCode code, const char *part) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr((*error)->message, part));
    g_assert_null(strstr((*error)->message, IDENTITY));
    g_clear_error(error);
}

static void test_round_trip(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roster_fixture_unit(fixture, "village", NULL);
    g_autoptr(MemberRow) made = roster_fixture_member(
        fixture, &(RosterPerson){"张  三", "village", NULL, IDENTITY, "138 1234 5678"});
    g_autoptr(MemberRow) row = member_table_get(fixture->database, made->id, &error);
    g_assert_cmpstr(row->name, ==, "张三");
    g_assert_cmpstr(row->search_key, ==, "张三\nzhangsan\nzs");
    g_assert_cmpstr(row->kind_id, ==, "full");
    g_assert_cmpint(row->created_at_us, ==, test_clock_now());
    g_assert_cmpint(row->change, ==, 1);
    g_assert_cmpint(row->left_at_us, ==, 0);
    g_autofree char *identity = NULL, *phone = NULL;
    g_assert_true(member_row_open_number(row, MEMBER_IDENTITY, fixture->crypto, &identity, &error));
    g_assert_true(member_row_open_number(row, MEMBER_PHONE, fixture->crypto, &phone, &error));
    g_assert_cmpstr(identity, ==, IDENTITY);
    g_assert_cmpstr(phone, ==, PHONE);
    g_assert_null(member_table_get(fixture->database, "nobody", &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find member 'nobody'");
}

/* A sealed number opens only in its own row and its own column. */
static void test_sealed_for_the_row(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) one = member_row_new(), two = member_row_new();
    g_autofree char *text = NULL;
    g_assert_true(member_row_set_number(one, MEMBER_PHONE, fixture->crypto, PHONE, &error));
    two->numbers[MEMBER_PHONE].sealed = g_bytes_ref(one->numbers[MEMBER_PHONE].sealed);
    g_assert_false(member_row_open_number(two, MEMBER_PHONE, fixture->crypto, &text, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

static void test_find(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roster_fixture_unit(fixture, "east", NULL);
    roster_fixture_unit(fixture, "west", NULL);
    g_autoptr(MemberRow) one =
        roster_fixture_member(fixture, &(RosterPerson){"买买提·艾力", "east", NULL, IDENTITY});
    g_autoptr(MemberRow) namesake =
        roster_fixture_member(fixture, &(RosterPerson){"买买提 艾力", "east"});
    one->external_id = g_strdup("P-1");
    g_assert_true(member_table_update(fixture->database, one, &error));
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    char id[ID_TEXT_BYTES];
    g_assert_true(member_row_lookup(fixture->crypto, MEMBER_IDENTITY, "532923900101001", lookup,
                                    &error)); /* the old number of the same person */
    g_assert_true(member_table_find_identity(fixture->database, lookup, id, &error));
    g_assert_cmpstr(id, ==, one->id);
    g_assert_true(member_table_find_external(fixture->database, "P-1", id, &error));
    g_assert_cmpstr(id, ==, one->id);
    g_assert_true(member_table_find_external(fixture->database, "P-2", id, &error));
    g_assert_cmpstr(id, ==, "");
    g_autofree char *key = pinyin_name_key("买买提艾力");
    g_autoptr(GPtrArray) east = member_table_find_name(fixture->database, key, "east", 2, &error);
    g_autoptr(GPtrArray) west = member_table_find_name(fixture->database, key, "west", 2, &error);
    g_assert_cmpuint(east->len, ==, 2);
    g_assert_cmpuint(west->len, ==, 0);
}

static void test_same_person_twice(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roster_fixture_unit(fixture, "village", NULL);
    g_autoptr(MemberRow) one =
        roster_fixture_member(fixture, &(RosterPerson){"张三", "village", NULL, IDENTITY, PHONE});
    g_autoptr(MemberRow) two = member_row_new();
    g_assert_true(member_row_set_name(two, "李四", &error));
    g_assert_true(member_row_set_number(two, MEMBER_IDENTITY, fixture->crypto, IDENTITY, &error));
    g_assert_false(member_table_insert(fixture->database, two, &error));
    assert_refused(&error, ERROR_CONFLICT, "identity number already");
    g_assert_true(member_row_set_number(two, MEMBER_IDENTITY, fixture->crypto, "", &error));
    g_assert_true(member_row_set_number(two, MEMBER_PHONE, fixture->crypto, PHONE, &error));
    two->kind_id = g_strdup("guest");
    g_assert_false(member_table_insert(fixture->database, two, &error));
    assert_refused(&error, ERROR_INVALID, "no kind 'guest'");
    g_clear_pointer(&two->kind_id, g_free);
    g_assert_true(
        member_table_insert(fixture->database, two, &error)); /* a family shares a phone */
    one->external_id = g_strdup("P-1");
    two->external_id = g_strdup("P-1");
    g_assert_true(member_table_update(fixture->database, one, &error));
    g_assert_false(member_table_update(fixture->database, two, &error));
    assert_refused(&error, ERROR_CONFLICT, "external id already");
}

static void test_update(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roster_fixture_unit(fixture, "village", NULL);
    g_autoptr(MemberRow) row =
        roster_fixture_member(fixture, &(RosterPerson){"张三", "village", NULL, IDENTITY, PHONE});
    test_clock_advance(5);
    g_assert_true(member_row_set_name(row, "李四", &error));
    g_assert_true(member_row_set_number(row, MEMBER_PHONE, fixture->crypto, NULL, &error));
    g_assert_true(member_table_update(fixture->database, row, &error));
    g_autoptr(MemberRow) stored = member_table_get(fixture->database, row->id, &error);
    g_assert_cmpstr(stored->name_key, ==, "李四");
    g_assert_null(stored->numbers[MEMBER_PHONE].sealed);
    g_assert_nonnull(stored->numbers[MEMBER_IDENTITY].sealed);
    g_assert_cmpint(stored->updated_at_us, ==, stored->created_at_us + 5);
    g_assert_cmpint(stored->change, ==, 2);
    g_assert_true(member_table_touch(fixture->database, row->id, &error));
    g_assert_cmpint(table_fixture_number(&fixture->table, "SELECT change FROM member"), ==, 3);
    g_assert_false(member_table_touch(fixture->database, "nobody", &error));
    assert_refused(&error, ERROR_NOT_FOUND, "nobody");
    stored->gender = g_strdup("other");
    g_assert_false(member_table_update(fixture->database, stored, &error));
    assert_refused(&error, ERROR_INVALID, "gender");
}

static void test_names(RosterFixture *fixture, gconstpointer data) {
    static const char *const NAMES[][2] = {
        {" 张 三 ", "张三"}, {"买买提 · 艾力", "买买提 · 艾力"}, {"John  Smith", "John Smith"}};
    g_autoptr(MemberRow) row = member_row_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_assert_true(member_row_set_name(row, NAMES[i][0], NULL));
        g_assert_cmpstr(row->name, ==, NAMES[i][1]);
    }
    static const char *const BAD[] = {"", "  ", "··", "张\x01三", "\xff", "张\xe2\x80\xae三"};
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(member_row_set_name(row, BAD[i], &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    g_autofree char *longest = g_strnfill(MEMBER_NAME_MAX_CHARS + 1, 'a');
    g_assert_false(member_row_set_name(row, longest, NULL));
}

/* What the import does; the figure is in the message. */
static void test_many(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roster_fixture_unit(fixture, "village", NULL);
    enum { N = 35000 };
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)member_row_free);
    for (unsigned i = 0; i < N; i++) {
        MemberRow *row = member_row_new();
        g_autofree char *phone = g_strdup_printf("138%08u", i);
        g_assert_true(member_row_set_name(row, i % 2 ? "张三丰" : "单雄信", &error));
        g_assert_true(member_row_set_number(row, MEMBER_PHONE, fixture->crypto, phone, &error));
        g_ptr_array_add(rows, row);
    }
    int64_t started = g_get_monotonic_time();
    g_assert_true(member_table_check_room(fixture->database, N, &error));
    for (unsigned i = 0; i < N; i++) {
        MemberRow *row = g_ptr_array_index(rows, i);
        MembershipRow membership = {.is_home = true, .unit_id = "village"};
        g_strlcpy(membership.member_id, row->id, sizeof membership.member_id);
        g_assert_true(member_table_insert(fixture->database, row, &error));
        g_assert_true(membership_table_open_first(fixture->database, &membership, &error));
    }
    g_test_message("%d inserted in %" G_GINT64_FORMAT " us", N, g_get_monotonic_time() - started);
    int64_t n_members;
    g_assert_true(member_table_count(fixture->database, &n_members, &error));
    g_assert_cmpint(n_members, ==, N);
    g_assert_false(member_table_check_room(fixture->database, MEMBER_MAX_MEMBERS, &error));
    assert_refused(&error, ERROR_CONFLICT, "the roster takes 200000");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(round_trip);
    ROSTER_TEST(sealed_for_the_row);
    ROSTER_TEST(find);
    ROSTER_TEST(same_person_twice);
    ROSTER_TEST(update);
    ROSTER_TEST(names);
    ROSTER_TEST(many);
    return g_test_run();
}
