#include "media/course/decode_times.h"

bool decode_times_find(const int64_t *times, unsigned n, int64_t begin, int64_t *ret_times) {
    ret_times[n - 1] = times[n - 1];
    for (unsigned i = n - 1; i-- > 0;)
        ret_times[i] = times[i] < ret_times[i + 1] ? times[i] : ret_times[i + 1];
    ret_times[0] = begin;
    for (unsigned i = 1, next; i < n; i = next) {
        int64_t before = ret_times[i - 1], room = ret_times[i] - before;
        for (next = i + 1; next < n && ret_times[next] == ret_times[i];)
            next++;
        int64_t n_same = next - i;
        if (room < n_same)
            return false;
        for (unsigned k = i; k < next; k++)
            ret_times[k] = before + room * (k + 1 - i) / n_same;
    }
    return true;
}
