#include "catalog/attendance/record_kept.h"

#include <string.h>

#include "base/error.h"
#include "catalog/attendance/record_table.h"

/* Caller frees. *ret_text is NULL when there is no record. */
static bool read_text(Database *database, const char *register_id, const char *member_id,
                      char **ret_text, GError **error) {
    *ret_text = NULL;
    const RecordQuery query = {.register_id = register_id, .member_id = member_id, .limit = 1};
    g_autoptr(GPtrArray) rows = record_table_list(database, &query, error);
    if (!rows || rows->len == 0)
        return rows != NULL;
    *ret_text = record_table_text(database, ((const RecordRow *)rows->pdata[0])->id, error);
    return *ret_text != NULL;
}

static bool check_days(const GArray *needed, const RecordDays *days, GError **error) {
    for (unsigned i = 0; needed && i < needed->len; i++) {
        const char *day = g_array_index(needed, RecordDay, i).day;
        if (g_strv_contains((const char *const *)days->names, day))
            continue;
        g_set_error(
            error, BASE_ERROR, ERROR_GONE,
            "The viewing log of %s is no longer kept; the record itself still says what counted.",
            day);
        return false;
    }
    return true;
}

bool record_kept_check(Database *database, const char *register_id, const char *member_id,
                       const RecordDays *days, GError **error) {
    g_autofree char *text = NULL;
    g_auto(RecordText) record = {0};
    database_assert_current(database);
    if (!read_text(database, register_id, member_id, &text, error))
        return false;
    return !text || !record_text_parse(text, strlen(text), &record) ||
           check_days(record.days, days, error);
}
