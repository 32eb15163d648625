/* What has changed in the roster since a number, for platforms that follow it. A unit or member
 * appears once, with its newest number; what it was in between is not told. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define ROSTER_FEED_MAX_ROWS 1000

typedef enum RosterFeedKind { ROSTER_FEED_UNIT, ROSTER_FEED_MEMBER } RosterFeedKind;

typedef struct RosterFeedRow {
    int64_t change;
    RosterFeedKind kind;
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* parent of a unit, home of a member; "": none */
    char *name, *external_id, *member_kind;
    bool is_ended; /* closed, or left the roster */
} RosterFeedRow;

void roster_feed_row_free(RosterFeedRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RosterFeedRow, roster_feed_row_free)

/* RosterFeedRow elements with a greater number than `after`, in order, at most `limit`. On a
 * database thread. */
GPtrArray *roster_feed_read(Database *database, int64_t after, unsigned limit, GError **error);
