#include "catalog/meeting/retention.h"

int64_t retention_due_us(const RetentionRecording *recording, int64_t now_us) {
    int64_t due_us = recording->published_us + recording->keep_days * RETENTION_DAY_US;
    int64_t soonest_us = now_us + RETENTION_WARNING_US;
    if (recording->published_us == 0 || recording->keep_days == 0 || recording->is_kept)
        return 0;
    if (recording->told_due_us > 0 && recording->told_due_us < soonest_us)
        soonest_us = recording->told_due_us;
    return due_us > soonest_us ? due_us : soonest_us;
}
