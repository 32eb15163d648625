#include "catalog/bootstrap.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "catalog/auth/crypto_pool.h"
#include "catalog/demo_county.h"
#include "catalog/demo_meetings.h"
#include "catalog/store/account_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/role.h"
#include "catalog/store/session_table.h"
#include "catalog/store/setting_table.h"
#include "catalog/store/setup_table.h"

#define SETTING_DEMO          "demo" /* "true": this data directory was made by --demo */
#define DAY_US                (INT64_C(86400) * CLOCK_US_PER_S)
#define DEMO_PASSWORD_LETTERS 12
#define SETUP_SECRET_BYTES    32

#define DEMO_ADMIN  BOOTSTRAP_DEMO_PREFIX "admin"
#define DEMO_CLERK  BOOTSTRAP_DEMO_PREFIX "clerk"
#define DEMO_MEMBER BOOTSTRAP_DEMO_PREFIX "member"

typedef struct DemoRow {
    const char *name, *display_name;
    uint32_t role;
} DemoRow;

static const DemoRow DEMO_ROWS[BOOTSTRAP_N_DEMO] = {
    {DEMO_ADMIN, "示例管理员", ROLE_ADMINISTRATOR},
    {"demo-auditor", "示例督查员", ROLE_AUDITOR},
    {"demo-studio", "示例导播", ROLE_STUDIO},
    {"demo-editor", "示例编辑", ROLE_EDITOR},
    {DEMO_CLERK, "示例站点管理员", ROLE_CLERK},
    {"demo-interpreter", "示例同传译员", ROLE_INTERPRETER},
    {DEMO_MEMBER, "示例党员", ROLE_MEMBER},
};

/* Letters and digits that cannot be mistaken for one another when they are typed from a screen. */
static char *new_demo_password(void) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *password = g_malloc0(DEMO_PASSWORD_LETTERS + 1);
    for (unsigned i = 0; i < DEMO_PASSWORD_LETTERS; i++)
        password[i] = letters[randombytes_uniform(sizeof letters - 1)];
    return password;
}

/* ---- demo ---- */

static bool insert_demo(Database *database, const DemoRow *demo, const char *password,
                        char ret_id[], GError **error) {
    g_autofree char *hash = crypto_pool_hash_now(password, error);
    if (!hash)
        return false;
    AccountRow row = {.name = (char *)demo->name,
                      .display_name = (char *)demo->display_name,
                      .password_hash = hash,
                      .roles = demo->role};
    if (!account_table_insert(database, &row, error))
        return false;
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    return true;
}

static bool is_unchanged(const DemoRow *demo, const AccountRow *row, const char *password) {
    return row->roles == demo->role && !row->locked &&
           crypto_pwhash_str_verify(row->password_hash, password, strlen(password)) == 0;
}

/* What a tester has changed is put right again. */
static bool renew_demo(Database *database, const DemoRow *demo, AccountRow *row,
                       const char *password, GError **error) {
    if (is_unchanged(demo, row, password))
        return true;
    g_autofree char *hash = crypto_pool_hash_now(password, error);
    if (!hash)
        return false;
    row->roles = demo->role;
    row->locked = false;
    return account_table_update(database, row, error) &&
           account_table_set_password(database, row->id, hash, error);
}

/* What was opened with the passwords that everybody knows ends before others can reach the server.
 */
static bool end_known(Database *database, const char *account_id, GError **error) {
    return bearer_table_revoke_all(database, account_id, error) &&
           session_table_revoke_all(database, account_id, NULL, error);
}

static bool ensure_demo_account(Database *database, const DemoRow *demo, DemoMode mode,
                                DemoAccount *ret_account, GError **error) {
    g_autofree char *password = mode == DEMO_NETWORK ? new_demo_password() : g_strdup(demo->name);
    g_autoptr(AccountRow) row = NULL;
    if (!account_table_find_name(database, demo->name, &row, error))
        return false;
    char id[ID_TEXT_BYTES];
    if (row)
        g_strlcpy(id, row->id, sizeof id);
    bool is_there = row ? renew_demo(database, demo, row, password, error)
                        : insert_demo(database, demo, password, id, error);
    if (!is_there || (mode == DEMO_NETWORK && !end_known(database, id, error)))
        return false;
    *ret_account = (DemoAccount){demo->name, g_steal_pointer(&password)};
    return true;
}

