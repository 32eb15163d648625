#include "server/demo.h"

#include <string.h>

#include <glib/gstdio.h>
#include <sodium.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/auth/crypto_pool.h"
#include "catalog/store/account_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"
#include "catalog/store/setting_table.h"

#define PASSWORD_CHARS 12 /* 59 bits */
#define SETTING_DEMO   "demo_mode"
#define BEARER_LIFE_US (INT64_C(3650) * 86400 * CLOCK_US_PER_S)

const DemoAccount DEMO_ACCOUNTS[DEMO_N_ACCOUNTS] = {
    {"demo-admin", "演示管理员", ROLE_ADMINISTRATOR},
    {"demo-auditor", "演示督查员", ROLE_AUDITOR},
    {"demo-studio", "演示导播", ROLE_STUDIO},
    {"demo-editor", "演示编辑", ROLE_EDITOR},
    {"demo-clerk", "演示站点管理员", ROLE_CLERK},
    {"demo-interpreter", "演示同传译员", ROLE_INTERPRETER},
    {"demo-member", "演示党员", ROLE_MEMBER},
};

static const char *const MODE_WORDS[] = {
    [DEMO_OFF] = "off", [DEMO_LOOPBACK] = "loopback", [DEMO_LAN] = "lan"};

/* ---- passwords ---- */

static char *random_password(void) {
    /* Without 0 O 1 l I: they are read from a screen and typed with a remote control. */
    static const char LETTERS[] = "abcdefghijkmnpqrstuvwxyz23456789";
    char password[PASSWORD_CHARS + 1] = {0};
    for (unsigned i = 0; i < PASSWORD_CHARS; i++)
        password[i] = LETTERS[randombytes_uniform(sizeof LETTERS - 1)];
    return g_strdup(password);
}

static char **copy_names(void) {
    char **names = g_new0(char *, DEMO_N_ACCOUNTS + 1);
    for (unsigned i = 0; i < DEMO_N_ACCOUNTS; i++)
        names[i] = g_strdup(DEMO_ACCOUNTS[i].name);
    return names;
}

static char **make_passwords(const char *path, GError **error) {
    g_auto(GStrv) passwords = g_new0(char *, DEMO_N_ACCOUNTS + 1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < DEMO_N_ACCOUNTS; i++) {
        passwords[i] = random_password();
        g_string_append_printf(text, "%s %s\n", DEMO_ACCOUNTS[i].name, passwords[i]);
    }
    g_autoptr(GError) cause = NULL;
    GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
    if (g_file_set_contents_full(path, text->str, (gssize)text->len, flags, 0600, &cause))
        return g_steal_pointer(&passwords);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path, cause->message);
    return NULL;
}

static char **parse_passwords(const char *path, const char *text, GError **error) {
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_auto(GStrv) passwords = g_new0(char *, DEMO_N_ACCOUNTS + 1);
    unsigned n = 0;
    for (; n < DEMO_N_ACCOUNTS && lines[n]; n++) {
        g_auto(GStrv) words = g_strsplit(lines[n], " ", 2);
        if (!words[0] || !words[1] || !*words[1] || !g_str_equal(words[0], DEMO_ACCOUNTS[n].name))
            break;
        passwords[n] = g_strdup(words[1]);
    }
    if (n == DEMO_N_ACCOUNTS)
        return g_steal_pointer(&passwords);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                "cannot read '%s': line %u is damaged; remove the whole data directory of the demo",
                path, n + 1);
    return NULL;
}

char **demo_passwords(const char *directory, DemoMode mode, GError **error) {
    if (mode == DEMO_LOOPBACK)
        return copy_names();
    g_autofree char *path = g_build_filename(directory, DEMO_PASSWORDS_NAME, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return make_passwords(path, error);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (g_file_get_contents(path, &text, NULL, &cause))
        return parse_passwords(path, text, error);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read '%s': %s", path, cause->message);
    return NULL;
}

char *demo_describe(char *const *passwords) {
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < DEMO_N_ACCOUNTS; i++)
        g_string_append_printf(out, "  %-18s%s\n", DEMO_ACCOUNTS[i].name, passwords[i]);
    return g_string_free(out, FALSE);
}

