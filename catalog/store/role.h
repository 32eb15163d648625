/* Roles: bits in the database and in memory, words on the wire, as one table. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define ROLE_ADMINISTRATOR 1u
#define ROLE_AUDITOR       2u
#define ROLE_STUDIO        4u
#define ROLE_EDITOR        8u
#define ROLE_CLERK         16u
#define ROLE_INTERPRETER   32u
#define ROLE_MEMBER        64u
#define ROLE_ALL           127u /* of accounts */
#define ROLE_SCREEN        128u /* a paired screen; never an account's */

typedef struct RoleWord {
    uint32_t bit;
    const char *word;
} RoleWord;

/* In the order of the bits, ended by a row with bit 0. */
extern const RoleWord ROLE_WORDS[];

/* "administrator" → ROLE_ADMINISTRATOR; 0 for a word that is no role of accounts. */
uint32_t role_from_word(const char *word);

/* Words → bits; ERROR_INVALID names the unknown word. NULL is no role. */
bool role_from_words(const char *const *words, uint32_t *ret_roles, GError **error);

/* Bits → words in the table's order. Caller frees. */
GStrv role_to_words(uint32_t roles);
