/* A year: the members of the units, what they have of the hours that the year asks for, how often
 * they were there. Whoever is of a kind that is required stands in it, and who has a record
 * besides. On a database thread. */
#pragma once

#include "catalog/report/report_types.h"
#include "catalog/report/report_scope.h"

extern const ReportKind REPORT_YEAR;

/* Figures of one member; `unit` is an index of the scope. Texts live for the visit. */
typedef struct ReportMember {
    const char *id, *name;
    unsigned unit;
    bool is_required;
    int64_t hours_milli, asked_milli, missing_milli;
    int64_t present, late, left_early, partial, absent, excused, besides, lessons;
} ReportMember;

typedef bool (*ReportMemberFn)(const ReportMember *member, void *data, GError **error);
typedef struct ReportMemberVisit {
    ReportMemberFn visit;
    void *data;
} ReportMemberVisit;

/* Every member of the scope in the order of the tree, then by name; what `query` says of pages and
 * of who is short holds. */
bool report_year_members(Database *database, const ReportScope *scope, const ReportQuery *query,
                         const ReportMemberVisit *visit, GError **error);

/* Of all that the query finds, whatever its page. */
bool report_year_sum(Database *database, const ReportQuery *query, ReportSum *ret_sum,
                     GError **error);
