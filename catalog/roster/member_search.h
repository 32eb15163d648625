/* Finding people: a part of the name, of its pinyin or its initials, a complete telephone or
 * identity number; best matches first. A county of 35,000 is one pass over a covering index. On a
 * database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define MEMBER_SEARCH_MAX_ROWS 200

typedef struct MemberQuery {
    const char *text; /* NULL or "": everybody, by name */
    /* The units within which the member must have an open membership (one who left: the last one):
     * JSON array of ids. NULL: everywhere. */
    const char *units_json;
    bool with_below;     /* the units below them count too */
    const char *kind_id; /* or NULL */
    bool is_left;        /* those who left, instead of those who are in the roster */
    const char *after;   /* id of the last row of the page before, or NULL */
    unsigned limit;      /* 0 or more than MEMBER_SEARCH_MAX_ROWS: that many */
    const FieldCrypto *crypto;
} MemberQuery;

typedef struct MemberSearchRow {
    char id[ID_TEXT_BYTES];
    char *name, *kind_id;
    char unit_id[ID_TEXT_BYTES]; /* home, or the last one; "" when there never was one */
    char *unit_name;
    char *phone; /* masked, or NULL */
    bool has_account, has_code, is_exempt;
    int64_t left_at_us;
} MemberSearchRow;

void member_search_row_free(MemberSearchRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MemberSearchRow, member_search_row_free)

/* MemberSearchRow elements: exact name or pinyin, beginning of it, initials, anywhere inside;
 * within these by name. Empty behind a row that does not match any more. */
GPtrArray *member_search(Database *database, const MemberQuery *query, GError **error);
