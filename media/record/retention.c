#include "media/record/retention.h"

#define DAY_US INT64_C(86400000000)

static bool is_past(const RetentionRecording *recording, int64_t now_us) {
    return recording->ended_us > 0 && recording->keep_days > 0 && !recording->is_held &&
           (now_us - recording->ended_us) / DAY_US >= (int64_t)recording->keep_days;
}

unsigned retention_find(const RetentionRecording *recordings, unsigned n_recordings, int64_t now_us,
                        unsigned *ret_numbers) {
    unsigned n_found = 0;
    for (unsigned i = 0; i < n_recordings; i++) {
        if (!is_past(&recordings[i], now_us))
            continue;
        unsigned place = n_found++;
        for (; place > 0 && recordings[ret_numbers[place - 1]].ended_us > recordings[i].ended_us;
             place--)
            ret_numbers[place] = ret_numbers[place - 1];
        ret_numbers[place] = i;
    }
    return n_found;
}
