/* The raw viewing log's reader: damaged days are read whole, and what reads is written back equal.
 */
#include <string.h>

#include "catalog/viewing/beat_log_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Seen {
    uint64_t n;
} Seen;

static bool check(const BeatRecord *record, void *user) {
    Seen *seen = user;
    BeatRecord again;
    g_autoptr(GString) line = g_string_new(NULL);
    beat_record_append(line, record);
    if (line->len > BEAT_RECORD_MAX_BYTES || !beat_record_parse(line->str, line->len - 1, &again))
        __builtin_trap();
    g_autoptr(GString) twice = g_string_new(NULL);
    beat_record_append(twice, &again);
    if (strcmp(line->str, twice->str) != 0)
        __builtin_trap();
    seen->n++;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Seen seen = {0};
    BeatLogReading reading;
    beat_log_reader_scan((const char *)data, size, check, &seen, &reading);
    if (seen.n != reading.records || reading.end > (int64_t)size)
        __builtin_trap();
    return 0;
}