/* ---- accounts ---- */

/* The name as bearer token, on this machine alone. */
static bool add_name_token(Database *database, const char *account_id, const char *name,
                           GError **error) {
    BearerRow row = {.label = (char *)"demo", .expires_at_us = clock_wall_us() + BEARER_LIFE_US};
    g_strlcpy(row.account_id, account_id, sizeof row.account_id);
    secret_hash_of(name, row.secret_hash);
    return bearer_table_insert(database, &row, error);
}

/* Whoever signed in by the old password is out, and the name no longer opens anything. */
static bool change_account(Database *database, const AccountRow *row, const char *hash,
                           GError **error) {
    return account_table_set_password(database, row->id, hash, error) &&
           session_table_revoke_all(database, row->id, NULL, error) &&
           bearer_table_revoke_all(database, row->id, error);
}

static bool put_account(Database *database, const DemoAccount *account, const char *hash,
                        AccountRow **ret_row, GError **error) {
    if (!account_table_find_name(database, account->name, ret_row, error))
        return false;
    if (*ret_row)
        return change_account(database, *ret_row, hash, error);
    AccountRow row = {.name = (char *)account->name,
                      .display_name = (char *)account->display_name,
                      .password_hash = (char *)hash,
                      .roles = account->roles};
    return account_table_insert(database, &row, error) &&
           account_table_find_name(database, account->name, ret_row, error);
}

static bool write_accounts(Database *database, DemoMode mode, char *const *hashes, GError **error) {
    bool ok = true;
    for (unsigned i = 0; ok && i < DEMO_N_ACCOUNTS; i++) {
        g_autoptr(AccountRow) row = NULL;
        ok = put_account(database, &DEMO_ACCOUNTS[i], hashes[i], &row, error) &&
             (mode != DEMO_LOOPBACK ||
              add_name_token(database, row->id, DEMO_ACCOUNTS[i].name, error));
    }
    return ok && setting_table_set(database, SETTING_DEMO, MODE_WORDS[mode], error);
}

static char **hash_all(char *const *passwords, GError **error) {
    g_auto(GStrv) hashes = g_new0(char *, DEMO_N_ACCOUNTS + 1);
    for (unsigned i = 0; i < DEMO_N_ACCOUNTS; i++) {
        hashes[i] = crypto_pool_hash_now(passwords[i], error);
        if (!hashes[i])
            return NULL;
    }
    return g_steal_pointer(&hashes);
}

static bool refuse(GError **error, const char *message) {
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, message);
    return false;
}

/* `before` is the mode of the last start; NULL: never a demo. */
static bool check_kind(DemoMode mode, const char *before, int64_t n_accounts, GError **error) {
    if (mode == DEMO_OFF && before)
        return refuse(error, "cannot start: the data directory holds the sample county, whose "
                             "passwords are known; start with --demo, or choose another --data");
    if (mode != DEMO_OFF && !before && n_accounts > 0)
        return refuse(error, "cannot start the sample county: the data directory holds a real "
                             "one; choose another --data");
    return true;
}

bool demo_prepare(Database *database, DemoMode mode, char *const *passwords, GError **error) {
    g_autofree char *before = NULL;
    int64_t n_accounts = 0;
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    bool ok = setting_table_find(database, SETTING_DEMO, &before, error) &&
              account_table_count(database, &n_accounts, error) &&
              check_kind(mode, before, n_accounts, error);
    if (ok && mode != DEMO_OFF && g_strcmp0(before, MODE_WORDS[mode]) != 0) {
        g_auto(GStrv) hashes = hash_all(passwords, error);
        ok = hashes && write_accounts(database, mode, hashes, error);
    }
    if (ok)
        return database_commit(database, error);
    database_rollback(database);
    return false;
}
