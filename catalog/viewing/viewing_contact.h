/* The server's moment in an answer to a player, with a mark that only this server can make and that
 * is good for this viewing alone: whoever says it again has had that answer.
 *
 *     base64url(moment, 7 bytes, µs since 1970, big-endian ‖ mark, 8 bytes)     20 characters
 *     mark = SipHash-2-4(key, moment, 8 bytes ‖ viewing's id as text)
 *     key  = HKDF of a root key (base/token.h), 16 bytes: the newest marks, all are good
 *
 * Root keys outlive a restart, and so do these. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/token.h"
#include "catalog/viewing/viewing_types.h"

typedef struct ViewingContacts ViewingContacts; /* immutable; any thread */

ViewingContacts *viewing_contact_open(const TokenKeys *keys); /* needs them no longer */
void viewing_contact_close(ViewingContacts *contacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingContacts, viewing_contact_close)

void viewing_contact_write(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                           int64_t at_us, char ret_text[VIEWING_CONTACT_BYTES]);

/* False for what was not written by the verb above for this viewing. In constant time for each key.
 */
bool viewing_contact_read(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                          const char *text, int64_t *ret_at_us);

/* Reads the contacts of all beats into their `contact_us`. ERROR_INVALID with one sentence that
 * names the beat by its sequence. */
bool viewing_contact_read_all(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                              ViewingBeat *beats, unsigned n_beats, GError **error);
