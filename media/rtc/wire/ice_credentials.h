/* Our half of an ICE session's names (RFC 8839 §5.4): the user fragment says where the peer lives,
 * so that a check finds it without a table of strings, and 42 random bits make it unguessable
 * (24 at least, RFC 8445 §5.3). Pure but for the random bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICE_UFRAG_CHARS    12u /* 2 of the worker, 3 of the slot, 7 random */
#define ICE_PASSWORD_CHARS 24u /* 144 random bits; RFC 8445 §5.3 wants 128 */
#define ICE_MAX_WORKERS    4096u
#define ICE_MAX_SLOTS      262144u

/* What peers may have, RFC 8839 §5.4. */
#define ICE_REMOTE_UFRAG_MIN_CHARS    4u
#define ICE_REMOTE_PASSWORD_MIN_CHARS 22u
#define ICE_REMOTE_MAX_CHARS          256u

typedef struct IceCredentials {
    char ufrag[ICE_UFRAG_CHARS + 1];
    char password[ICE_PASSWORD_CHARS + 1]; /* secret */
} IceCredentials;

/* New ones; worker < ICE_MAX_WORKERS, slot < ICE_MAX_SLOTS. */
void ice_credentials_draw(uint32_t worker, uint32_t slot, IceCredentials *ret_credentials);

/* Where the peer of a check lives, by its USERNAME "ours:theirs". False for a name that cannot be
 * ours. The slot's whole user fragment must then be compared: ice_check_answer() does. */
bool ice_credentials_locate(const char *username, size_t length, uint32_t *ret_worker,
                            uint32_t *ret_slot);

/* ice-char of RFC 8839 §5.4 only, and min_chars to ICE_REMOTE_MAX_CHARS of them. */
bool ice_credentials_is_text(const char *text, size_t length, size_t min_chars);
