#include "catalog/api/record_json.h"

#include "base/json_table.h"
#include "catalog/api/policy_json.h"
#include "catalog/api/wire.h"

typedef struct RecordJson {
    const char *id, *register_id, *kind, *event_id, *type_id, *title, *began_at;
    const char *member_id, *name, *unit_id, *unit_name, *group_id, *group_name;
    const char *policy_id, *state, *how, *confidence, *confidence_reason, *replaces_id, *closed_at;
    bool is_expected, is_newest;
    int64_t year, policy_version, live_ms, replay_ms, offline_ms, presence_ms, required_ms,
        covered_ms, credited_ms, hours, leaf;
} RecordJson;

static const JsonTable RECORD_TABLE = {
    "record", sizeof(RecordJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(RecordJson, id)},
        {"register_id", JSON_STRING, offsetof(RecordJson, register_id)},
        {"kind", JSON_STRING, offsetof(RecordJson, kind)},
        {"event_id", JSON_STRING, offsetof(RecordJson, event_id)},
        {"type_id", JSON_STRING, offsetof(RecordJson, type_id)},
        {"title", JSON_STRING, offsetof(RecordJson, title)},
        {"began_at", JSON_STRING, offsetof(RecordJson, began_at)},
        {"year", JSON_INTEGER, offsetof(RecordJson, year)},
        {"member_id", JSON_STRING, offsetof(RecordJson, member_id)},
        {"name", JSON_STRING, offsetof(RecordJson, name)},
        {"unit_id", JSON_STRING, offsetof(RecordJson, unit_id)},
        {"unit_name", JSON_STRING, offsetof(RecordJson, unit_name)},
        {"group_id", JSON_STRING, offsetof(RecordJson, group_id)},
        {"group_name", JSON_STRING, offsetof(RecordJson, group_name)},
        {"is_expected", JSON_BOOL, offsetof(RecordJson, is_expected)},
        {"policy_id", JSON_STRING, offsetof(RecordJson, policy_id)},
        {"policy_version", JSON_INTEGER, offsetof(RecordJson, policy_version)},
        {"live_ms", JSON_INTEGER, offsetof(RecordJson, live_ms)},
        {"replay_ms", JSON_INTEGER, offsetof(RecordJson, replay_ms)},
        {"offline_ms", JSON_INTEGER, offsetof(RecordJson, offline_ms)},
        {"presence_ms", JSON_INTEGER, offsetof(RecordJson, presence_ms)},
        {"required_ms", JSON_INTEGER, offsetof(RecordJson, required_ms)},
        {"covered_ms", JSON_INTEGER, offsetof(RecordJson, covered_ms)},
        {"credited_ms", JSON_INTEGER, offsetof(RecordJson, credited_ms)},
        {"hours", JSON_INTEGER, offsetof(RecordJson, hours)},
        {"state", JSON_STRING, offsetof(RecordJson, state)},
        {"how", JSON_STRING, offsetof(RecordJson, how)},
        {"confidence", JSON_STRING, offsetof(RecordJson, confidence)},
        {"confidence_reason", JSON_STRING, offsetof(RecordJson, confidence_reason)},
        {"replaces_id", JSON_STRING, offsetof(RecordJson, replaces_id)},
        {"is_newest", JSON_BOOL, offsetof(RecordJson, is_newest)},
        {"closed_at", JSON_STRING, offsetof(RecordJson, closed_at)},
        {"leaf", JSON_INTEGER, offsetof(RecordJson, leaf)},
        {NULL, JSON_END},
    }};

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

