/* Whom somebody may appoint. Who is administrator of everything may choose any account. Who is
 * administrator of some units may choose people who belong there and accounts that are appointed
 * there: of others she does not learn that they exist. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"

typedef struct AppointmentCandidate {
    const char *asker_id;   /* account of who appoints */
    const char *account_id; /* the candidate's account … */
    const char *member_id;  /* … or a member's; one of the two is NULL */
} AppointmentCandidate;

/* Database thread. ERROR_NOT_FOUND as rights_not_found(); ERROR_CONFLICT for a member within reach
 * who has no account yet. */
bool appointment_candidate_find(Database *database, const AppointmentCandidate *candidate,
                                char ret_account_id[ID_TEXT_BYTES], GError **error);
