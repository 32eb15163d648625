#include "catalog/api/indicator_json.h"

#include <string.h>

#include "catalog/api/wire.h"
#include "catalog/say/sentence.h"

#define ID_CHARS  (ID_TEXT_BYTES - 1)
#define WHOLE_MAX INT64_C(9007199254740991) /* 2^53 − 1: bounds are indicator_check's */

/* ---- reading ---- */

typedef struct ValueInput {
    char *unit_id, *note;
    int64_t value;
} ValueInput;

static const JsonTable VALUE_INPUT = {
    "value", sizeof(ValueInput),
    (const JsonField[]){
        {"unit_id", JSON_STRING, offsetof(ValueInput, unit_id), JSON_REQUIRED, .max = ID_CHARS},
        {"value", JSON_INTEGER, offsetof(ValueInput, value), JSON_REQUIRED, -WHOLE_MAX, WHOLE_MAX},
        {"note", JSON_STRING, offsetof(ValueInput, note), .max = INDICATOR_NOTE_MAX_CHARS},
        {NULL, JSON_END},
    }};

#define TEXTS                                                                                      \
    {"name",        JSON_STRING, offsetof(IndicatorInput, name),                                   \
     JSON_REQUIRED, 1,           INDICATOR_NAME_MAX_CHARS},                                        \
        {"measure", JSON_STRING, offsetof(IndicatorInput, measure),                                \
         .max = INDICATOR_NAME_MAX_CHARS},                                                         \
        {"source",      JSON_STRING, offsetof(IndicatorInput, source),                             \
         JSON_REQUIRED, 1,           INDICATOR_SOURCE_MAX_CHARS},                                  \
        {"weight", JSON_INTEGER,        offsetof(IndicatorInput, weight), JSON_REQUIRED,           \
         0,        INDICATOR_WEIGHT_MAX},                                                          \
        {"is_higher_better", JSON_BOOL, offsetof(IndicatorInput, is_higher_better),                \
         JSON_REQUIRED},                                                                           \
        {"is_preview", JSON_BOOL, offsetof(IndicatorInput, is_preview)}, {                         \
        "values", JSON_OBJECTS, offsetof(IndicatorInput, values), JSON_REQUIRED, 1,                \
            INDICATOR_MAX_VALUES, .table = &VALUE_INPUT                                            \
    }

const JsonTable INDICATOR_JSON_INPUT = {
    "indicator", sizeof(IndicatorInput),
    (const JsonField[]){
        {"unit_id", JSON_STRING, offsetof(IndicatorInput, unit_id), .max = ID_CHARS},
        {"year", JSON_INTEGER, offsetof(IndicatorInput, year), JSON_REQUIRED, 2000, 2999},
        TEXTS,
        {NULL, JSON_END},
    }};

const JsonTable INDICATOR_JSON_CHANGE = {"indicator", sizeof(IndicatorInput),
                                         (const JsonField[]){TEXTS, {NULL, JSON_END}}};

IndicatorRow *indicator_json_row(const IndicatorInput *input) {
    IndicatorRow *row = g_new0(IndicatorRow, 1);
    g_strlcpy(row->unit_id, input->unit_id ? input->unit_id : "", sizeof row->unit_id);
    row->year = (int)input->year;
    row->name = g_strdup(input->name);
    row->measure = g_strdup(input->measure ? input->measure : "");
    row->source = g_strdup(input->source);
    row->weight = (unsigned)input->weight;
    row->is_higher_better = input->is_higher_better;
    row->values = g_ptr_array_new_with_free_func((GDestroyNotify)indicator_value_free);
    for (unsigned i = 0; i < input->values->len; i++) {
        const ValueInput *from = input->values->pdata[i];
        IndicatorValue *value = g_new0(IndicatorValue, 1);
        g_strlcpy(value->unit_id, from->unit_id, sizeof value->unit_id);
        value->value_milli = from->value;
        value->note = from->note && *from->note ? g_strdup(from->note) : NULL;
        g_ptr_array_add(row->values, value);
    }
    return row;
}

/* ---- writing ---- */

typedef struct ValueJson {
    const char *unit_id, *unit_name;
    int64_t value;
    const char *note;
} ValueJson;

static const JsonTable VALUE_TABLE = {
    "value", sizeof(ValueJson),
    (const JsonField[]){
        {"unit_id", JSON_STRING, offsetof(ValueJson, unit_id)},
        {"unit_name", JSON_STRING, offsetof(ValueJson, unit_name)},
        {"value", JSON_INTEGER, offsetof(ValueJson, value)},
        {"note", JSON_STRING, offsetof(ValueJson, note)},
        {NULL, JSON_END},
    }};

typedef struct IndicatorJson {
    const char *id, *unit_id;
    int64_t year;
    const char *name, *measure, *source;
    int64_t weight;
    bool is_higher_better;
    int64_t revision;
    int state;
    bool is_own; /* the asker wrote it */
    const char *made_by, *made_at, *published_by, *published_at;
    const char *withdrawn_by, *withdrawn_at, *withdrawn_reason;
    int64_t leaf;
    bool has_leaf;
    GPtrArray *values;
} IndicatorJson;