void record_json_append(const RecordRow *row, GString *out) {
    g_autofree char *began_at = wire_time(row->began_at_us);
    g_autofree char *closed_at = wire_time(row->closed_at_us);
    const RecordJson json = {
        .id = row->id,
        .register_id = or_null(row->register_id),
        .kind = row->kind,
        .event_id = or_null(row->event_id),
        .type_id = row->type_id,
        .title = row->title,
        .began_at = began_at,
        .year = row->year,
        .member_id = row->member_id,
        .name = row->name,
        .unit_id = row->unit_id,
        .unit_name = row->unit_name,
        .group_id = row->group_id,
        .group_name = row->group_name,
        .is_expected = row->is_expected,
        .policy_id = row->policy_id,
        .policy_version = row->policy_version,
        .live_ms = row->live_ms,
        .replay_ms = row->replay_ms,
        .offline_ms = row->offline_ms,
        .presence_ms = row->presence_ms,
        .required_ms = row->required_ms,
        .covered_ms = row->covered_ms,
        .credited_ms = row->credited_ms,
        .hours = row->hours_milli,
        .state = row->state,
        .how = row->how,
        .confidence = row->confidence,
        .confidence_reason = row->confidence_reason,
        .replaces_id = or_null(row->replaces_id),
        .is_newest = row->is_newest,
        .closed_at = closed_at,
        .leaf = row->leaf,
    };
    json_table_append(&RECORD_TABLE, &json, out);
}

static void append_list(const GPtrArray *rows, GString *out) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        record_json_append(rows->pdata[i], out);
    }
    g_string_append_c(out, ']');
}

char *record_json_list(const GPtrArray *rows) {
    GString *out = g_string_new(NULL);
    append_list(rows, out);
    return g_string_free(out, FALSE);
}

typedef struct ProofJson {
    const char *text, *receipt;
} ProofJson;

static const JsonTable PROOF_TABLE = {"proof", sizeof(ProofJson),
                                      (const JsonField[]){
                                          {"text", JSON_STRING, offsetof(ProofJson, text)},
                                          {"receipt", JSON_STRING, offsetof(ProofJson, receipt)},
                                          {NULL, JSON_END},
                                      }};

typedef struct ReaderJson {
    const char *day, *reader, *kind, *form, *about;
    int64_t times, leaf, year;
    bool has_year;
} ReaderJson;

static const JsonTable READER_TABLE = {"reader", sizeof(ReaderJson),
                                       (const JsonField[]){
                                           {"day", JSON_STRING, offsetof(ReaderJson, day)},
                                           {"reader", JSON_STRING, offsetof(ReaderJson, reader)},
                                           {"times", JSON_INTEGER, offsetof(ReaderJson, times)},
                                           {"leaf", JSON_INTEGER, offsetof(ReaderJson, leaf)},
                                           {"kind", JSON_STRING, offsetof(ReaderJson, kind)},
                                           {"form", JSON_STRING, offsetof(ReaderJson, form)},
                                           {"about", JSON_STRING, offsetof(ReaderJson, about)},
                                           {"year", JSON_INTEGER, offsetof(ReaderJson, year),
                                            .present_offset = offsetof(ReaderJson, has_year)},
                                           {NULL, JSON_END},
                                       }};

void record_json_append_readers(const GPtrArray *rows, GString *out) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        const ReadRow *row = rows->pdata[i];
        const ReaderJson json = {.day = row->day,
                                 .reader = row->reader_name,
                                 .times = row->times,
                                 .leaf = row->leaf,
                                 .kind = row->kind,
                                 .form = row->form,
                                 .about = row->about,
                                 .year = row->year,
                                 .has_year = row->year > 0};
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(&READER_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
}

char *record_json_whole(const RecordRow *row, const RecordAround *around) {
    const ProofJson proof = {around->text, around->receipt};
    GString *out = g_string_new("{\"record\":");
    record_json_append(row, out);
    g_string_append(out, ",\"chain\":");
    append_list(around->chain, out);
    g_string_append(out, ",\"readers\":");
    record_json_append_readers(around->readers, out);
    if (around->policy) {
        g_string_append(out, ",\"policy\":");
        policy_json_append(around->policy, out);
    }
    g_string_append(out, ",\"proof\":");
    json_table_append(&PROOF_TABLE, &proof, out);
    g_string_append_c(out, '}');
    return g_string_free(out, FALSE);
}
