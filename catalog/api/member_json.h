/* Members and what hangs on them, on the wire. Numbers are masked. */
#pragma once

#include <glib.h>

#include "catalog/api/call.h"
#include "catalog/roster/exemption_table.h"

/* MemberSearchRow elements → list. Caller frees. */
char *member_json_list(const GPtrArray *rows);

char *member_json_exemption(const ExemptionRow *row); /* caller frees */

/* The whole record of one member, as who asks sees it. NULL with an error. Caller frees. */
char *member_json_detail(Database *database, const Call *call, const char *member_id,
                         GError **error);