static bool ensure_county(Database *database, const FieldCrypto *crypto, GError **error) {
    g_autoptr(AccountRow) admin = NULL, clerk = NULL, member = NULL;
    if (!account_table_find_name(database, DEMO_ADMIN, &admin, error) ||
        !account_table_find_name(database, DEMO_CLERK, &clerk, error) ||
        !account_table_find_name(database, DEMO_MEMBER, &member, error))
        return false;
    const DemoPeople people = {admin->id, clerk->id, member->id};
    return demo_county_ensure(database, crypto, &people, error) &&
           demo_meetings_ensure(database, crypto, admin->id, error);
}

/* With the sample county the clerk has her role by appointment. */
static bool ensure_demo(Database *database, const FieldCrypto *crypto, DemoMode mode,
                        Bootstrap *bootstrap, GError **error) {
    bool is_county;
    if (!setting_table_set(database, SETTING_DEMO, "true", error) ||
        !demo_county_is_there(database, &is_county, error))
        return false;
    for (unsigned i = 0; i < BOOTSTRAP_N_DEMO; i++) {
        DemoRow demo = DEMO_ROWS[i];
        if (is_county && demo.role == ROLE_CLERK)
            demo.role = ROLE_MEMBER;
        if (!ensure_demo_account(database, &demo, mode, &bootstrap->demo[i], error))
            return false;
    }
    return ensure_county(database, crypto, error);
}

/* Passwords that everybody knows must never be served by mistake, nor be added to real data. */
static bool check_mode(Database *database, DemoMode mode, GError **error) {
    g_autofree char *demo = NULL;
    int64_t n_accounts;
    if (!setting_table_find(database, SETTING_DEMO, &demo, error) ||
        !account_table_count(database, &n_accounts, error))
        return false;
    if (demo && mode == DEMO_OFF) {
        g_set_error_literal(
            error, BASE_ERROR, ERROR_CONFLICT,
            "cannot open the data directory: it holds demo accounts whose passwords "
            "are known; start with --demo or choose another directory");
        return false;
    }
    if (!demo && mode != DEMO_OFF && n_accounts > 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot open the data directory for --demo: it holds real accounts; "
                            "choose another directory");
        return false;
    }
    return true;
}

/* ---- set-up ---- */

static bool offer_setup(Database *database, Bootstrap *bootstrap, GError **error) {
    int64_t n_accounts;
    if (!account_table_count(database, &n_accounts, error))
        return false;
    if (n_accounts > 0)
        return true;
    bootstrap->is_setup_needed = true;
    bootstrap->setup_secret = id_new_secret(SETUP_SECRET_BYTES);
    secret_hash_of(bootstrap->setup_secret, bootstrap->setup_hash);
    return setup_table_offer(database, bootstrap->setup_hash,
                             clock_wall_us() + BOOTSTRAP_SETUP_DAYS * DAY_US, error);
}

static bool purge(Database *database, GError **error) {
    int64_t n_removed;
    return session_table_purge(database, &n_removed, error) &&
           bearer_table_purge(database, &n_removed, error);
}

static bool run_in_transaction(Database *database, const FieldCrypto *crypto, DemoMode mode,
                               Bootstrap *bootstrap, GError **error) {
    return check_mode(database, mode, error) && purge(database, error) &&
           (mode == DEMO_OFF || ensure_demo(database, crypto, mode, bootstrap, error)) &&
           offer_setup(database, bootstrap, error);
}

bool bootstrap_run(Database *database, const FieldCrypto *crypto, DemoMode mode,
                   Bootstrap *ret_bootstrap, GError **error) {
    Bootstrap bootstrap = {.setup_secret = NULL};
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    if (!run_in_transaction(database, crypto, mode, &bootstrap, error) ||
        !database_commit(database, error)) {
        database_rollback(database);
        bootstrap_clear(&bootstrap);
        return false;
    }
    *ret_bootstrap = bootstrap;
    return true;
}

void bootstrap_clear(Bootstrap *bootstrap) {
    g_clear_pointer(&bootstrap->setup_secret, g_free);
    for (unsigned i = 0; i < BOOTSTRAP_N_DEMO; i++)
        g_clear_pointer(&bootstrap->demo[i].password, g_free);
}
