/* One person of the roster, made ready for member_table.h: name with its keys, numbers sealed.
 * Pure; any thread, so that many rows can be made ready beside the database.
 *
 *     row = member_row_new();            sets the id, for which numbers are sealed
 *     member_row_set_name(row, "张三丰")  name, key, search key
 *     member_row_set_number(row, …)       sealed value and lookup */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/field_crypto.h"

#define MEMBER_NAME_MAX_CHARS        64
#define MEMBER_EXTERNAL_ID_MAX_CHARS 128
#define MEMBER_KIND_FULL             "full"
#define MEMBER_IDENTITY_COLUMN       "member.identity" /* places of sealed values */
#define MEMBER_PHONE_COLUMN          "member.phone"

typedef enum MemberNumber { MEMBER_IDENTITY, MEMBER_PHONE } MemberNumber;
#define MEMBER_N_NUMBERS 2

typedef struct MemberSealed {
    GBytes *sealed; /* NULL: none */
    uint8_t lookup[FIELD_LOOKUP_BYTES];
} MemberSealed;

typedef struct MemberRow {
    char id[ID_TEXT_BYTES];
    char *name, *name_key, *search_key; /* set together */
    char *kind_id;                      /* NULL: full */
    char *gender;                       /* "female", "male" or NULL */
    char *locale;                       /* BCP 47, or NULL */
    char *external_id;                  /* of the platform that stays the master, or NULL */
    MemberSealed numbers[MEMBER_N_NUMBERS];
    int64_t left_at_us; /* 0: is in the roster */
    int64_t change;     /* its place in the change feed */
    int64_t created_at_us, updated_at_us;
} MemberRow;

MemberRow *member_row_new(void); /* with a new id */
void member_row_free(MemberRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MemberRow, member_row_free)

/* Trims it; space between single Han characters ("张  三") goes. ERROR_INVALID. */
bool member_row_set_name(MemberRow *row, const char *name, GError **error);

/* Checks and seals an identity number (identity_number.h) or a telephone number (phone_number.h)
 * for the row's id; NULL or "" takes it away. ERROR_INVALID, never with the number in it. */
bool member_row_set_number(MemberRow *row, MemberNumber which, const FieldCrypto *crypto,
                           const char *text, GError **error);
/* The lookup of a number as it was typed. ERROR_INVALID. */
bool member_row_lookup(const FieldCrypto *crypto, MemberNumber which, const char *text,
                       uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error);
/* The number in clear, NULL in *ret_text when there is none. Caller frees. */
bool member_row_open_number(const MemberRow *row, MemberNumber which, const FieldCrypto *crypto,
                            char **ret_text, GError **error);
