#include "media/program/catch_up.h"

#define STILL_COMES_US INT64_C(50000)
#define MOST_US        (INT64_MAX / 8) /* timestamps come from strangers: sums must not overflow */

static int64_t tame(int64_t us) {
    return us > MOST_US ? MOST_US : us < -MOST_US ? -MOST_US : us;
}

bool catch_up_is_old(CatchUp *catch_up, int64_t pts_us, int64_t delay_us, int64_t now_us) {
    if (catch_up->is_over)
        return false;
    if (!catch_up->has_mark)
        catch_up->begun_us = now_us;
    delay_us = tame(delay_us);
    int64_t newest_us = now_us - delay_us, age_us = newest_us - tame(pts_us);
    bool still_comes = !catch_up->has_mark || delay_us < catch_up->delay_us - STILL_COMES_US;
    bool is_calm = !still_comes && now_us - catch_up->at_us >= CATCH_UP_CALM_US;
    bool is_at_mark = is_calm && tame(pts_us) >= catch_up->mark_us;
    bool gains = age_us <= catch_up->age_us * 3 / 4;
    if ((is_calm && age_us <= CATCH_UP_NEAR_US) || (is_at_mark && !gains) ||
        now_us - catch_up->begun_us > CATCH_UP_MOST_US) {
        catch_up->is_over = true;
        return false;
    }
    if (still_comes || is_at_mark)
        *catch_up = (CatchUp){.has_mark = true,
                              .begun_us = catch_up->begun_us,
                              .mark_us = newest_us,
                              .age_us = age_us,
                              .delay_us = delay_us,
                              .at_us = now_us};
    return true;
}
