#include "catalog/api/policy_json.h"

#include "catalog/api/wire.h"

#define ID_CHARS (ID_TEXT_BYTES - 1)

/* The table of docs/attendance.md, "Policy", of a struct that has members of these names. Bounds
 * are policy_table_check()'s. */
#define VALUES(Struct)                                                                             \
    {"max_rate", JSON_INTEGER, offsetof(Struct, max_rate), JSON_REQUIRED},                         \
        {"replay_weight", JSON_INTEGER, offsetof(Struct, replay_weight), JSON_REQUIRED},           \
        {"offline_weight", JSON_INTEGER, offsetof(Struct, offline_weight), JSON_REQUIRED},         \
        {"present_at", JSON_INTEGER, offsetof(Struct, present_at), JSON_REQUIRED},                 \
        {"absent_below", JSON_INTEGER, offsetof(Struct, absent_below), JSON_REQUIRED},             \
        {"late_after_ms", JSON_INTEGER, offsetof(Struct, late_after_ms), JSON_REQUIRED},           \
        {"left_before_ms", JSON_INTEGER, offsetof(Struct, left_before_ms), JSON_REQUIRED},         \
        {"least_ms", JSON_INTEGER, offsetof(Struct, least_ms), JSON_REQUIRED},                     \
        {"cap_ms", JSON_INTEGER, offsetof(Struct, cap_ms), JSON_REQUIRED},                         \
        {"counts", JSON_ENUM, offsetof(Struct, counts), JSON_REQUIRED,                             \
         .words = POLICY_COUNTS_WORDS},                                                            \
    {                                                                                              \
        "hour_ms", JSON_INTEGER, offsetof(Struct, hour_ms), JSON_REQUIRED                          \
    }

static const JsonField INPUT_FIELDS[] = {
    {"unit_id", JSON_STRING, offsetof(PolicyInput, unit_id), .max = ID_CHARS},
    {"kind", JSON_ENUM, offsetof(PolicyInput, kind), JSON_REQUIRED, .words = POLICY_KINDS},
    {"from_year", JSON_INTEGER, offsetof(PolicyInput, from_year), JSON_REQUIRED,
     .max = POLICY_LAST_YEAR},
    {"preset", JSON_STRING, offsetof(PolicyInput, preset), JSON_REQUIRED, 1, 16},
    VALUES(PolicyInput),
    {"yearly_hours", JSON_INTEGER, offsetof(PolicyInput, yearly_hours)},
    {"yearly_hours_lead", JSON_INTEGER, offsetof(PolicyInput, yearly_hours_lead)},
    {"reason", JSON_STRING, offsetof(PolicyInput, reason), JSON_REQUIRED, 1,
     POLICY_REASON_MAX_CHARS},
    {NULL, JSON_END},
};
const JsonTable POLICY_JSON_INPUT = {"policy", sizeof(PolicyInput), INPUT_FIELDS};

PolicyRow *policy_json_row(const PolicyInput *input) {
    PolicyRow *row = g_new0(PolicyRow, 1);
    g_strlcpy(row->unit_id, input->unit_id ? input->unit_id : "", sizeof row->unit_id);
    g_strlcpy(row->kind, POLICY_KINDS[input->kind], sizeof row->kind);
    row->from_year = (int)input->from_year;
    row->preset = g_strdup(input->preset);
    row->credit = (CreditPolicy){
        .max_rate_milli = input->max_rate,
        .replay_weight_milli = input->replay_weight,
        .offline_weight_milli = input->offline_weight,
        .present_at_milli = input->present_at,
        .absent_below_milli = input->absent_below,
        .late_after_ms = input->late_after_ms,
        .left_before_ms = input->left_before_ms,
        .least_ms = input->least_ms,
        .cap_ms = input->cap_ms,
        .counts = (CreditCounts)input->counts,
        .hour_ms = input->hour_ms,
    };
    row->yearly_hours_milli = input->yearly_hours;
    row->yearly_hours_lead_milli = input->yearly_hours_lead;
    row->reason = g_strdup(input->reason);
    row->made_name = g_strdup("");
    return row;
}

/* ---- writing ---- */

typedef struct Values {
    int64_t max_rate, replay_weight, offline_weight, present_at, absent_below;
    int64_t late_after_ms, left_before_ms, least_ms, cap_ms;
    int counts;
    int64_t hour_ms;
} Values;

static Values values_of(const CreditPolicy *credit) {
    return (Values){credit->max_rate_milli,
                    credit->replay_weight_milli,
                    credit->offline_weight_milli,
                    credit->present_at_milli,
                    credit->absent_below_milli,
                    credit->late_after_ms,
                    credit->left_before_ms,
                    credit->least_ms,
                    credit->cap_ms,
                    (int)credit->counts,
                    credit->hour_ms};
}

