/* Which screen a secret stands for, and how secrets follow each other. A set may lose what it
 * stored last (a power cut before its browser wrote to the disk), so that an older secret alone
 * proves nothing; two secrets in use by turns prove a copy. All verbs run on a database thread.
 *
 *   offered (next)        used once: it becomes current, the current one becomes previous
 *   previous, just now    believed: requests of one set crossed
 *   previous, later       the set lost its memory: it becomes current again, the newer one previous
 *   previous that was newer, later still: two sets with one screen's secret: both are shut out */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/secret_hash.h"

#define SCREEN_ROTATE_AFTER_US (INT64_C(24) * 3600 * CLOCK_US_PER_S)
#define SCREEN_GRACE_US        (INT64_C(15) * 60 * CLOCK_US_PER_S)

typedef enum ScreenSlot { SCREEN_CURRENT, SCREEN_NEXT, SCREEN_PREVIOUS } ScreenSlot;

typedef enum ScreenStanding {
    SCREEN_GOOD,
    SCREEN_STEPS, /* good, after a step that must be written: screen_credential_step() */
    SCREEN_UNPAIRED,
    SCREEN_COPIED,
} ScreenStanding;

typedef struct ScreenCredential {
    char id[ID_TEXT_BYTES];
    char *name, *locale; /* owned; locale may be NULL */
    ScreenSlot slot;
    ScreenStanding standing;
    int64_t rotated_at_us, rolled_back_at_us;
} ScreenCredential;

void screen_credential_free(ScreenCredential *credential);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScreenCredential, screen_credential_free)

/* *ret_credential is NULL when no screen knows this secret. */
bool screen_credential_find(Database *database, const uint8_t hash[SECRET_HASH_BYTES],
                            ScreenCredential **ret_credential, GError **error);

/* The same in a write job, with the step that is due: the secret's first use ends its pairing, the
 * next one takes over, a lost memory is taken back, a copy is marked. */
bool screen_credential_step(Database *database, const uint8_t hash[SECRET_HASH_BYTES],
                            ScreenCredential **ret_credential, GError **error);

/* The secret of a screen that has just been paired. */
bool screen_credential_set(Database *database, const char *id,
                           const uint8_t hash[SECRET_HASH_BYTES], GError **error);

/* Offers a successor: it is good from now on, and the current one until this one is used. */
bool screen_credential_offer(Database *database, const char *id,
                             const uint8_t next_hash[SECRET_HASH_BYTES], GError **error);
