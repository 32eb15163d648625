/* Cards of members (一卡通 and the like), found by a keyed HMAC of their number, which is kept
 * nowhere. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define MEMBER_CARD_NUMBER_MAX_CHARS 64
#define MEMBER_CARD_MAX              8 /* of one member */

/* ERROR_NOT_FOUND: nobody has it; ERROR_INVALID: no letter and no digit in it. */
bool member_card_find(Database *database, const FieldCrypto *crypto, const char *number,
                      char ret_member_id[ID_TEXT_BYTES], GError **error);

/* Again: nothing happens. ERROR_CONFLICT when it is somebody else's, or of too many. */
bool member_card_assign(Database *database, const FieldCrypto *crypto, const char *number,
                        const char *member_id, const char *by, GError **error);
/* All cards of the member. */
bool member_card_remove(Database *database, const char *member_id, GError **error);
