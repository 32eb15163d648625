#include "catalog/attendance/presence_rule.h"

#include "base/error.h"

const char *const PRESENCE_STEP_WORDS[] = {"begin", "middle", "end", "late", NULL};

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool is_closed(const PresenceTimes *times) {
    return times->closed_at_us > 0 ||
           (times->closes_at_us > 0 && times->now_us >= times->closes_at_us);
}

bool presence_rule_open(const PresenceTimes *times, GError **error) {
    return !is_closed(times) ||
           refuse(ERROR_CONFLICT,
                  "This register is closed: what is missing is asked for as a correction.", error);
}

static bool check_from(const PresenceTimes *times, int64_t from_us, GError **error) {
    if (from_us < times->began_at_us)
        return refuse(ERROR_INVALID, "Nobody was there before the event began.", error);
    if (from_us > times->now_us + PRESENCE_AHEAD_US)
        return refuse(ERROR_INVALID, "This moment is still to come.", error);
    return !times->ended_at_us || from_us < times->ended_at_us ||
           refuse(ERROR_INVALID, "The event was over by then.", error);
}

static bool check_until(const PresenceTimes *times, int64_t from_us, int64_t until_us,
                        GError **error) {
    if (until_us <= from_us)
        return refuse(ERROR_INVALID, "Nobody leaves before coming.", error);
    return until_us <= times->now_us + PRESENCE_AHEAD_US ||
           refuse(ERROR_INVALID, "This moment is still to come.", error);
}

bool presence_rule_enter(const PresenceTimes *times, PresenceSpan *span, GError **error) {
    if (!presence_rule_open(times, error))
        return false;
    if (!span->from_us && times->ended_at_us)
        return refuse(ERROR_INVALID, "The event is over: say from when the person was there.",
                      error);
    if (!span->from_us)
        span->from_us = MAX(times->now_us, times->began_at_us);
    return check_from(times, span->from_us, error) &&
           (!span->until_us || check_until(times, span->from_us, span->until_us, error));
}

bool presence_rule_leave(const PresenceTimes *times, int64_t from_us, int64_t *at_us,
                         GError **error) {
    if (!presence_rule_open(times, error))
        return false;
    if (!*at_us)
        *at_us = times->ended_at_us ? times->ended_at_us : MAX(times->now_us, from_us + 1);
    return check_until(times, from_us, *at_us, error);
}

bool presence_rule_confirm(const PresenceTimes *times, PresenceStep step, GError **error) {
    if (!presence_rule_open(times, error))
        return false;
    bool is_over = times->ended_at_us > 0;
    if (is_over && (step == PRESENCE_BEGIN || step == PRESENCE_MIDDLE))
        return refuse(ERROR_CONFLICT, "The event is over: confirm its end.", error);
    return is_over || step != PRESENCE_LATE ||
           refuse(ERROR_CONFLICT, "The event goes on: a late confirmation comes after it.", error);
}

bool presence_rule_covers(const PresenceSpan *there, const PresenceSpan *new_one) {
    if (!there->until_us && !new_one->until_us)
        return true;
    bool reaches = !there->until_us || (new_one->until_us && new_one->until_us <= there->until_us);
    return there->from_us <= new_one->from_us && reaches;
}
