/* Before the threads start: demo accounts with the sample county, the set-up link, old rows. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"
#include "catalog/store/secret_hash.h"

#define BOOTSTRAP_N_DEMO      7
#define BOOTSTRAP_DEMO_PREFIX "demo-"
#define BOOTSTRAP_SETUP_DAYS  7 /* a set-up link is good; each start makes a new one */

typedef enum DemoMode {
    DEMO_OFF,
    DEMO_LOOPBACK, /* password = name; sessions.h makes the name a bearer token too */
    DEMO_NETWORK,  /* new random passwords at each start, no bearer tokens */
} DemoMode;

typedef struct DemoAccount {
    const char *name; /* static */
    char *password;   /* owned */
} DemoAccount;

typedef struct Bootstrap {
    bool is_setup_needed;
    char *setup_secret; /* owned; NULL unless needed */
    uint8_t setup_hash[SECRET_HASH_BYTES];
    DemoAccount demo[BOOTSTRAP_N_DEMO]; /* names NULL when DEMO_OFF */
} Bootstrap;

/* On the thread that opened `database` for writing; `crypto` seals what the sample county of --demo
 * brings. ERROR_CONFLICT when the data directory holds
 * demo accounts and the mode is DEMO_OFF, or real ones and it is not. */
bool bootstrap_run(Database *database, const FieldCrypto *crypto, DemoMode mode,
                   Bootstrap *ret_bootstrap, GError **error);
void bootstrap_clear(Bootstrap *bootstrap);
