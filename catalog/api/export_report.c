#include "catalog/api/export_report.h"

#include "catalog/api/report_ask.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportAsk, report_ask_clear)

static bool read_ask(const ExportRow *row, ReportAsk *ret_ask, GError **error) {
    return report_ask_parse(row->report, row->unit_id, ret_ask, error);
}

static bool open_ask(Database *database, const Call *call, const ExportRow *row, ReportAsk *ask,
                     GError **error) {
    return read_ask(row, ask, error) && report_ask_open(database, call, ask, error);
}

bool export_report_count(Database *database, const Call *call, const ExportRow *row,
                         int64_t *ret_people, GError **error) {
    g_auto(ReportAsk) ask = {.kind = NULL};
    return open_ask(database, call, row, &ask, error) &&
           report_ask_people(database, &ask, ret_people, error);
}

GBytes *export_report_make(Database *database, const Call *call, const ExportRow *row,
                           unsigned *ret_people, GError **error) {
    g_auto(ReportAsk) ask = {.kind = NULL};
    int64_t n_people = 0;
    if (!open_ask(database, call, row, &ask, error) ||
        !report_ask_people(database, &ask, &n_people, error))
        return NULL;
    *ret_people = (unsigned)n_people;
    return report_ask_file(database, &ask, row->is_xlsx, error);
}

bool export_report_note(Database *database, const Call *call, const ExportRow *row,
                        unsigned n_people, GError **error) {
    g_auto(ReportAsk) ask = {.kind = NULL};
    const ReportAskGiven given = {row->is_xlsx ? "xlsx" : "csv", n_people};
    return open_ask(database, call, row, &ask, error) &&
           report_ask_note(database, call, &ask, &given, error);
}

char *export_report_disposition(const ExportRow *row) {
    g_auto(ReportAsk) ask = {.kind = NULL};
    return read_ask(row, &ask, NULL) ? report_ask_disposition(&ask, row->is_xlsx)
                                     : g_strdup("attachment");
}
