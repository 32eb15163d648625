/* C2SP tlog-cosignature, cosignature/v1 with Ed25519: another server says, at a moment, that it has
 * seen a head which contains all that it saw before. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"

#define COSIGNATURE_LINE_BYTES 320 /* of a line without its end, with NUL */

/* "NAME+HASH+BASE64" of a cosigner (algorithm 0x04). ERROR_INVALID. */
bool cosignature_key_parse(const char *text, CheckpointKey *ret_key, GError **error);
/* Caller frees. */
char *cosignature_key_text(const CheckpointKey *key);

/* A line "— NAME BASE64" over the checkpoint's body, at `time_s` since 1970. */
void cosignature_append(GString *text, const Checkpoint *checkpoint, int64_t time_s,
                        const CheckpointSigner *signer);

/* Finds this key's cosignature below a checkpoint: its line, its moment. ERROR_UNAUTHENTICATED when
 * there is none, or a wrong one. */
bool cosignature_find(const char *text, size_t length, const Checkpoint *checkpoint,
                      const CheckpointKey *key, char ret_line[COSIGNATURE_LINE_BYTES],
                      int64_t *ret_time_s, GError **error);
