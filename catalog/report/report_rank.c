#include "catalog/report/report_rank.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/report/report_year.h"
#include "catalog/roster/unit_tree.h"

enum {
    UNIT_ID,
    RANK,
    UNIT_NAME,
    MEMBERS,
    EXPECTED,
    ATTENDED,
    ATTENDED_SHARE,
    HOURS_MEAN,
    HOURS_SHARE,
    MET_SHARE,
    SCORE,
    N_COLUMNS
};

static const ReportColumn COLUMNS[N_COLUMNS] = {
    [UNIT_ID] = {"unit_id", REPORT_ID},
    [RANK] = {"rank", REPORT_COUNT, "名次", 8},
    [UNIT_NAME] = {"unit_name", REPORT_TEXT, "组织", 24},
    [MEMBERS] = {"members", REPORT_COUNT, "人数", 8},
    [EXPECTED] = {"expected", REPORT_COUNT, "应到人次", 10},
    [ATTENDED] = {"attended", REPORT_COUNT, "实到人次", 10},
    [ATTENDED_SHARE] = {"attended_share", REPORT_SHARE, "出席率（%）", 12},
    [HOURS_MEAN] = {"hours_mean", REPORT_HOURS, "人均学时", 10},
    [HOURS_SHARE] = {"hours_share", REPORT_SHARE, "学时完成率（%）", 14},
    [MET_SHARE] = {"met_share", REPORT_SHARE, "达标率（%）", 12},
    [SCORE] = {"score", REPORT_SHARE, "得分", 8},
};

/* What the members of one unit come to. */
typedef struct Standing {
    const ReportUnit *unit;
    unsigned order; /* in the tree */
    int64_t members, expected, attended, hours_milli;
    int64_t asked;        /* members of whom hours are asked */
    int64_t met;          /* … who have them */
    int64_t shares_milli; /* sum of hours / asked, each at most 1000 */
    int64_t score, rank;  /* rank 0: none */
    bool has_score;
} Standing;

typedef struct Counting {
    const ReportScope *scope;
    Standing *standings; /* by index of the unit that is the group */
} Counting;

static bool count_member(const ReportMember *member, void *data, GError **error) {
    const Counting *counting = data;
    Standing *standing = &counting->standings[counting->scope->units[member->unit].group];
    int64_t attended = member->present + member->late + member->left_early;
    if (!member->is_required)
        return true;
    standing->members++;
    standing->hours_milli += member->hours_milli;
    standing->attended += attended;
    standing->expected += attended + member->partial + member->absent;
    if (member->asked_milli == 0)
        return true;
    standing->asked++;
    standing->met += member->missing_milli == 0;
    standing->shares_milli += MIN(member->hours_milli * 1000 / member->asked_milli, 1000);
    return true;
}

/* ---- the formula ---- */

static int64_t share_of(int64_t part, int64_t whole) {
    return whole > 0 ? part * 1000 / whole : 0;
}

static void judge(Standing *standing, const ReportWeights *weights) {
    const struct {
        unsigned weight;
        int64_t share;
        bool is_there;
    } terms[] = {
        {weights->attended, share_of(standing->attended, standing->expected),
         standing->expected > 0},
        {weights->hours, standing->asked > 0 ? standing->shares_milli / standing->asked : 0,
         standing->asked > 0},
        {weights->met, share_of(standing->met, standing->asked), standing->asked > 0},
    };
    int64_t sum = 0, weight = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(terms); i++) {
        sum += terms[i].is_there ? terms[i].weight * terms[i].share : 0;
        weight += terms[i].is_there ? terms[i].weight : 0;
    }
    standing->has_score = weight > 0;
    standing->score = weight > 0 ? sum / weight : 0;
}

static bool is_ranked(const Standing *standing) {
    return standing->has_score && standing->members >= REPORT_RANK_LEAST;
}

