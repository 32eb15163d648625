#include "catalog/report/report_rank.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/report/report_indicator.h"
#include "catalog/report/report_score.h"
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
    INDICATORS,
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
    [INDICATORS] = {"indicators", REPORT_TEXT, "外来指标", 30},
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
    char *indicators;     /* owned; NULL: none */
    bool has_record, has_score;
} Standing;

typedef struct Counting {
    const ReportScope *scope;
    Standing *standings; /* by index of the unit that is the group */
} Counting;

static bool count_member(const ReportMember *member, void *data, GError **error) {
    const Counting *counting = data;
    Standing *standing = &counting->standings[counting->scope->units[member->unit].group];
    int64_t attended = member->present + member->late + member->left_early;
    standing->has_record |= attended + member->partial + member->absent + member->excused +
                                member->besides + member->lessons + member->hours_milli >
                            0;
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

static void judge(Standing *standing, const ReportWeights *weights,
                  const ReportIndicators *indicators) {
    g_autoptr(GArray) terms = g_array_new(FALSE, FALSE, sizeof(ReportTerm));
    const ReportTerm own[] = {
        {weights->attended, share_of(standing->attended, standing->expected),
         standing->expected > 0},
        {weights->hours, standing->asked > 0 ? standing->shares_milli / standing->asked : 0,
         standing->asked > 0},
        {weights->met, share_of(standing->met, standing->asked), standing->asked > 0},
    };
    g_array_append_vals(terms, own, G_N_ELEMENTS(own));
    for (unsigned i = 0; i < indicators->n; i++) {
        ReportTerm term = report_indicator_term(&indicators->list[i], standing->unit->id);
        g_array_append_val(terms, term);
    }
    standing->has_score =
        report_score((const ReportTerm *)(void *)terms->data, terms->len, &standing->score);
    standing->indicators = report_indicator_words(indicators, standing->unit->id);
}

/* Without a record and a value of anybody there is nothing to judge. */
static void judge_all(Standing *standings, unsigned n, const ReportWeights *weights,
                      const ReportIndicators *indicators) {
    bool has_any = indicators->n > 0;
    for (unsigned i = 0; i < n; i++)
        has_any |= standings[i].has_record;
    for (unsigned i = 0; has_any && i < n; i++)
        judge(&standings[i], weights, indicators);
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
        [INDICATORS] = {row->indicators},
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

static bool count_all(Database *database, const ReportQuery *query, const ReportScope *scope,
                      Standing *standings, GError **error) {
    ReportQuery all = *query;
    all.after = NULL;
    all.limit = 0;
    all.is_short_only = false;
    for (unsigned i = 0; i < scope->n_units; i++)
        standings[i] = (Standing){.unit = &scope->units[i], .order = i};
    Counting counting = {scope, standings};
    const ReportMemberVisit each = {count_member, &counting};
    return report_year_members(database, scope, &all, &each, error);
}

/* Of the units that are compared; NULL-terminated, borrowed from the standings. */
static const char **ids_of(const Standing *standings, unsigned n) {
    const char **ids = g_new0(const char *, n + 1);
    for (unsigned i = 0; i < n; i++)
        ids[i] = standings[i].unit->id;
    return ids;
}

static bool visit_rows(Database *database, const ReportQuery *query, ReportVisitFn visit,
                       void *data, GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    g_auto(ReportIndicators) indicators = {.rows = NULL};
    if (!report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    g_autofree Standing *standings = g_new0(Standing, scope.n_units);
    if (!count_all(database, query, &scope, standings, error))
        return false;
    unsigned n = keep_groups(&scope, standings);
    g_autofree const char **ids = ids_of(standings, n);
    if (!report_indicator_load(database, query, ids, &indicators, error))
        return false;
    judge_all(standings, n, &query->weights, &indicators);
    qsort(standings, n, sizeof *standings, compare);
    give_ranks(standings, n);
    const Sink sink = {visit, data};
    bool is_good = give_rows(query, standings, n, &sink, error);
    for (unsigned i = 0; i < n; i++)
        g_free(standings[i].indicators);
    return is_good;
}

bool report_rank_indicators(Database *database, const ReportQuery *query,
                            ReportIndicators *ret_indicators, GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    if (!report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    g_autofree const char **ids = g_new0(const char *, scope.n_units + 1);
    for (unsigned i = 0, n = 0; i < scope.n_units; i++)
        if (scope.units[i].group == i)
            ids[n++] = scope.units[i].id;
    return report_indicator_load(database, query, ids, ret_indicators, error);
}

static void append_indicator(const IndicatorRow *row, GString *out) {
    g_string_append_printf(out, "；%s%s × %u（%s，来源：%s", row->name,
                           row->state == INDICATOR_DRAFT ? "【草案，未发布】" : "", row->weight,
                           row->is_higher_better ? "越高越好" : "越低越好", row->source);
    if (row->published.name)
        g_string_append_printf(out, "；%s 录入，%s 发布", row->made.name, row->published.name);
    g_string_append(out, "）");
}

static char *note_of(Database *database, const ReportQuery *query, GError **error) {
    const ReportWeights *weights = &query->weights;
    g_auto(ReportIndicators) indicators = {.rows = NULL};
    if (!report_rank_indicators(database, query, &indicators, error))
        return NULL;
    GString *out = g_string_new(query->has_drafts ? "【含草案，仅供查看，不作数】" : "");
    g_string_append_printf(
        out,
        "得分 =（出席率 × %u + 学时完成率 × %u + 达标率 × %u%s）÷ 权重之和；出席率 = "
        "出席、迟到、早退 ÷ 应到（请假不计）；"
        "没有的项不计入权重；不足 %d 人的不排名",
        weights->attended, weights->hours, weights->met, indicators.n > 0 ? " + Σ 指标 × 权重" : "",
        REPORT_RANK_LEAST);
    if (indicators.n > 0)
        g_string_append(out, "；指标的份额 =（数值 − 最低）÷（最高 − 最低），越低越好的相反");
    for (unsigned i = 0; i < indicators.n; i++)
        append_indicator(indicators.list[i].row, out);
    return g_string_free(out, FALSE);
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
