#include "catalog/store/audit_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/store/outbox_table.h"
#include "table_fixture.h"
#include "test_clock.h"

static bool append(TableFixture *fixture, const char *action, const char *detail,
                   AuditRow **ret_row, GError **error) {
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    row->actor_name = g_strdup("管理员");
    row->action = g_strdup(action);
    row->outcome = g_strdup("ok");
    row->detail = g_strdup(detail);
    bool is_stored = audit_table_append(fixture->database, row, error);
    *ret_row = g_steal_pointer(&row);
    return is_stored;
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) actor = table_fixture_account(fixture, "admin", ROLE_ADMINISTRATOR);
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    g_strlcpy(row->actor_id, actor->id, sizeof row->actor_id);
    row->actor_name = g_strdup("admin");
    row->action = g_strdup("account.create");
    row->target = g_strdup("wang");
    row->peer = g_strdup("192.0.2.1");
    row->outcome = g_strdup("conflict");
    row->detail = g_strdup("{\"roles\":[\"clerk\"]}");
    g_assert_true(audit_table_append(fixture->database, row, &error));
    g_assert_no_error(error);

    g_autoptr(GPtrArray) rows = audit_table_list(fixture->database, NULL, &error);
    g_assert_cmpuint(rows->len, ==, 1);
    const AuditRow *found = rows->pdata[0];
    g_assert_cmpstr(found->id, ==, row->id);
    g_assert_cmpint(found->at_us, ==, test_clock_now());
    g_assert_cmpstr(found->actor_id, ==, actor->id);
    g_assert_cmpstr(found->actor_name, ==, "admin");
    g_assert_cmpstr(found->action, ==, "account.create");
    g_assert_cmpstr(found->target, ==, "wang");
    g_assert_cmpstr(found->peer, ==, "192.0.2.1");
    g_assert_cmpstr(found->outcome, ==, "conflict");
    g_assert_cmpstr(found->detail, ==, "{\"roles\":[\"clerk\"]}");
    g_assert_true(id_is_uuid(found->origin));

    /* The fact stands in the outbox under the same place. */
    g_autoptr(GPtrArray) facts =
        outbox_table_read(fixture->database, found->sequence - 1, 9, &error);
    g_assert_cmpuint(facts->len, ==, 1);
    const OutboxRow *fact = facts->pdata[0];
    g_assert_cmpstr(fact->origin, ==, found->origin);
    g_assert_cmpint(fact->sequence, ==, found->sequence);
    g_assert_cmpstr(fact->kind, ==, "audit.recorded");
    g_assert_nonnull(strstr(fact->payload, "\"detail\":{\"roles\":[\"clerk\"]}"));
}

