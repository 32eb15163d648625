/* What a viewing will be counted by when its register closes, for the figure that players show
 * meanwhile (catalog/viewing/credit_live.h). On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/viewing/credit_live.h"
#include "catalog/viewing/viewing_table.h"

/* Behind register_follow_viewing(), in its transaction. A viewing of nobody's own, or of an event
 * without a register for the person, is not counted. */
bool credit_terms_find(Database *database, const ViewingRow *row, CreditLiveTerms *ret_terms,
                       GError **error);