static const JsonTable INDICATOR_TABLE = {
    "indicator", sizeof(IndicatorJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(IndicatorJson, id)},
        {"unit_id", JSON_STRING, offsetof(IndicatorJson, unit_id)},
        {"year", JSON_INTEGER, offsetof(IndicatorJson, year)},
        {"name", JSON_STRING, offsetof(IndicatorJson, name)},
        {"measure", JSON_STRING, offsetof(IndicatorJson, measure)},
        {"source", JSON_STRING, offsetof(IndicatorJson, source)},
        {"weight", JSON_INTEGER, offsetof(IndicatorJson, weight)},
        {"is_higher_better", JSON_BOOL, offsetof(IndicatorJson, is_higher_better)},
        {"revision", JSON_INTEGER, offsetof(IndicatorJson, revision)},
        {"state", JSON_ENUM, offsetof(IndicatorJson, state), .words = INDICATOR_STATE_WORDS},
        {"made_by", JSON_STRING, offsetof(IndicatorJson, made_by)},
        {"is_own", JSON_BOOL, offsetof(IndicatorJson, is_own)},
        {"made_at", JSON_STRING, offsetof(IndicatorJson, made_at)},
        {"published_by", JSON_STRING, offsetof(IndicatorJson, published_by)},
        {"published_at", JSON_STRING, offsetof(IndicatorJson, published_at)},
        {"withdrawn_by", JSON_STRING, offsetof(IndicatorJson, withdrawn_by)},
        {"withdrawn_at", JSON_STRING, offsetof(IndicatorJson, withdrawn_at)},
        {"withdrawn_reason", JSON_STRING, offsetof(IndicatorJson, withdrawn_reason)},
        {"leaf", JSON_INTEGER, offsetof(IndicatorJson, leaf),
         .present_offset = offsetof(IndicatorJson, has_leaf)},
        {"values", JSON_OBJECTS, offsetof(IndicatorJson, values), .table = &VALUE_TABLE},
        {NULL, JSON_END},
    }};

void indicator_json_append(const IndicatorRow *row, const char *asker, GString *out) {
    g_autofree char *made_at = wire_time(row->made.at_us);
    g_autofree char *published_at = wire_time(row->published.at_us);
    g_autofree char *withdrawn_at = wire_time(row->withdrawn.at_us);
    g_autofree ValueJson *values = g_new0(ValueJson, row->values->len);
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (unsigned i = 0; i < row->values->len; i++) {
        const IndicatorValue *value = row->values->pdata[i];
        values[i] = (ValueJson){value->unit_id, value->unit_name ? value->unit_name : "",
                                value->value_milli, value->note};
        g_ptr_array_add(list, &values[i]);
    }
    const IndicatorJson json = {.id = row->id,
                                .unit_id = *row->unit_id ? row->unit_id : NULL,
                                .year = row->year,
                                .name = row->name,
                                .measure = row->measure,
                                .source = row->source,
                                .weight = row->weight,
                                .is_higher_better = row->is_higher_better,
                                .revision = row->revision,
                                .state = (int)row->state,
                                .made_by = row->made.name,
                                .is_own = strcmp(row->made.by, asker) == 0,
                                .made_at = made_at,
                                .published_by = row->published.name,
                                .published_at = published_at,
                                .withdrawn_by = row->withdrawn.name,
                                .withdrawn_at = withdrawn_at,
                                .withdrawn_reason = row->withdrawn_reason,
                                .leaf = row->leaf,
                                .has_leaf = row->leaf >= 0,
                                .values = list};
    json_table_append(&INDICATOR_TABLE, &json, out);
}

typedef struct FaultJson {
    int64_t row;
    const char *problem;
} FaultJson;

static const JsonTable FAULT_TABLE = {"fault", sizeof(FaultJson),
                                      (const JsonField[]){
                                          {"row", JSON_INTEGER, offsetof(FaultJson, row)},
                                          {"problem", JSON_STRING, offsetof(FaultJson, problem)},
                                          {NULL, JSON_END},
                                      }};

char *indicator_json_answer(const IndicatorAnswer *answer) {
    GString *out = g_string_new(NULL);
    const char *language = NULL;
    bool is_first = true;
    g_string_append_printf(out, "{\"is_stored\":%s,\"faults\":[",
                           answer->is_stored ? "true" : "false");
    for (unsigned i = 0; i < answer->faults->len; i++) {
        const char *fault = answer->faults->pdata[i];
        if (!fault)
            continue;
        g_autofree char *words = sentence_localize(answer->accept_language, fault, &language);
        const FaultJson json = {i, words};
        g_string_append(out, is_first ? "" : ",");
        json_table_append(&FAULT_TABLE, &json, out);
        is_first = false;
    }
    g_string_append_c(out, ']');
    if (answer->is_stored) {
        g_string_append(out, ",\"indicator\":");
        indicator_json_append(answer->row, answer->asker, out);
    }
    g_string_append_c(out, '}');
    return g_string_free(out, FALSE);
}
