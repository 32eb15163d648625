/* Who looked at one's own records. */
#include "base/clock.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/attendance/read_table.h"

#define SHOWN_DAYS 366

typedef struct ReaderJson {
    const char *day, *reader;
    int64_t times, leaf;
} ReaderJson;

static const JsonTable READER_TABLE = {"reader", sizeof(ReaderJson),
                                       (const JsonField[]){
                                           {"day", JSON_STRING, offsetof(ReaderJson, day)},
                                           {"reader", JSON_STRING, offsetof(ReaderJson, reader)},
                                           {"times", JSON_INTEGER, offsetof(ReaderJson, times)},
                                           {"leaf", JSON_INTEGER, offsetof(ReaderJson, leaf)},
                                           {NULL, JSON_END},
                                       }};

static bool run_list(Database *database, Call *call, GError **error) {
    char member_id[ID_TEXT_BYTES], today[DAY_TEXT_BYTES], from_day[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, -SHOWN_DAYS, from_day);
    if (!attendance_call_member(database, call, member_id, error))
        return false;
    g_autoptr(GPtrArray) rows = read_table_list(database, member_id, from_day, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        const ReadRow *row = rows->pdata[i];
        const ReaderJson json = {row->day, row->reader_name, row->times, row->leaf};
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(&READER_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_readers(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}
