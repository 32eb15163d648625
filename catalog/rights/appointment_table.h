/* Appointments: a role for a unit with all units below, or for one event. Who is appointed is in
 * account.appointed_roles too, which the verbs keep in the same transaction. All verbs run on a
 * database thread; changing ones inside a write job. Whether the asker may is the caller's question
 * (rights.h, appointment_candidate.h). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define APPOINTMENT_LIST_MAX_ROWS 1000
#define APPOINTMENT_MAX_OPEN      64 /* of one account */

typedef struct AppointmentRow {
    char id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES];
    uint32_t role; /* one bit */
    char unit_id[ID_TEXT_BYTES];
    char event_id[ID_TEXT_BYTES]; /* one of the two is "" */
    char appointed_by[ID_TEXT_BYTES];
    int64_t appointed_at_us;
    /* Filled by reading verbs only: */
    char *account_name, *display_name;
    char *unit_name;      /* NULL for an event */
    char *appointer_name; /* "" when that account is gone */
} AppointmentRow;

void appointment_row_free(AppointmentRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AppointmentRow, appointment_row_free)

/* Stores a new one: account_id, role, unit_id or event_id, appointed_by are given; id and
 * appointed_at_us are set. ERROR_INVALID for a role that nobody is appointed to there,
 * ERROR_NOT_FOUND for an unknown account, unit or meeting, ERROR_CONFLICT when the same is open,
 * the unit is closed, the account is locked or has too many. */
bool appointment_table_insert(Database *database, AppointmentRow *row, GError **error);

/* Ends an open one. ERROR_NOT_FOUND. */
bool appointment_table_end(Database *database, const char *id, const char *ended_by,
                           GError **error);

/* An open one; ERROR_NOT_FOUND, also when it has ended. */
AppointmentRow *appointment_table_get(Database *database, const char *id, GError **error);

typedef struct AppointmentQuery {
    const char *reach_json; /* those for these units and all below (RightsReach.json); NULL: all */
    const char *account_id; /* or NULL */
    const char *after;      /* id of the last row of the page before, or NULL */
    unsigned limit;         /* 0: as many as there may be */
} AppointmentQuery;

/* Open ones, oldest first. */
GPtrArray *appointment_table_list(Database *database, const AppointmentQuery *query,
                                  GError **error);

/* Ids of the accounts, none of them locked, that are appointed to one of `roles` for this unit or
 * one above it. Those whose role holds everywhere are not among them. */
GStrv appointment_table_accounts_for(Database *database, const char *unit_id, uint32_t roles,
                                     GError **error);
