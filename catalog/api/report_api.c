/* GET reports/{kind}: a page of rows, and over the first one what the whole comes to. Made on a
 * reader; given only when it is written down who was given it. */
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/report_call.h"
#include "catalog/api/report_json.h"
#include "catalog/report/report_gaps.h"
#include "catalog/report/report_rank.h"
#include "catalog/report/report_year.h"

typedef struct Page {
    const ReportKind *kind;
    unsigned limit, n_rows;
    GString *out;
    char last_id[ID_TEXT_BYTES];
    bool has_more;
} Page;

/* One row more than the page has says whether there is another page. */
static bool add_row(const ReportCell *cells, void *data, GError **error) {
    Page *page = data;
    if (page->n_rows == page->limit) {
        page->has_more = true;
        return true;
    }
    report_json_append_row(page->kind, cells, page->n_rows++ == 0, page->out);
    g_strlcpy(page->last_id, cells[page->kind->id_column].text, sizeof page->last_id);
    return true;
}

static bool append_rows(Database *database, Call *call, GString *out, GError **error) {
    ReportCall *state = call->state;
    const ReportKind *kind = state->ask.kind;
    Page page = {.kind = kind, .limit = state->ask.query.limit, .out = out};
    ReportQuery query = state->ask.query;
    query.limit++;
    g_string_append(out, "\"rows\":[");
    if (!kind->visit(database, &query, add_row, &page, error))
        return false;
    g_string_append_c(out, ']');
    if (page.has_more)
        g_string_append_printf(out, ",\"next\":\"%s\"", page.last_id);
    state->n_people = MAX(state->n_people, page.n_rows);
    return true;
}

static bool append_sum(Database *database, Call *call, GString *out, GError **error) {
    ReportCall *state = call->state;
    ReportSum sum;
    const ReportKind *kind = state->ask.kind;
    if (state->ask.query.after || (kind != &REPORT_YEAR && kind != &REPORT_GAPS))
        return true;
    if (!(kind == &REPORT_YEAR ? report_year_sum : report_gaps_sum)(database, &state->ask.query,
                                                                    &sum, error))
        return false;
    state->n_people = sum.members;
    report_json_append_sum(&sum, out);
    return true;
}

static bool append_formula(Database *database, const ReportAsk *ask, GString *out, GError **error) {
    g_auto(ReportIndicators) indicators = {.rows = NULL};
    if (ask->kind != &REPORT_RANK)
        return true;
    if (!report_rank_indicators(database, &ask->query, &indicators, error))
        return false;
    report_json_append_formula(&ask->query, &indicators, out);
    return true;
}

static bool run_make(Database *database, Call *call, GError **error) {
    ReportCall *state = call->state;
    ReportFacts facts;
    g_autofree char *about = NULL;
    if (!report_ask_open(database, call, &state->ask, error) ||
        !report_ask_name(database, &state->ask, &about, error) ||
        !report_facts_load(database, &facts, error))
        return false;
    g_autoptr(GString) out = g_string_new("{");
    report_json_append_head(state->ask.kind, &state->ask.query, &facts, out);
    report_json_append_about(about, out);
    if (!append_formula(database, &state->ask, out, error) ||
        !append_sum(database, call, out, error) || !append_rows(database, call, out, error))
        return false;
    g_string_append_c(out, '}');
    call->json = g_string_free(g_steal_pointer(&out), FALSE);
    return true;
}

static bool run_note(Database *database, Call *call, GError **error) {
    const ReportCall *state = call->state;
    const ReportAskGiven given = {"screen", state->n_people};
    return report_ask_note(database, call, &state->ask, &given, error);
}

static void on_made(Call *take_call) {
    call_write(take_call, run_note, call_reply_ok);
}

void handle_get_report(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &REPORT_CALL);
    if (report_call_read(call))
        call_read(call, run_make, on_made);
}