/* Ranked ones first, the better before; else the order of the tree. */
static int compare(const void *left, const void *right) {
    const Standing *a = left, *b = right;
    if (is_ranked(a) != is_ranked(b))
        return is_ranked(a) ? -1 : 1;
    if (is_ranked(a) && a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* Who has the same score has the same rank, the next one is behind both. */
static void give_ranks(Standing *standings, unsigned n) {
    for (unsigned i = 0; i < n && is_ranked(&standings[i]); i++) {
        bool is_same = i > 0 && standings[i].score == standings[i - 1].score;
        standings[i].rank = is_same ? standings[i - 1].rank : i + 1;
    }
}

/* ---- rows ---- */

static bool give_row(const Standing *row, ReportVisitFn visit, void *data, GError **error) {
    const bool has_events = row->expected > 0, has_asked = row->asked > 0;
    const ReportCell cells[N_COLUMNS] = {
        [UNIT_ID] = {row->unit->id},
        [RANK] = {.number = row->rank, .is_empty = row->rank == 0},
        [UNIT_NAME] = {row->unit->name},
        [MEMBERS] = {.number = row->members},
        [EXPECTED] = {.number = row->expected},
        [ATTENDED] = {.number = row->attended},
        [ATTENDED_SHARE] = {.number = share_of(row->attended, row->expected),
                            .is_empty = !has_events},
        [HOURS_MEAN] = {.number = row->members > 0 ? row->hours_milli / row->members : 0},
        [HOURS_SHARE] = {.number = has_asked ? row->shares_milli / row->asked : 0,
                         .is_empty = !has_asked},
        [MET_SHARE] = {.number = share_of(row->met, row->asked), .is_empty = !has_asked},
        [SCORE] = {.number = row->score, .is_empty = !row->has_score},
    };
    return visit(cells, data, error);
}

/* The unit itself only when people belong to it. */
static unsigned keep_groups(const ReportScope *scope, Standing *standings) {
    unsigned n = 0;
    for (unsigned i = 0; i < scope->n_units; i++) {
        const UnitTreeRow *row = scope->tree->pdata[i];
        if (row->depth == 1 || (row->depth == 0 && standings[i].members > 0))
            standings[n++] = standings[i];
    }
    return n;
}

static unsigned skip_to(const Standing *standings, unsigned n, const char *after) {
    unsigned i = 0;
    while (after && i < n && strcmp(standings[i].unit->id, after) != 0)
        i++;
    return after ? i + 1 : 0;
}

typedef struct Sink {
    ReportVisitFn visit;
    void *data;
} Sink;

static bool give_rows(const ReportQuery *query, const Standing *standings, unsigned n,
                      const Sink *sink, GError **error) {
    unsigned first = skip_to(standings, n, query->after);
    if (first > n) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "'after' must be the last row of the page before.");
        return false;
    }
    for (unsigned i = first; i < n && (query->limit == 0 || i - first < query->limit); i++)
        if (!give_row(&standings[i], sink->visit, sink->data, error))
            return false;
    return true;
}

static bool visit_rows(Database *database, const ReportQuery *query, ReportVisitFn visit,
                       void *data, GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    ReportQuery all = *query;
    all.after = NULL;
    all.limit = 0;
    all.is_short_only = false;
    if (!report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    g_autofree Standing *standings = g_new0(Standing, scope.n_units);
    for (unsigned i = 0; i < scope.n_units; i++)
        standings[i] = (Standing){.unit = &scope.units[i], .order = i};
    Counting counting = {&scope, standings};
    const ReportMemberVisit each = {count_member, &counting};
    if (!report_year_members(database, &scope, &all, &each, error))
        return false;
    unsigned n = keep_groups(&scope, standings);
    for (unsigned i = 0; i < n; i++)
        judge(&standings[i], &query->weights);
    qsort(standings, n, sizeof *standings, compare);
    give_ranks(standings, n);
    const Sink sink = {visit, data};
    return give_rows(query, standings, n, &sink, error);
}

static char *note_of(const ReportQuery *query) {
    const ReportWeights *weights = &query->weights;
    return g_strdup_printf(
        "得分 =（出席率 × %u + 学时完成率 × %u + 达标率 × %u）÷ 权重之和；出席率 = "
        "出席、迟到、早退 ÷ 应到（请假不计）；"
        "没有的项不计入权重；不足 %d 人的不排名",
        weights->attended, weights->hours, weights->met, REPORT_RANK_LEAST);
}

const ReportKind REPORT_RANK = {
    .word = "units",
    .title = "组织考核",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = UNIT_ID,
    .group_column = -1,
    .about = REPORT_ABOUT_UNITS,
    .note = note_of,
    .visit = visit_rows,
};
