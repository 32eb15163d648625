#include "server/user_change.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/error.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/store_file.h"
#include "server/command_database.h"
#include "tests/unit/server/temp_dir.h"

typedef struct Fixture {
    char *folder;
    UserOptions options;
    char *roles[3];
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    fixture->roles[0] = (char *)"clerk";
    fixture->options =
        (UserOptions){.settings = {.data_directory = fixture->folder}, .roles = fixture->roles};
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    temp_dir_remove(fixture->folder);
}

/* Standard input with this text. */
static void type_in(const char *text) {
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_cmpint(write(ends[1], text, strlen(text)), ==, (gssize)strlen(text));
    close(ends[1]);
    g_assert_nonnull(freopen("/dev/null", "r", stdin)); /* drops what stdio has buffered */
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
}

/* What is printed must not come between the lines of the test's own protocol. */
static bool call_aside(Fixture *fixture, UserChangeFn fn, char *const *words, GError **error) {
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    bool ok = fn(&fixture->options, words, error);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    return ok;
}

static void run(Fixture *fixture, UserChangeFn fn, const char *line) {
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    g_autoptr(GError) error = NULL;
    call_aside(fixture, fn, words, &error);
    g_assert_no_error(error);
}

static void refuse(Fixture *fixture, UserChangeFn fn, const char *line, ErrorCode code) {
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    g_autoptr(GError) error = NULL;
    g_assert_false(call_aside(fixture, fn, words, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
}

static AccountRow *find(const Fixture *fixture, const char *name) {
    g_autoptr(CommandDatabase) opened = command_database_open(fixture->folder, NULL);
    AccountRow *row = NULL;
    g_assert_true(account_table_find_name(opened->database, name, &row, NULL));
    return row;
}

static void add_account(Fixture *fixture, const char *name, const char *role) {
    fixture->roles[0] = (char *)role;
    type_in("a long enough password 1\n");
    run(fixture, user_change_add, name);
}

static void test_life_of_an_account(Fixture *fixture, gconstpointer user) {
    add_account(fixture, "chief", "administrator");
    fixture->options.display_name = (char *)"乌兰";
    add_account(fixture, "helper", "clerk");
    g_autoptr(AccountRow) made = find(fixture, "helper");
    g_assert_cmpstr(made->display_name, ==, "乌兰");
    g_assert_cmpuint(made->roles, ==, ROLE_CLERK);
    static const char first[] = "a long enough password 1", second[] = "another good one 2";
    g_assert_cmpint(crypto_pwhash_str_verify(made->password_hash, first, strlen(first)), ==, 0);
    run(fixture, user_change_roles, "helper auditor editor");
    run(fixture, user_change_lock, "helper");
    type_in("another good one 2\n");
    run(fixture, user_change_password, "helper");
    g_autoptr(AccountRow) changed = find(fixture, "helper");
    g_assert_cmpuint(changed->roles, ==, ROLE_AUDITOR | ROLE_EDITOR);
    g_assert_true(changed->locked);
    g_assert_cmpint(crypto_pwhash_str_verify(changed->password_hash, second, strlen(second)), ==,
                    0);
    run(fixture, user_change_unlock, "helper");
    run(fixture, user_change_remove, "helper");
    g_assert_null(find(fixture, "helper"));
}

static void test_refusals(Fixture *fixture, gconstpointer user) {
    add_account(fixture, "chief", "administrator");
    refuse(fixture, user_change_lock, "nobody", ERROR_NOT_FOUND);
    refuse(fixture, user_change_roles, "chief emperor", ERROR_INVALID);
    /* the last administrator stays */
    refuse(fixture, user_change_lock, "chief", ERROR_CONFLICT);
    refuse(fixture, user_change_remove, "chief", ERROR_CONFLICT);
    refuse(fixture, user_change_roles, "chief clerk", ERROR_CONFLICT);
    type_in("a long enough password 1\n");
    refuse(fixture, user_change_add, "chief", ERROR_CONFLICT);
    type_in("short\n");
    refuse(fixture, user_change_add, "other", ERROR_INVALID);
    type_in("");
    refuse(fixture, user_change_add, "other", ERROR_INVALID);
    type_in("\n");
    refuse(fixture, user_change_add, "other", ERROR_INVALID);
    g_autofree char *endless = g_strnfill(5000, 'x');
    type_in(endless);
    refuse(fixture, user_change_add, "other", ERROR_INVALID);
    g_assert_null(find(fixture, "other"));
    g_autoptr(AccountRow) chief = find(fixture, "chief");
    g_assert_cmpuint(chief->roles, ==, ROLE_ADMINISTRATOR);
}

static void test_everything_is_audited(Fixture *fixture, gconstpointer user) {
    static const char *const ACTIONS[] = {"account.update", "account.create", "account.create"};
    add_account(fixture, "chief", "administrator");
    add_account(fixture, "helper", "clerk");
    run(fixture, user_change_lock, "helper");
    g_autoptr(CommandDatabase) opened = command_database_open(fixture->folder, NULL);
    g_autoptr(GPtrArray) rows = audit_table_list(opened->database, NULL, NULL);
    g_assert_cmpuint(rows->len, ==, G_N_ELEMENTS(ACTIONS));
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = g_ptr_array_index(rows, i);
        g_assert_cmpstr(row->action, ==, ACTIONS[i]);
        g_assert_cmpstr(row->actor_name, ==, "command line");
        g_assert_cmpstr(row->outcome, ==, "ok");
    }
}

static void test_beside_a_server(Fixture *fixture, gconstpointer user) {
    g_autoptr(GError) error = NULL;
    g_autoptr(DataDir) lock = data_dir_open(fixture->folder, &error);
    g_assert_no_error(error);
    g_autoptr(Database) server = store_file_open(fixture->folder, &error);
    g_assert_no_error(error);
    add_account(fixture, "chief", "administrator");
    g_autoptr(AccountRow) row = NULL;
    g_assert_true(account_table_find_name(server, "chief", &row, NULL));
    g_assert_nonnull(row);
    g_assert_true(database_execute(server, "PRAGMA user_version = 9999", &error));
    refuse(fixture, user_change_lock, "chief", ERROR_NEWER);
}

/* A mistyped name must not become a new county. */
static void test_no_such_folder(Fixture *fixture, gconstpointer user) {
    g_autofree char *missing = g_build_filename(fixture->folder, "missing", NULL);
    fixture->options.settings.data_directory = missing;
    refuse(fixture, user_change_list, "", ERROR_NOT_FOUND);
    g_assert_false(g_file_test(missing, G_FILE_TEST_EXISTS));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/user-change/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("life-of-an-account", test_life_of_an_account);
    ADD("refusals", test_refusals);
    ADD("everything-is-audited", test_everything_is_audited);
    ADD("beside-a-server", test_beside_a_server);
    ADD("no-such-folder", test_no_such_folder);
#undef ADD
    return g_test_run();
}
