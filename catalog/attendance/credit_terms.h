/* What a viewing will be counted by when its register closes, for the figure that players show
 * meanwhile (catalog/viewing/credit_live.h). On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/viewing/credit_live.h"
#include "catalog/viewing/viewing_table.h"

/* At the opening, behind register_follow_viewing() in its transaction; or later, `until_us` then
 * being the opening's moment: what was opened behind it is no earlier viewing. A viewing of
 * nobody's own, or of an event without a register for the person, is not counted. */
#define CREDIT_TERMS_OPENING INT64_MAX
bool credit_terms_find(Database *database, const ViewingRow *row, int64_t until_us,
                       CreditLiveTerms *ret_terms, GError **error);