static void test_append_only(TableFixture *fixture, gconstpointer data) {
    static const char *const CHANGES[] = {"UPDATE audit SET outcome = 'x'", "DELETE FROM audit",
                                          "REPLACE INTO audit SELECT * FROM audit"};
    g_autoptr(GError) error = NULL;
    g_autoptr(AuditRow) row = NULL;
    g_assert_true(append(fixture, "a", NULL, &row, &error));
    for (unsigned i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        g_assert_false(database_execute(fixture->database, CHANGES[i], &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
        g_assert_nonnull(strstr(error->message, "append-only"));
        g_clear_error(&error);
    }
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM audit"), ==, 1);
}

static void test_pages(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < AUDIT_LIST_MAX_ROWS + 5; i++) {
        g_autoptr(AuditRow) row = NULL;
        g_assert_true(append(fixture, "a", NULL, &row, &error));
    }
    g_autofree char *before = NULL;
    unsigned n_rows = 0;
    for (;;) {
        g_autoptr(GPtrArray) rows = audit_table_list(
            fixture->database, &(AuditQuery){.after = before, .limit = 100}, &error);
        g_assert_no_error(error);
        if (rows->len == 0)
            break;
        for (unsigned i = 0; i < rows->len; i++) {
            const AuditRow *row = rows->pdata[i];
            g_assert_true(!before || strcmp(row->id, before) < 0); /* newest first */
            g_free(before);
            before = g_strdup(row->id);
            n_rows++;
        }
    }
    g_assert_cmpuint(n_rows, ==, AUDIT_LIST_MAX_ROWS + 5);
    g_autoptr(GPtrArray) most =
        audit_table_list(fixture->database, &(AuditQuery){.limit = 100000}, &error);
    g_assert_cmpuint(most->len, ==, AUDIT_LIST_MAX_ROWS);
}

static void add_entry(TableFixture *fixture, const AccountRow *actor, const char *target,
                      const char *outcome) {
    g_autoptr(GError) error = NULL;
    AuditRow row = {.actor_name = (char *)(actor ? actor->name : "console"),
                    .action = (char *)(actor ? "member.see" : "import"),
                    .target = (char *)target,
                    .outcome = (char *)outcome};
    g_strlcpy(row.actor_id, actor ? actor->id : "", sizeof row.actor_id);
    g_assert_true(audit_table_append(fixture->database, &row, &error));
    g_assert_no_error(error);
}

static void test_filters(TableFixture *fixture, gconstpointer data) {
    g_autoptr(AccountRow) anna = table_fixture_account(fixture, "anna", ROLE_CLERK);
    g_autoptr(AccountRow) bo = table_fixture_account(fixture, "bo", ROLE_CLERK);
    add_entry(fixture, anna, "li", "ok");
    add_entry(fixture, anna, "wang", "ok");
    add_entry(fixture, bo, "li", "not_found");
    add_entry(fixture, NULL, "li", "ok");
    const struct {
        AuditQuery query;
        unsigned n_rows;
    } ROWS[] = {
        {{.actor = "anna"}, 2},
        {{.actor = bo->id}, 1},
        {{.action = "import"}, 1},
        {{.target = "li"}, 3},
        {{.target = "li", .limit = 2}, 2},
        {{.target = "li", .actor = "anna", .action = "member.see"}, 1},
        {{.target = "nobody"}, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) rows = audit_table_list(fixture->database, &ROWS[i].query, NULL);
        g_assert_cmpuint(rows->len, ==, ROWS[i].n_rows);
    }
}

static void test_seen(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) anna = table_fixture_account(fixture, "anna", ROLE_CLERK);
    g_autoptr(AccountRow) li = table_fixture_account(fixture, "li", ROLE_MEMBER);
    anna->display_name[0] = 'A'; /* known by another name than the one she signs in with */
    g_assert_true(account_table_update(fixture->database, anna, &error));
    add_entry(fixture, anna, "li-record", "ok");
    test_clock_advance(1000);
    int64_t since_us = test_clock_now();
    add_entry(fixture, anna, "li-record", "ok");
    add_entry(fixture, anna, "li-record", "forbidden"); /* saw nothing */
    add_entry(fixture, anna, "other-record", "ok");
    add_entry(fixture, li, "li-record", "ok"); /* her own */
    test_clock_advance(1000);
    add_entry(fixture, NULL, "li-record", "ok");
    const AuditSeenQuery query = {"li-record", li->id, since_us};
    g_autoptr(GPtrArray) rows = audit_table_seen(fixture->database, &query, &error);
    g_assert_cmpuint(rows->len, ==, 2);
    const AuditRow *newest = rows->pdata[0], *older = rows->pdata[1];
    g_assert_cmpstr(newest->actor_name, ==, "console");
    g_assert_cmpstr(older->actor_name, ==, "Anna");
    g_assert_cmpstr(older->action, ==, "member.see");
    g_assert_cmpint(older->at_us, ==, since_us);
}

static void test_limits(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *long_text = g_strnfill(AUDIT_DETAIL_MAX_BYTES + 1, 'x');
    /* The caller's own texts stay as they are, also when they are no heap memory. */
    AuditRow constant = {.actor_name = (char *)"a", .action = long_text, .outcome = (char *)"ok"};
    g_assert_true(audit_table_append(fixture->database, &constant, &error));
    g_assert_true(constant.action == long_text);
    g_autoptr(GPtrArray) rows = audit_table_list(fixture->database, NULL, &error);
    const AuditRow *cut = rows->pdata[0];
    g_assert_cmpuint(strlen(cut->action), ==, AUDIT_WORD_MAX_BYTES);
    g_autoptr(AuditRow) refused = NULL;
    g_assert_false(append(fixture, "a", long_text, &refused, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(append_only);
    TABLE_TEST(pages);
    TABLE_TEST(filters);
    TABLE_TEST(seen);
    TABLE_TEST(limits);
    return g_test_run();
}
