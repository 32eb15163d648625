/* Kinds of people (full, probationary, applicant, public …): who votes, who is expected. The
 * installation names its own. On a database thread; the changing verb inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

#define MEMBER_KIND_MAX_KINDS      32
#define MEMBER_KIND_ID_MAX_CHARS   32
#define MEMBER_KIND_NAME_MAX_CHARS 32

typedef struct MemberKindRow {
    char *id; /* small letters, digits, dashes */
    char *name;
    bool votes;
    bool required; /* expected at meetings and courses */
} MemberKindRow;

void member_kind_row_free(MemberKindRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MemberKindRow, member_kind_row_free)

/* MemberKindRow elements in order. */
GPtrArray *member_kind_table_list(Database *database, GError **error);

/* Makes `rows` (MemberKindRow elements) the kinds, in this order. ERROR_INVALID for a bad id or
 * name, a repeated id or name, too many, or without the kind MEMBER_KIND_FULL that everybody has
 * who is given none; ERROR_CONFLICT when people are of a kind that would go. */
bool member_kind_table_set(Database *database, const GPtrArray *rows, GError **error);
