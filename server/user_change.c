#include "server/user_change.h"

#include <stdio.h>

#include "base/error.h"
#include "catalog/auth/crypto_pool.h"
#include "catalog/auth/password.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"
#include "server/ask_password.h"
#include "server/command_database.h"

/* ---- one transaction ---- */

typedef struct Change {
    Database *database;
    AccountRow *row; /* found by name; NULL for add */
    const UserOptions *options;
    char *const *words;
    char *hash; /* owned: of the new password, or NULL */
} Change;

typedef bool (*ChangeFn)(Change *change, GError **error);

typedef struct ChangeKind {
    const char *action; /* in the audit table */
    const char *done;   /* "locked" */
    ChangeFn run;
    bool asks_password;
    bool is_new; /* the account does not exist yet */
} ChangeKind;

static bool find_account(Change *change, GError **error) {
    const char *name = change->words[0];
    if (!account_table_find_name(change->database, name, &change->row, error))
        return false;
    if (change->row)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "there is no account '%s'", name);
    return false;
}

static bool write_audit(const Change *change, const ChangeKind *kind, GError **error) {
    AuditRow row = {.actor_name = (char *)"command line",
                    .action = (char *)kind->action,
                    .target = change->row ? change->row->id : change->words[0],
                    .outcome = (char *)"ok"};
    return audit_table_append(change->database, &row, error);
}

static bool run_inside(Change *change, const ChangeKind *kind, GError **error) {
    return (kind->is_new || find_account(change, error)) && kind->run(change, error) &&
           write_audit(change, kind, error);
}

/* The password is asked for before the database is locked: a person takes his time. */
static bool hash_password(Change *change, GError **error) {
    char *password = ask_password("New password", error);
    if (!password)
        return false;
    char *normal = password_normalize(password);
    if (password_check(password, change->words[0], error))
        change->hash = crypto_pool_hash_now(normal, error);
    ask_password_free(normal);
    ask_password_free(password);
    return change->hash != NULL;
}

static bool commit_change(Change *change, const ChangeKind *kind, GError **error) {
    if (!database_begin(change->database, DATABASE_WRITE, error))
        return false;
    if (run_inside(change, kind, error))
        return database_commit(change->database, error);
    database_rollback(change->database);
    return false;
}

static bool apply(const UserOptions *options, char *const *words, const ChangeKind *kind,
                  GError **error) {
    g_autoptr(CommandDatabase) opened =
        command_database_open(options->settings.data_directory, error);
    if (!opened)
        return false;
    Change change = {.database = opened->database, .options = options, .words = words};
    bool ok = (!kind->asks_password || hash_password(&change, error)) &&
              commit_change(&change, kind, error);
    account_row_free(change.row);
    g_free(change.hash);
    if (ok)
        printf("Account '%s' %s.%s\n", words[0], kind->done,
               opened->lock ? "" : " The running server knows within a minute.");
    return ok;
}

/* ---- the changes ---- */

static bool end_sign_ins(Change *change, GError **error) {
    return session_table_revoke_all(change->database, change->row->id, NULL, error) &&
           bearer_table_revoke_all(change->database, change->row->id, error);
}

static bool insert(Change *change, GError **error) {
    const UserOptions *options = change->options;
    AccountRow row = {.name = change->words[0],
                      .display_name =
                          options->display_name ? options->display_name : change->words[0],
                      .password_hash = change->hash};
    return role_from_words((const char *const *)options->roles, &row.roles, error) &&
           account_table_insert(change->database, &row, error);
}

static bool set_password(Change *change, GError **error) {
    return account_table_set_password(change->database, change->row->id, change->hash, error) &&
           end_sign_ins(change, error);
}

static bool set_roles(Change *change, GError **error) {
    return role_from_words((const char *const *)change->words + 1, &change->row->roles, error) &&
           account_table_update(change->database, change->row, error);
}

static bool lock(Change *change, GError **error) {
    change->row->locked = true;
    return account_table_update(change->database, change->row, error) &&
           end_sign_ins(change, error);
}

static bool unlock(Change *change, GError **error) {
    change->row->locked = false;
    return account_table_update(change->database, change->row, error);
}

static bool remove_account(Change *change, GError **error) {
    return account_table_remove(change->database, change->row->id, error);
}

static const ChangeKind ADD = {"account.create", "added", insert, true, true};
static const ChangeKind PASSWORD = {"account.password", "has a new password", set_password, true,
                                    false};
static const ChangeKind ROLES = {"account.update", "has new roles", set_roles, false, false};
static const ChangeKind LOCK = {"account.update", "locked", lock, false, false};
static const ChangeKind UNLOCK = {"account.update", "unlocked", unlock, false, false};
static const ChangeKind REMOVE = {"account.remove", "removed", remove_account, false, false};

bool user_change_add(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &ADD, error);
}

bool user_change_password(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &PASSWORD, error);
}

bool user_change_roles(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &ROLES, error);
}

bool user_change_lock(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &LOCK, error);
}

bool user_change_unlock(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &UNLOCK, error);
}

bool user_change_remove(const UserOptions *options, char *const *words, GError **error) {
    return apply(options, words, &REMOVE, error);
}

/* ---- list ---- */

static void print_account(const AccountRow *row) {
    g_auto(GStrv) words = role_to_words(row->roles);
    g_autofree char *roles = g_strjoinv(",", words);
    printf("%s\t%s\t%s%s\n", row->name, row->display_name, roles, row->locked ? "\tlocked" : "");
}

/* Prints a page; *ret_last gets the id of its last row, NULL after the last page. */
static bool print_page(Database *database, char **last, GError **error) {
    AccountQuery query = {.after = *last};
    g_autoptr(GPtrArray) page = account_table_list(database, &query, error);
    if (!page)
        return false;
    g_clear_pointer(last, g_free);
    for (unsigned i = 0; i < page->len; i++)
        print_account(g_ptr_array_index(page, i));
    if (page->len > 0)
        *last = g_strdup(((AccountRow *)g_ptr_array_index(page, page->len - 1))->id);
    return true;
}

bool user_change_list(const UserOptions *options, char *const *words, GError **error) {
    g_autoptr(CommandDatabase) opened =
        command_database_open(options->settings.data_directory, error);
    if (!opened || !database_begin(opened->database, DATABASE_READ, error))
        return false;
    g_autofree char *last = NULL;
    bool ok;
    do
        ok = print_page(opened->database, &last, error);
    while (ok && last);
    database_rollback(opened->database);
    return ok;
}
