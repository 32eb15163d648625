/* The hours of one's own year: what was earned, what is asked, what is missing. */
#include <inttypes.h>
#include <stdlib.h>

#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/attendance/record_hours.h"

typedef struct HoursJson {
    int64_t year, hours, carried, asked, missing, records;
    bool is_lead;
    const char *last_day;
} HoursJson;

static const JsonTable HOURS_TABLE = {"hours", sizeof(HoursJson),
                                      (const JsonField[]){
                                          {"year", JSON_INTEGER, offsetof(HoursJson, year)},
                                          {"hours", JSON_INTEGER, offsetof(HoursJson, hours)},
                                          {"carried", JSON_INTEGER, offsetof(HoursJson, carried)},
                                          {"asked", JSON_INTEGER, offsetof(HoursJson, asked)},
                                          {"missing", JSON_INTEGER, offsetof(HoursJson, missing)},
                                          {"records", JSON_INTEGER, offsetof(HoursJson, records)},
                                          {"is_lead", JSON_BOOL, offsetof(HoursJson, is_lead)},
                                          {"last_day", JSON_STRING, offsetof(HoursJson, last_day)},
                                          {NULL, JSON_END},
                                      }};

static char *write_hours(int year, const RecordHours *hours, const GArray *years) {
    const HoursJson json = {.year = year,
                            .hours = hours->earned_milli,
                            .carried = hours->carried_milli,
                            .asked = hours->asked_milli,
                            .missing = hours->missing_milli,
                            .records = hours->n_records,
                            .is_lead = hours->is_lead,
                            .last_day = hours->last_day};
    GString *out = g_string_new(NULL);
    json_table_append(&HOURS_TABLE, &json, out);
    g_string_truncate(out, out->len - 1); /* } */
    g_string_append(out, ",\"years\":[");
    for (unsigned i = 0; i < years->len; i++)
        g_string_append_printf(out, "%s%d", i > 0 ? "," : "", g_array_index(years, int, i));
    g_string_append(out, "]}");
    return g_string_free(out, FALSE);
}

/* An account that is nobody's of the roster has no records, and nothing is asked of it. */
static bool run_own(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    char member_id[ID_TEXT_BYTES], today[DAY_TEXT_BYTES];
    RecordHours hours;
    day_today(today);
    int year = query->year ? query->year : atoi(today);
    if (!attendance_call_member(database, call, member_id, error) ||
        !record_hours_sum(database, member_id, year, today, &hours, error))
        return false;
    g_autoptr(GArray) years = record_hours_years(database, member_id, error);
    if (!years)
        return false;
    call->json = write_hours(year, &hours, years);
    return true;
}

void handle_get_own_hours(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (attendance_call_read_query(call))
        call_read(call, run_own, call_reply_ok);
}
