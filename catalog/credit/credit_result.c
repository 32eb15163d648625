#include "catalog/credit/credit_result.h"

#include <inttypes.h>

static const char *const CLASS_WORDS[CREDIT_N_CLASSES] = {"live", "replay", "offline"};
static const char *const STATE_WORDS[CREDIT_N_STATES] = {
    [CREDIT_EXCUSED] = "excused", [CREDIT_ABSENT] = "absent",         [CREDIT_PARTIAL] = "partial",
    [CREDIT_LATE] = "late",       [CREDIT_LEFT_EARLY] = "left_early", [CREDIT_PRESENT] = "present",
};

CreditResult *credit_result_new(IntervalSet *take_classes[CREDIT_N_CLASSES],
                                IntervalSet *take_presence) {
    CreditResult *result = g_new0(CreditResult, 1);
    g_autoptr(IntervalSet) earlier = interval_set_new();
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++) {
        result->media[i] = interval_set_without(take_classes[i], earlier);
        interval_set_add_all(earlier, take_classes[i]);
        interval_set_free(take_classes[i]);
    }
    result->presence = take_presence;
    return result;
}

void credit_result_free(CreditResult *result) {
    if (!result)
        return;
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        interval_set_free(result->media[i]);
    interval_set_free(result->presence);
    g_free(result);
}

/* ---- judging ---- */

/* Everything of the event without its faults. */
typedef struct Judged {
    const CreditEvent *event;
    const CreditPolicy *policy;
    IntervalSet *required, *live; /* owned */
    int64_t class_ms[CREDIT_N_CLASSES];
    int64_t required_ms, covered_ms;
    bool is_on_leave, has_pieces;
} Judged;

static bool is_below(const Judged *judged, int64_t milli) {
    return judged->covered_ms * 1000 < milli * judged->required_ms;
}

static bool is_timed(const Judged *judged) {
    return judged->event->kind != CREDIT_LESSON && interval_set_n(judged->live) > 0 &&
           judged->covered_ms < judged->required_ms;
}

static bool is_late(const Judged *judged) {
    return is_timed(judged) &&
           interval_set_at(judged->live, 0).from - interval_set_at(judged->required, 0).from >
               judged->policy->late_after_ms;
}

static int64_t end_of(const IntervalSet *set) {
    return interval_set_at(set, interval_set_n(set) - 1).to;
}

static bool is_gone_early(const Judged *judged) {
    return is_timed(judged) &&
           end_of(judged->required) - end_of(judged->live) > judged->policy->left_before_ms;
}

static bool is_absent(const Judged *judged) {
    return is_below(judged, judged->policy->absent_below_milli) || judged->covered_ms == 0;
}

static bool is_excused(const Judged *judged) {
    return judged->is_on_leave && is_absent(judged);
}

static bool is_partial(const Judged *judged) {
    return is_below(judged, judged->policy->present_at_milli) ||
           (is_late(judged) && is_gone_early(judged));
}

static bool is_always(const Judged *judged) {
    return judged != NULL;
}

/* The first row that fits. */
static const struct {
    bool (*fits)(const Judged *judged);
    CreditState state;
} STATES[] = {
    {is_excused, CREDIT_EXCUSED}, {is_absent, CREDIT_ABSENT},         {is_partial, CREDIT_PARTIAL},
    {is_late, CREDIT_LATE},       {is_gone_early, CREDIT_LEFT_EARLY}, {is_always, CREDIT_PRESENT},
};

static CreditState state_of(const Judged *judged) {
    if (judged->required_ms == 0)
        return judged->has_pieces    ? CREDIT_PRESENT
               : judged->is_on_leave ? CREDIT_EXCUSED
                                     : CREDIT_ABSENT;
    unsigned row = 0;
    while (!STATES[row].fits(judged))
        row++;
    return STATES[row].state;
}

static int64_t credited_of(const Judged *judged, int64_t worth_ms) {
    const CreditPolicy *policy = judged->policy;
    int64_t credited = judged->class_ms[CREDIT_LIVE] +
                       judged->class_ms[CREDIT_REPLAY] * policy->replay_weight_milli / 1000 +
                       judged->class_ms[CREDIT_OFFLINE] * policy->offline_weight_milli / 1000;
    if (policy->counts == CREDIT_COUNTS_PRESENCE)
        credited = MIN(credited, worth_ms);
    if (credited < policy->least_ms)
        credited = 0;
    return policy->cap_ms > 0 ? MIN(credited, policy->cap_ms) : credited;
}

void credit_result_judge(CreditResult *result, const CreditEvent *event, const CreditPolicy *policy,
                         CreditLeave leave) {
    g_autoptr(IntervalSet) whole = interval_set_new_one(0, event->duration_ms);
    g_autoptr(IntervalSet) required = interval_set_without(whole, event->faults);
    g_autoptr(IntervalSet) live = interval_set_common(result->media[CREDIT_LIVE], required);
    Judged judged = {.event = event,
                     .policy = policy,
                     .required = required,
                     .live = live,
                     .required_ms = interval_set_sum(required),
                     .is_on_leave = leave == CREDIT_ON_LEAVE};
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++) {
        g_autoptr(IntervalSet) good = interval_set_common(result->media[i], required);
        judged.class_ms[i] = interval_set_sum(good);
        judged.has_pieces = judged.has_pieces || interval_set_n(result->media[i]) > 0;
        judged.covered_ms += judged.class_ms[i];
    }
    result->required_ms = judged.required_ms;
    result->covered_ms = judged.covered_ms;
    result->credited_ms = credited_of(&judged, result->worth_ms);
    result->state = state_of(&judged);
}

/* ---- text ---- */

const char *credit_result_word(CreditState state) {
    return STATE_WORDS[state];
}

static void append_set(GString *out, const char *word, const IntervalSet *set) {
    g_string_append_printf(out, "%s ", word);
    interval_set_append_text(set, out);
    g_string_append_c(out, '\n');
}

void credit_result_append_text(const CreditResult *result, GString *out) {
    for (unsigned i = 0; i < CREDIT_N_CLASSES; i++)
        append_set(out, CLASS_WORDS[i], result->media[i]);
    append_set(out, "presence", result->presence);
    g_string_append_printf(
        out, "required %" PRId64 "\ncovered %" PRId64 "\ncredited %" PRId64 "\nstate %s\n",
        result->required_ms, result->covered_ms, result->credited_ms,
        credit_result_word(result->state));
}
