#include "media/program/sound_line.h"

#include <string.h>

#define MASK   (SOUND_LINE_SAMPLES - 1)
#define JOIN   (SOUND_LINE_RATE * 30 / 1000)
#define NEAR   (SOUND_LINE_RATE / 1000)
#define NEVER  INT64_MIN
#define N_BYTE (2 * sizeof(int16_t))

struct SoundLine {
    int64_t front; /* taken up to here */
    int64_t end;   /* end of what was laid last; NEVER: nothing */
    int64_t last;  /* end of the farthest that was laid */
    int64_t shift; /* of the ring against positions */
    int16_t pairs[SOUND_LINE_SAMPLES][2];
};

G_STATIC_ASSERT((SOUND_LINE_SAMPLES & MASK) == 0);

SoundLine *sound_line_new(int64_t begin) {
    SoundLine *line = g_new0(SoundLine, 1);
    line->front = line->last = begin;
    line->end = NEVER;
    return line;
}

void sound_line_free(SoundLine *line) {
    g_free(line);
}

int64_t sound_line_front(const SoundLine *line) {
    return line->front;
}

static int16_t *pair_at(SoundLine *line, int64_t position) {
    return line->pairs[(position + line->shift) & MASK];
}

static void lay(SoundLine *line, int64_t position, const int16_t *pairs, int64_t n) {
    if (position < line->front) {
        int64_t lost = MIN(n, line->front - position);
        pairs += 2 * lost;
        position += lost;
        n -= lost;
    }
    n = MIN(n, line->front + SOUND_LINE_SAMPLES - position);
    if (n <= 0)
        return;
    int64_t before_end = MIN(n, SOUND_LINE_SAMPLES - ((position + line->shift) & MASK));
    memcpy(pair_at(line, position), pairs, (size_t)before_end * N_BYTE);
    memcpy(line->pairs[0], pairs + 2 * before_end, (size_t)(n - before_end) * N_BYTE);
    line->last = MAX(line->last, position + n);
}

void sound_line_add(SoundLine *line, int64_t position, const int16_t *pairs, size_t n) {
    int64_t length = (int64_t)n;
    if (length == 0)
        return;
    int64_t error = line->end == NEVER ? JOIN + 1 : position - line->end;
    if (error > JOIN || error < -JOIN) {
        lay(line, position, pairs, length);
        line->end = position + length;
        return;
    }
    if (error < -NEAR) {
        pairs += 2;
        length--;
    }
    lay(line, line->end, pairs, length);
    line->end += length;
    if (error > NEAR) {
        lay(line, line->end, pairs + 2 * (length - 1), 1);
        line->end++;
    }
}

void sound_line_move(SoundLine *line, int64_t by) {
    int64_t laid = line->last - line->front;
    by = CLAMP(by, -SOUND_LINE_SAMPLES, SOUND_LINE_SAMPLES - laid);
    for (int64_t i = 0; i < MIN(-by, laid); i++)
        memset(pair_at(line, line->front + i), 0, N_BYTE);
    line->shift -= by;
    line->last = MAX(line->front, line->last + (laid > 0 ? by : 0));
    if (line->end != NEVER)
        line->end += by;
}

bool sound_line_take(SoundLine *line, int16_t *ret_pairs, size_t n) {
    bool has_any = line->last > line->front;
    for (size_t i = 0; i < n; i++) {
        int16_t *pair = pair_at(line, line->front + (int64_t)i);
        memcpy(ret_pairs + 2 * i, pair, N_BYTE);
        memset(pair, 0, N_BYTE);
    }
    line->front += (int64_t)n;
    return has_any;
}
