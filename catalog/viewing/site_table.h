/* Sites of a meeting: the places of the invited units and of all below them, with their screens,
 * and who has said that picture and sound are there. All verbs run on a database thread; writing
 * ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define SITE_LIST_MAX_ROWS 2000

typedef struct SiteScreen {
    char id[ID_TEXT_BYTES];
    int64_t seen_at_us; /* as stored; 0: never */
} SiteScreen;

typedef struct SiteRow {
    char place_id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* that looks after it */
    char *place_name, *unit_name;
    GArray *screens;         /* SiteScreen */
    char *clerk_name;        /* of the nearest unit that has one, or NULL */
    char *clerk_member_id;   /* whose telephone number it is, or NULL */
    int64_t confirmed_at_us; /* 0: not */
    char *confirmed_by;      /* name, or NULL */
} SiteRow;

/* SiteRow elements by the names of unit and place. */
GPtrArray *site_table_list(Database *database, const char *meeting_id, GError **error);

/* Whether the place is a site of the meeting: ERROR_NOT_FOUND, in the words of
 * rights_not_found(). `ret_unit_id`: who looks after it. */
bool site_table_find(Database *database, const char *meeting_id, const char *place_id,
                     char ret_unit_id[ID_TEXT_BYTES], GError **error);

/* The place of a paired screen; ERROR_CONFLICT when it stands nowhere. */
bool site_table_place_of(Database *database, const char *screen_id,
                         char ret_place_id[ID_TEXT_BYTES], GError **error);

/* Picture and sound are there, by `name`; again: that is what counts. */
bool site_table_confirm(Database *database, const char *meeting_id, const char *place_id,
                        const char *name, GError **error);
/* They are not there any more. */
bool site_table_withdraw(Database *database, const char *meeting_id, const char *place_id,
                         GError **error);
