/* Presences: who is where, as others can see it. Rows are never changed; marks say that somebody
 * left, or that a row was a mistake. All verbs run on a database thread; writing ones inside a
 * write job. Moments are microseconds since 1970. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/attendance/presence_rule.h"
#include "catalog/store/database.h"

#define PRESENCE_LIST_MAX_ROWS    2000
#define PRESENCE_GUEST_MAX_CHARS  64
#define PRESENCE_REASON_MAX_CHARS 200

typedef enum PresenceHow {
    PRESENCE_REMOTE,
    PRESENCE_PHONE,
    PRESENCE_QR,
    PRESENCE_CARD,
    PRESENCE_PIN,
    PRESENCE_PAPER,
    PRESENCE_N_HOWS
} PresenceHow;

extern const char *const PRESENCE_HOW_WORDS[]; /* indexed by PresenceHow, ended by NULL */

/* Who enters something, as called then. Borrowed. */
typedef struct PresenceBy {
    const char *id; /* account or screen */
    const char *name;
} PresenceBy;

typedef struct PresenceRow {
    char id[ID_TEXT_BYTES];
    char register_id[ID_TEXT_BYTES];
    char member_id[ID_TEXT_BYTES]; /* "": a guest */
    char *guest_name;              /* NULL: a member */
    int64_t guest_number;         /* filled by reading verbs: his name was erased; 0: it is there */
    char place_id[ID_TEXT_BYTES]; /* of a room; "": beside somebody */
    char viewing_id[ID_TEXT_BYTES]; /* beside whose screen; "": in a room */
    PresenceSpan said;              /* as it was entered */
    int64_t until_us; /* as it counts: the `left` entered last, else as said; 0: open */
    bool is_withdrawn;
    PresenceHow how;
    char entered_by[ID_TEXT_BYTES];
    char *entered_name;
    int64_t entered_at_us;
    /* Filled by reading verbs only: */
    char *name;       /* of member or guest; NULL: erased, or not in the register's roster */
    char *unit_name;  /* the member's home then, or NULL */
    char *place_name; /* or NULL */
} PresenceRow;

void presence_row_free(PresenceRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PresenceRow, presence_row_free)

/* *ret_row is NULL when there is none. */
bool presence_table_find(Database *database, const char *id, PresenceRow **ret_row, GError **error);

typedef struct PresenceQuery {
    const char *register_id;
    const char *place_id;   /* or NULL */
    const char *roots_json; /* people or places of these units and below; NULL: everywhere */
    const char *member_id;  /* or NULL */
    const char *guest_name; /* or NULL */
    bool with_withdrawn;
} PresenceQuery;

/* PresenceRow elements, those entered last first; PRESENCE_LIST_MAX_ROWS at most. */
GPtrArray *presence_table_list(Database *database, const PresenceQuery *query, GError **error);

/* All but what reading verbs fill must be set. */
bool presence_table_insert(Database *database, const PresenceRow *row, GError **error);

typedef struct PresenceMark {
    const char *presence_id;
    bool is_withdrawal; /* else: left */
    int64_t at_us;      /* when the person left; of a withdrawal now */
    const char *reason; /* "" for none */
} PresenceMark;
bool presence_table_mark(Database *database, const PresenceMark *mark, const PresenceBy *by,
                         GError **error);

/* What counts of the presence `p`, as SQL. */
#define PRESENCE_LEFT_SQL                                                                          \
    "(SELECT at_us FROM presence_mark WHERE presence_id = p.id AND kind = 'left'"                  \
    " ORDER BY entered_at_us DESC, presence_mark.id DESC LIMIT 1)"
#define PRESENCE_UNTIL_SQL "ifnull(" PRESENCE_LEFT_SQL ", ifnull(p.until_us, 0))"
#define PRESENCE_WITHDRAWN_SQL                                                                     \
    "EXISTS (SELECT 1 FROM presence_mark WHERE presence_id = p.id AND kind = 'withdrawn')"
