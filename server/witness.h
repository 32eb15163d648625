/* Remembers the ledger of another server, usually the county's on the township's: fetches its
 * newest head now and then, checks that it goes on from the one before, keeps and cosigns it. What
 * is smaller or of another past is not taken; the other server is told what it has signed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"

typedef struct Witness Witness;

typedef enum WitnessState {
    WITNESS_OFF,
    WITNESS_SOUND,
    WITNESS_LATE,    /* the other server could not be asked, or does not take our cosignature */
    WITNESS_REFUSES, /* what it shows is not what it has signed before */
} WitnessState;

typedef struct WitnessOptions {
    const char *directory; /* data directory, with a database */
    const char *url;       /* of the other server; NULL: off */
    const char *ca_file;   /* or NULL */
    int64_t every_us;
} WitnessOptions;

/* Strings are copied. ERROR_CONFIG for what is no http(s) address. */
Witness *witness_start(const WitnessOptions *options, GError **error);
void witness_stop(Witness *witness);
void witness_free(Witness *witness);

/* Every few seconds, main thread. */
void witness_tick(Witness *witness);

/* Any thread. */
WitnessState witness_state(Witness *witness);

/* The key that cosigns: the ledger's own, as NODE/witness. On a thread that may open the database.
 * Wipe the secret after use. */
bool witness_signer(const char *directory, CheckpointSigner *ret_signer, GError **error);
