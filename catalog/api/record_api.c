/* Closed records: one's own, and those of people within reach, whose looking at is written down. */
#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/record_json.h"
#include "catalog/api/record_look.h"
#include "catalog/ledger/ledger_prove.h"

/* ---- GET me/records ---- */

static bool run_own(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    char member_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, member_id, error))
        return false;
    if (!*member_id) {
        call->json = g_strdup("[]");
        return true;
    }
    const RecordQuery wanted = {.member_id = member_id,
                                .year = query->year,
                                .before_id = query->after,
                                .limit = query->limit};
    g_autoptr(GPtrArray) rows = record_table_list(database, &wanted, error);
    call->json = rows ? record_json_list(rows) : NULL;
    return rows != NULL;
}

void handle_list_own_records(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (attendance_call_read_query(call))
        call_read(call, run_own, call_reply_ok);
}

/* ---- GET records ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    g_autofree char *roots = NULL;
    if (!attendance_call_roots(database, call, RIGHT_RECORD_SEE, &roots, error))
        return false;
    const RecordQuery wanted = {.roots_json = roots,
                                .register_id = query->kind,
                                .year = query->year,
                                .before_id = query->after,
                                .limit = query->limit};
    g_autoptr(GPtrArray) rows = record_table_list(database, &wanted, error);
    if (!rows || !record_look_note_all(database, call, rows, error))
        return false;
    call->json = record_json_list(rows);
    return true;
}

/* ?register= stands where other lists have ?kind=. */
void handle_list_records(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    AttendanceQuery *query = call->state;
    if (!attendance_call_read_query(call))
        return;
    const char *register_id = api_request_query(request, "register");
    g_free(query->kind);
    query->kind = register_id && *register_id ? g_strdup(register_id) : NULL;
    if (query->kind && !id_is_uuid(query->kind)) {
        call_fail_literal(call, ERROR_INVALID, "'register' must be the id of a register.");
        return;
    }
    call->action = "record.see";
    call->target = g_strdup(query->kind ? query->kind : query->unit_id);
    call_write(call, run_list, call_reply_ok);
}

/* ---- GET records/{id} ---- */

/* What is not there is no error: an erased text, a receipt before the first checkpoint over it, a
 * policy of what was carried over. */
static bool pass_over(GError **failure, GError **error) {
    if (*failure && !g_error_matches(*failure, BASE_ERROR, ERROR_GONE) &&
        !g_error_matches(*failure, BASE_ERROR, ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(failure));
        return false;
    }
    g_clear_error(failure);
    return true;
}

static GPtrArray *list_readers(Database *database, const char *member_id, GError **error) {
    char today[DAY_TEXT_BYTES], from_day[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, -READ_SHOWN_DAYS, from_day);
    return read_table_list(database, member_id, from_day, error);
}

static bool run_get(Database *database, Call *call, GError **error) {
    g_autoptr(GError) failure = NULL;
    g_autoptr(RecordRow) row = record_table_get(database, call->target, error);
    if (!row || !record_look_check(database, call, row, error))
        return false;
    g_autoptr(GPtrArray) chain = record_table_chain(database, row->id, error);
    if (!chain)
        return false;
    g_autofree char *text = record_table_text(database, row->id, &failure);
    if (!pass_over(&failure, error))
        return false;
    g_autofree char *receipt = ledger_prove_receipt(database, row->leaf, &failure);
    if (!pass_over(&failure, error))
        return false;
    g_autoptr(PolicyRow) policy =
        policy_table_get(database, row->policy_id, row->policy_version, &failure);
    if (!pass_over(&failure, error))
        return false;
    g_autoptr(GPtrArray) readers = list_readers(database, row->member_id, error);
    if (!readers)
        return false;
    const RecordAround around = {chain, readers, text, receipt, policy};
    call->json = record_json_whole(row, &around);
    return true;
}

void handle_get_record(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "record.see";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_get, call_reply_ok);
}