static const JsonField VALUES_FIELDS[] = {VALUES(Values), {NULL, JSON_END}};
static const JsonTable VALUES_TABLE = {"values", sizeof(Values), VALUES_FIELDS};

typedef struct HeadJson {
    const char *id;
    int64_t version;
    const char *unit_id, *unit_name, *kind; /* unit NULL: the whole tree */
    int64_t from_year;
    const char *preset;
    int64_t yearly_hours, yearly_hours_lead;
    const char *reason, *made_by, *made_at;
    bool is_sealed;
} HeadJson;

static const JsonField HEAD_FIELDS[] = {
    {"id", JSON_STRING, offsetof(HeadJson, id)},
    {"version", JSON_INTEGER, offsetof(HeadJson, version)},
    {"unit_id", JSON_STRING, offsetof(HeadJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(HeadJson, unit_name)},
    {"kind", JSON_STRING, offsetof(HeadJson, kind)},
    {"from_year", JSON_INTEGER, offsetof(HeadJson, from_year)},
    {"preset", JSON_STRING, offsetof(HeadJson, preset)},
    {"yearly_hours", JSON_INTEGER, offsetof(HeadJson, yearly_hours)},
    {"yearly_hours_lead", JSON_INTEGER, offsetof(HeadJson, yearly_hours_lead)},
    {"reason", JSON_STRING, offsetof(HeadJson, reason)},
    {"made_by", JSON_STRING, offsetof(HeadJson, made_by)},
    {"made_at", JSON_STRING, offsetof(HeadJson, made_at)},
    {"is_sealed", JSON_BOOL, offsetof(HeadJson, is_sealed)},
    {NULL, JSON_END},
};
static const JsonTable HEAD_TABLE = {"policy", sizeof(HeadJson), HEAD_FIELDS};

/* One object of both. */
static void append_both(const JsonTable *head_table, const void *head, const CreditPolicy *credit,
                        GString *out) {
    const Values values = values_of(credit);
    g_autofree char *rest = json_table_write(&VALUES_TABLE, &values);
    json_table_append(head_table, head, out);
    g_string_truncate(out, out->len - 1); /* } */
    g_string_append_printf(out, ",%s", rest + 1);
}

void policy_json_append(const PolicyRow *row, GString *out) {
    g_autofree char *made_at = wire_time(row->made_at_us);
    const HeadJson head = {
        .id = row->id,
        .version = row->version,
        .unit_id = *row->unit_id ? row->unit_id : NULL,
        .unit_name = row->unit_name,
        .kind = row->kind,
        .from_year = row->from_year,
        .preset = row->preset,
        .yearly_hours = row->yearly_hours_milli,
        .yearly_hours_lead = row->yearly_hours_lead_milli,
        .reason = row->reason,
        .made_by = row->made_name,
        .made_at = made_at,
        .is_sealed = row->leaf >= 0,
    };
    append_both(&HEAD_TABLE, &head, &row->credit, out);
}

typedef struct NameJson {
    const char *name;
} NameJson;

static const JsonTable NAME_TABLE = {
    "preset", sizeof(NameJson),
    (const JsonField[]){{"name", JSON_STRING, offsetof(NameJson, name)}, {NULL, JSON_END}}};

typedef struct CountingJson {
    const char *kind, *id;
    int64_t version;
} CountingJson;

static const JsonTable COUNTING_TABLE = {
    "counting", sizeof(CountingJson),
    (const JsonField[]){
        {"kind", JSON_STRING, offsetof(CountingJson, kind)},
        {"id", JSON_STRING, offsetof(CountingJson, id)},
        {"version", JSON_INTEGER, offsetof(CountingJson, version)},
        {NULL, JSON_END},
    }};

char *policy_json_list(const GPtrArray *rows, const GPtrArray *counting) {
    GString *out = g_string_new("{\"presets\":[");
    for (unsigned i = 0; i < CREDIT_N_PRESETS; i++) {
        const NameJson name = {CREDIT_POLICY_PRESETS[i].name};
        g_string_append(out, i > 0 ? "," : "");
        append_both(&NAME_TABLE, &name, &CREDIT_POLICY_PRESETS[i].policy, out);
    }
    g_string_append(out, "],\"counting\":[");
    for (unsigned i = 0; i < counting->len; i++) {
        const PolicyRow *row = counting->pdata[i];
        const CountingJson json = {row->kind, row->id, row->version};
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(&COUNTING_TABLE, &json, out);
    }
    g_string_append(out, "],\"policies\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        policy_json_append(rows->pdata[i], out);
    }
    g_string_append(out, "]}");
    return g_string_free(out, FALSE);
}
