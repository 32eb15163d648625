/* Policies on the wire. */
#pragma once

#include <glib.h>

#include "base/json_table.h"
#include "catalog/attendance/policy_table.h"

/* What PUT policies and the dry run take. */
typedef struct PolicyInput {
    char *unit_id; /* absent: the whole tree */
    int kind;      /* of POLICY_KINDS */
    int64_t from_year;
    char *preset;
    int64_t max_rate, replay_weight, offline_weight, present_at, absent_below;
    int64_t late_after_ms, left_before_ms, least_ms, cap_ms;
    int counts; /* CreditCounts */
    int64_t hour_ms, yearly_hours, yearly_hours_lead;
    char *reason;
} PolicyInput;

extern const JsonTable POLICY_JSON_INPUT;

/* A row without id, version and who made it. Caller frees. */
PolicyRow *policy_json_row(const PolicyInput *input);

void policy_json_append(const PolicyRow *row, GString *out);
/* {"presets":[…],"counting":[…],"policies":[…]}; `counting`: PolicyRow elements, named by id and
 * version alone. Caller frees. */
char *policy_json_list(const GPtrArray *rows, const GPtrArray *counting);
