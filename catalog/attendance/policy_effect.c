#include "catalog/attendance/policy_effect.h"

#include <string.h>

int64_t policy_effect_hours(int64_t credited_ms, const CreditPolicy *policy) {
    return credited_ms * 1000 / policy->hour_ms;
}

/* ---- reading the text ---- */

/* Where the value of the line begins; NULL: there is none. */
static const char *value_of(const char *text, const char *key) {
    g_autofree char *mark = g_strdup_printf("\n%s ", key);
    const char *found = strstr(text, mark);
    return found ? found + strlen(mark) : NULL;
}

static IntervalSet *set_of(const char *text, const char *key) {
    const char *at = value_of(text, key);
    g_autoptr(IntervalSet) set = interval_set_new();
    while (at && g_ascii_isdigit(*at)) {
        char *end = NULL;
        int64_t from = g_ascii_strtoll(at, &end, 10);
        if (*end != '-')
            return NULL;
        interval_set_add(set, from, g_ascii_strtoll(end + 1, &end, 10));
        at = *end == ',' ? end + 1 : end;
    }
    return at && (*at == '\n' || *at == '-') ? g_steal_pointer(&set) : NULL;
}

/* The beginning [0, X) of the media that has `required_ms` without the faults. */
static int64_t duration_of(const IntervalSet *faults, int64_t required_ms) {
    int64_t end = required_ms;
    for (unsigned i = 0; i < interval_set_n(faults); i++)
        if (interval_set_at(faults, i).from < end)
            end += interval_set_at(faults, i).to - interval_set_at(faults, i).from;
    return end;
}

/* ---- computing ---- */

typedef struct Sets {
    IntervalSet *faults, *presence, *classes[CREDIT_N_CLASSES];
} Sets;

static void sets_clear(Sets *sets) {
    interval_set_free(sets->faults);
    interval_set_free(sets->presence);
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        interval_set_free(sets->classes[i]);
    *sets = (Sets){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sets, sets_clear)

static bool sets_read(const char *text, Sets *ret_sets) {
    static const char *const KEYS[CREDIT_N_CLASSES] = {"live", "replay", "offline"};
    bool is_good = true;
    ret_sets->faults = set_of(text, "faults");
    ret_sets->presence = set_of(text, "presence");
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++) {
        ret_sets->classes[i] = set_of(text, KEYS[i]);
        is_good = is_good && ret_sets->classes[i];
    }
    return is_good && ret_sets->faults && ret_sets->presence;
}

/* Presence goes with all classes; whether with those that have a weight is known when all have one,
 * or none of the others has anything. */
static bool is_exact(const Sets *sets, const PolicyChange *change) {
    const CreditPolicy *after = change->after;
    const int64_t weights[CREDIT_N_CLASSES] = {1000, after->replay_weight_milli,
                                               after->offline_weight_milli};
    bool is_known = interval_set_n(sets->faults) == 0;
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        is_known = is_known && (weights[i] > 0 || interval_set_n(sets->classes[i]) == 0);
    return after->max_rate_milli == change->before->max_rate_milli &&
           (after->counts == CREDIT_COUNTS_COVERAGE || is_known);
}

bool policy_effect_compute(const char *record_text, const PolicyChange *change,
                           PolicyEffect *ret_effect) {
    g_auto(Sets) sets = {0};
    const char *required = value_of(record_text, "required");
    const char *kind = value_of(record_text, "event");
    if (!required || !kind || !sets_read(record_text, &sets))
        return false;
    const CreditEvent event = {.kind = g_str_has_prefix(kind, "lesson ")  ? CREDIT_LESSON
                                       : g_str_has_prefix(kind, "study ") ? CREDIT_STUDY
                                                                          : CREDIT_MEETING,
                               .duration_ms =
                                   duration_of(sets.faults, g_ascii_strtoll(required, NULL, 10)),
                               .faults = sets.faults};
    bool exact = is_exact(&sets, change);
    g_autoptr(CreditResult) result =
        credit_result_new(sets.classes, g_steal_pointer(&sets.presence));
    memset(sets.classes, 0, sizeof sets.classes); /* taken */
    result->worth_ms = interval_set_sum(result->presence);
    credit_result_judge(result, &event, change->after, change->leave);
    *ret_effect =
        (PolicyEffect){result->credited_ms, policy_effect_hours(result->credited_ms, change->after),
                       result->state, exact};
    return true;
}
