/* Orders for the media side (meeting_media.h), read from the tables. On a database thread. */
#pragma once

#include <glib.h>

#include "catalog/meeting/meeting_media.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

MeetingOrder *meeting_order_load(Database *database, const FieldCrypto *crypto,
                                 const MeetingRow *row, GError **error);

/* MeetingOrder elements: those that the media side must know when it starts. */
GPtrArray *meeting_order_load_all(Database *database, const FieldCrypto *crypto, GError **error);
