#include "catalog/store/outbox_table.h"

#include "base/error.h"
#include "table_fixture.h"
#include "test_clock.h"

static void append(TableFixture *fixture, int64_t expected_sequence) {
    g_autoptr(GError) error = NULL;
    OutboxRow place;
    g_assert_true(outbox_table_append(fixture->database, "test", "{}", &place, &error));
    g_assert_no_error(error);
    g_assert_cmpint(place.sequence, ==, expected_sequence);
    g_assert_true(id_is_uuid(place.origin));
    g_assert_cmpint(place.at_us, ==, test_clock_now());
}

/* A number of a fact that was rolled back is given to the next one. */
static void test_gapless(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    append(fixture, 1);
    g_assert_true(database_savepoint(fixture->database, &error));
    append(fixture, 2);
    append(fixture, 3);
    g_assert_true(database_savepoint_undo(fixture->database, &error));
    append(fixture, 2);
    g_assert_true(database_commit(fixture->database, &error));
    g_assert_true(database_begin(fixture->database, DATABASE_WRITE, &error));
    append(fixture, 3);
    database_rollback(fixture->database);
    g_assert_true(database_begin(fixture->database, DATABASE_WRITE, &error));
    append(fixture, 3);
    g_assert_cmpint(
        table_fixture_number(fixture, "SELECT count(*) * 10 + max(sequence) FROM outbox"), ==, 33);
}

static void test_read_and_trim(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    for (int i = 1; i <= 5; i++)
        append(fixture, i);
    g_autoptr(GPtrArray) rows = outbox_table_read(fixture->database, 1, 3, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 3);
    for (unsigned i = 0; i < rows->len; i++) {
        const OutboxRow *row = rows->pdata[i];
        g_assert_cmpint(row->sequence, ==, i + 2);
        g_assert_cmpstr(row->kind, ==, "test");
        g_assert_cmpstr(row->payload, ==, "{}");
    }
    int64_t n = -1;
    g_assert_true(outbox_table_trim(fixture->database, 5, &n, &error));
    g_assert_cmpint(n, ==, 5);
    append(fixture, 6); /* numbering goes on */
    g_assert_true(outbox_table_trim(fixture->database, 5, &n, &error));
    g_assert_cmpint(n, ==, 0);
    g_autoptr(GPtrArray) left = outbox_table_read(fixture->database, 0, 100, &error);
    g_assert_cmpuint(left->len, ==, 1);
}

static void test_limits(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *payload = g_strnfill(OUTBOX_PAYLOAD_MAX_BYTES + 1, 'x');
    g_assert_false(outbox_table_append(fixture->database, "test", payload, NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_clear_error(&error);
    for (int i = 1; i <= OUTBOX_READ_MAX_ROWS + 1; i++)
        append(fixture, i);
    g_autoptr(GPtrArray) rows = outbox_table_read(fixture->database, 0, G_MAXUINT, &error);
    g_assert_cmpuint(rows->len, ==, OUTBOX_READ_MAX_ROWS);
}

static void test_without_node(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, "DELETE FROM setting", &error));
    g_assert_false(outbox_table_append(fixture->database, "test", "{}", NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(gapless);
    TABLE_TEST(read_and_trim);
    TABLE_TEST(limits);
    TABLE_TEST(without_node);
    return g_test_run();
}
