/* Ways in to a meeting. Stream key, passphrase and address are sealed (field_crypto.h); a key is
 * found again by its lookup value and unique. All verbs run on a database thread; writing ones
 * inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/meeting/meeting_words.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define MEETING_INPUT_NAME_MAX_CHARS 64
#define MEETING_INPUT_URI_MAX_CHARS  512
#define MEETING_INPUT_MAX_PRIORITY   100
#define MEETING_MAX_INPUTS           16

typedef struct MeetingInputRow {
    char id[ID_TEXT_BYTES];
    char meeting_id[ID_TEXT_BYTES];
    MeetingInputKind kind;
    char *name;
    char *language; /* "": picture and floor */
    char *uri;      /* "" for push and test; of a file its name in the folder of files */
    int64_t priority;
    char *key;        /* "" unless push */
    char *passphrase; /* "": none */
} MeetingInputRow;

void meeting_input_row_free(MeetingInputRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MeetingInputRow, meeting_input_row_free)

/* Stores a new one: all but id are given; a push input with `key` NULL or "" gets a new one.
 * ERROR_INVALID for a value that the kind cannot use, ERROR_CONFLICT for too many or a key that is
 * taken. */
bool meeting_input_insert(Database *database, const FieldCrypto *crypto, MeetingInputRow *row,
                          bool has_passphrase, GError **error);
/* A new key (and passphrase, if it has one); the old ones end. ERROR_CONFLICT unless it is push. */
bool meeting_input_renew_key(Database *database, const FieldCrypto *crypto, MeetingInputRow *row,
                             GError **error);
bool meeting_input_remove(Database *database, const MeetingInputRow *row, GError **error);

/* MeetingInputRow elements by priority and age; `meeting_id` of any state. */
GPtrArray *meeting_input_list(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                              GError **error);
/* ERROR_NOT_FOUND. */
MeetingInputRow *meeting_input_get(Database *database, const FieldCrypto *crypto,
                                   const char *meeting_id, const char *id, GError **error);
