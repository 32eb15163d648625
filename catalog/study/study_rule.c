#include "catalog/study/study_rule.h"

#include <glib.h>

const char *const STUDY_END_WORDS[STUDY_N_ENDS] = {
    [STUDY_OPEN] = "",     [STUDY_CLOSED] = "closed", [STUDY_REPLACED] = "replaced",
    [STUDY_IDLE] = "idle", [STUDY_LONG] = "long",     [STUDY_PLACE] = "place",
};

StudyEnd study_rule_end(const StudyFacts *facts, int64_t now_us, int64_t *ret_ended_at_us) {
    int64_t last_us = MAX(facts->begun_at_us, facts->heard_at_us);
    const struct {
        StudyEnd end;
        bool fits;
        int64_t ended_at_us;
    } rows[] = {
        {STUDY_PLACE, facts->place_ended_at_us > 0, facts->place_ended_at_us},
        {STUDY_LONG, now_us - facts->begun_at_us >= STUDY_LONGEST_US,
         facts->begun_at_us + STUDY_LONGEST_US},
        {STUDY_IDLE, now_us - last_us >= STUDY_IDLE_US, last_us},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (!rows[i].fits)
            continue;
        *ret_ended_at_us = MAX(rows[i].ended_at_us, facts->begun_at_us);
        return rows[i].end;
    }
    return STUDY_OPEN;
}
