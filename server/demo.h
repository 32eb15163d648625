/* The sample county of --demo: accounts with known passwords on this machine alone, with random
 * ones when the local network may come in. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

#define DEMO_N_ACCOUNTS     7
#define DEMO_PASSWORDS_NAME "demo-passwords" /* in the data directory, mode 0600 */

typedef enum DemoMode {
    DEMO_OFF,
    DEMO_LOOPBACK, /* password = name, and the name works as bearer token */
    DEMO_LAN,      /* random passwords, no such tokens */
} DemoMode;

typedef struct DemoAccount {
    const char *name, *display_name;
    uint32_t roles;
} DemoAccount;

extern const DemoAccount DEMO_ACCOUNTS[DEMO_N_ACCOUNTS];

/* One for each account. With DEMO_LAN they are made at the first call and kept in the data
 * directory. Caller frees with g_strfreev(). ERROR_IO, ERROR_CORRUPT. */
char **demo_passwords(const char *directory, DemoMode mode, GError **error);

/* Makes the accounts in a new database, or gives them other passwords when the mode has changed.
 * ERROR_CONFLICT for the demo on a real county's data, and for a real start on the demo's data. The
 * caller owns the database and no server runs. */
bool demo_prepare(Database *database, DemoMode mode, char *const *passwords, GError **error);

/* Accounts and passwords as lines for people. Caller frees. */
char *demo_describe(char *const *passwords);
