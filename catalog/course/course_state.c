#include "catalog/course/course_state.h"

#include "base/error.h"

static bool fits(CourseState state, CourseStep step) {
    return step == COURSE_PUBLISH ? state != COURSE_PUBLISHED : state == COURSE_PUBLISHED;
}

bool course_state_check(const CourseFacts *facts, CourseStep step, GError **error) {
    if (!fits(facts->state, step))
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            step == COURSE_PUBLISH ? "This course is published already."
                                                   : "This course is not published.");
    else if (step == COURSE_PUBLISH && facts->n_shown == 0)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot publish this course: none of its lessons is shown");
    else if (step == COURSE_PUBLISH && facts->not_ready)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot publish this course: there is nothing to see yet of the lesson '%s'",
                    facts->not_ready);
    else if (step == COURSE_PUBLISH && facts->audience == COURSE_FOR_UNITS && facts->n_units == 0)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot publish this course: say which units it is for");
    else
        return true;
    return false;
}

CourseState course_state_after(CourseStep step) {
    return step == COURSE_PUBLISH ? COURSE_PUBLISHED : COURSE_WITHDRAWN;
}

GStrv course_state_steps(CourseState state) {
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (int step = 0; step < COURSE_N_STEPS; step++)
        if (fits(state, (CourseStep)step))
            g_strv_builder_add(words, COURSE_STEP_WORDS[step]);
    return g_strv_builder_end(words);
}

CourseAccess course_state_access(CourseState state, CourseAudience audience, bool is_shown) {
    if (state != COURSE_PUBLISHED || !is_shown)
        return COURSE_CLOSED;
    return audience == COURSE_FOR_ALL ? COURSE_PUBLIC : COURSE_TOKEN;
}
