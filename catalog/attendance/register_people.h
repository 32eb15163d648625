/* The list of a roll call: the people of a place with what is entered of each, and whoever else is
 * looked for by name. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/presence_table.h"
#include "catalog/attendance/register_table.h"

#define REGISTER_PEOPLE_MAX_ROWS   1000
#define REGISTER_PEOPLE_MAX_BESIDE 20 /* found elsewhere */

/* Where a person of the register has his home. ERROR_NOT_FOUND in the words of rights_not_found().
 */
bool register_people_unit(Database *database, const char *register_id, const char *member_id,
                          char ret_unit_id[ID_TEXT_BYTES], GError **error);

typedef struct RegisterPerson {
    char member_id[ID_TEXT_BYTES];
    char *name;
    char *pinyin, *initials; /* of the first reading; of other scripts the name's own letters */
    char *search_key;        /* pinyin.h; NULL for who is found elsewhere */
    char unit_id[ID_TEXT_BYTES];
    char *unit_name;
    bool is_expected, is_visiting, is_excused;
    PresenceRow
        *presence; /* owned: what counts of the person, the one in this place first; or NULL */
} RegisterPerson;

/* `text` NULL or "": the people of the place, by pinyin: the members of its units, all of a study
 * session, and who is entered there. Else those of them that it finds, then
 * REGISTER_PEOPLE_MAX_BESIDE of the whole roster, best matches first. Numbers find nobody.
 * RegisterPerson elements. */
GPtrArray *register_people_list(Database *database, const RegisterRow *row, const char *place_id,
                                const char *text, GError **error);
