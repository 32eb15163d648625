/* Invitations by link: who has one comes to the lobby or, when the host said so, into the room. The
 * database keeps a hash to find it by, and the secret sealed, to show it again. On a database
 * thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define BOOK_LINK_MAX_OPEN     20u /* of a meeting, not revoked */
#define BOOK_LINK_SECRET_BYTES 24
#define BOOK_LINK_SECRET_CHARS 32 /* base64url */

typedef struct BookLink {
    char id[ID_TEXT_BYTES];
    BookOpens opens;
    char *secret;
    int64_t made_at_us;
    int64_t n_banned; /* guests who came by it and were put out for good */
} BookLink;

/* BookLink elements that are not revoked, oldest first. */
GPtrArray *book_link_list(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                          GError **error);
/* `ret_id` gets its id. ERROR_CONFLICT at BOOK_LINK_MAX_OPEN. */
bool book_link_make(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    BookOpens opens, const char *made_by, char ret_id[ID_TEXT_BYTES],
                    GError **error);
/* Who came in by it stays. ERROR_NOT_FOUND. */
bool book_link_revoke(Database *database, const char *meeting_id, const char *id, GError **error);

typedef struct BookLinkTarget {
    char link_id[ID_TEXT_BYTES], meeting_id[ID_TEXT_BYTES];
    BookOpens opens;
    int64_t n_banned;
} BookLinkTarget;

/* Where it leads; false without an error when it leads nowhere (any more). */
bool book_link_find(Database *database, const char *secret, BookLinkTarget *ret_target,
                    GError **error);
/* The same for whom it has let in before. */
bool book_link_find_id(Database *database, const char *link_id, BookLinkTarget *ret_target,
                       GError **error);
/* One more who came by it was put out for good: from now on it asks for admission. */
bool book_link_note_banned(Database *database, const char *link_id, GError **error);
