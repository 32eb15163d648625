#include "catalog/api/correction_input.h"

#include "base/error.h"
#include "catalog/api/attendance_call.h"

#define MOMENT_MAX_CHARS  40
#define VIEWING_MAX_CHARS 64

/* The kinds that are asked for of a record. */
static const char *const KINDS[] = {"presence", "excuse", "fault", "erase_credit", NULL};

#define STAY_ROWS                                                                                  \
    {"claim", JSON_STRING, offsetof(CorrectionInput, claim), .max = 8},                            \
        {"place_id", JSON_STRING, offsetof(CorrectionInput, place_id), .max = ID_TEXT_BYTES - 1},  \
        {"viewing_id", JSON_STRING, offsetof(CorrectionInput, viewing_id),                         \
         .max = VIEWING_MAX_CHARS},                                                                \
        {"from", JSON_STRING, offsetof(CorrectionInput, from), .max = MOMENT_MAX_CHARS}, {         \
        "until", JSON_STRING, offsetof(CorrectionInput, until), .max = MOMENT_MAX_CHARS            \
    }

const JsonTable CORRECTION_LATE_INPUT = {
    "entry", sizeof(CorrectionInput),
    (const JsonField[]){
        {"member_id", JSON_STRING, offsetof(CorrectionInput, member_id), JSON_REQUIRED, 1,
         ID_TEXT_BYTES - 1},
        STAY_ROWS,
        {"reason", JSON_STRING, offsetof(CorrectionInput, reason), JSON_REQUIRED, 1,
         CORRECTION_REASON_MAX_CHARS},
        {NULL, JSON_END},
    }};

const JsonTable CORRECTION_INPUT = {
    "correction", sizeof(CorrectionInput),
    (const JsonField[]){
        {"kind", JSON_ENUM, offsetof(CorrectionInput, kind), JSON_REQUIRED, .words = KINDS},
        STAY_ROWS,
        {"from_ms", JSON_INTEGER, offsetof(CorrectionInput, from_ms)},
        {"to_ms", JSON_INTEGER, offsetof(CorrectionInput, to_ms)},
        {"reason", JSON_STRING, offsetof(CorrectionInput, reason), JSON_REQUIRED, 1,
         CORRECTION_REASON_MAX_CHARS},
        {NULL, JSON_END},
    }};

bool correction_input_insert(Database *database, const Call *call, CorrectionWish *wish,
                             GError **error) {
    const CorrectionInput *input = wish->input;
    const CorrectionContent content = {.claim = input->claim,
                                       .place_id = input->place_id,
                                       .viewing_id = input->viewing_id,
                                       .from = input->from,
                                       .until = input->until,
                                       .from_ms = input->from_ms,
                                       .to_ms = input->to_ms};
    g_autofree char *text = correction_content_write((CorrectionKind)input->kind, &content, error);
    g_autofree char *name = text ? attendance_call_name(database, call, error) : NULL;
    CorrectionRow row = {.kind = (CorrectionKind)input->kind,
                         .content = text,
                         .reason = input->reason,
                         .asked_name = name};
    if (!name || !attendance_call_queue(database, wish->record->unit_id, row.unit_id, error))
        return false;
    g_strlcpy(row.record_id, wish->record->id, sizeof row.record_id);
    g_strlcpy(row.register_id, wish->record->register_id, sizeof row.register_id);
    g_strlcpy(row.member_id, wish->record->member_id, sizeof row.member_id);
    g_strlcpy(row.asked_by, call->identity.account_id, sizeof row.asked_by);
    if (!correction_table_insert(database, &row, error))
        return false;
    g_strlcpy(wish->id, row.id, sizeof wish->id);
    return true;
}
