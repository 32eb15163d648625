/* With --demo: the sample county, a clerk for one of its townships, a member's account. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* The demo accounts that it concerns. */
typedef struct DemoPeople {
    const char *admin_id; /* brings the county in */
    const char *clerk_id; /* her role holds in a township only, as long as the county is there */
    const char *member_id;
} DemoPeople;

/* Whether the sample county is in the roster. */
bool demo_county_is_there(Database *database, bool *ret_is_there, GError **error);

/* In a write transaction. Brings the county into a roster that is empty and never had it; once it
 * was removed it stays away. Ties the accounts to it when it is there. */
bool demo_county_ensure(Database *database, const FieldCrypto *crypto, const DemoPeople *people,
                        GError **error);
