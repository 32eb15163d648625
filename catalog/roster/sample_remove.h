/* The way out of the sample county. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* In a write job. Removes what sample_bring() brought and what hangs on it: appointments, codes,
 * screens, places, accounts that were made from its members and can do nothing else. ret_ended: ids
 * of accounts and screens that can do less now, or nothing. ERROR_NOT_FOUND when it is not there;
 * ERROR_CONFLICT when other open units or people were put into it. */
bool sample_remove(Database *database, GStrv *ret_ended, GError **error);
