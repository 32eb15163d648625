/* Who looked at one's own records. */
#include "base/clock.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/record_json.h"
#include "catalog/attendance/read_table.h"

static bool run_list(Database *database, Call *call, GError **error) {
    char member_id[ID_TEXT_BYTES], today[DAY_TEXT_BYTES], from_day[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, -READ_SHOWN_DAYS, from_day);
    if (!attendance_call_member(database, call, member_id, error))
        return false;
    g_autoptr(GPtrArray) rows = read_table_list(database, member_id, from_day, error);
    if (!rows)
        return false;
    GString *out = g_string_new(NULL);
    record_json_append_readers(rows, out);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_readers(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}
