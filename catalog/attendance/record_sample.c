#include "catalog/attendance/record_sample.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define SEED_BYTES 16

typedef struct Drawn {
    uint8_t hash[crypto_hash_sha256_BYTES];
    char id[ID_TEXT_BYTES];
} Drawn;

struct RecordSample {
    crypto_hash_sha256_state seeded; /* the seed is in it already */
    unsigned max_rows, n_rows;
    int64_t population;
    Drawn rows[RECORD_SAMPLE_MAX_ROWS]; /* ordered by hash */
};

/* ---- seeds ---- */

static bool is_printable(const char *text) {
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (!g_unichar_isprint(g_utf8_get_char(at)))
            return false;
    return true;
}

char *record_sample_seed(const char *text, GError **error) {
    g_autofree char *seed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    if (seed)
        g_strstrip(seed);
    if (seed && *seed && g_utf8_strlen(seed, -1) <= RECORD_SAMPLE_SEED_CHARS && is_printable(seed))
        return g_steal_pointer(&seed);
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "'seed' must be one line of 1 to 64 characters.");
    return NULL;
}

char *record_sample_new_seed(void) {
    uint8_t bytes[SEED_BYTES];
    char *text = g_malloc(2 * SEED_BYTES + 1);
    randombytes_buf(bytes, sizeof bytes);
    return sodium_bin2hex(text, 2 * SEED_BYTES + 1, bytes, sizeof bytes);
}

/* ---- drawing ---- */

RecordSample *record_sample_new(const char *seed, unsigned count) {
    RecordSample *sample = g_new0(RecordSample, 1);
    sample->max_rows = MIN(count, RECORD_SAMPLE_MAX_ROWS);
    crypto_hash_sha256_init(&sample->seeded);
    crypto_hash_sha256_update(&sample->seeded, (const uint8_t *)seed, strlen(seed));
    return sample;
}

void record_sample_free(RecordSample *sample) {
    g_free(sample);
}

/* Behind all that are smaller. */
static unsigned place_of(const RecordSample *sample, const Drawn *drawn) {
    unsigned low = 0, high = sample->n_rows;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (memcmp(sample->rows[middle].hash, drawn->hash, sizeof drawn->hash) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void record_sample_add(RecordSample *sample, const char *id) {
    Drawn drawn;
    crypto_hash_sha256_state state = sample->seeded;
    crypto_hash_sha256_update(&state, (const uint8_t *)id, strlen(id));
    crypto_hash_sha256_final(&state, drawn.hash);
    g_strlcpy(drawn.id, id, sizeof drawn.id);
    sample->population++;
    unsigned place = place_of(sample, &drawn);
    if (place >= sample->max_rows)
        return;
    if (sample->n_rows < sample->max_rows)
        sample->n_rows++;
    memmove(&sample->rows[place + 1], &sample->rows[place],
            (sample->n_rows - 1 - place) * sizeof drawn);
    sample->rows[place] = drawn;
}

int64_t record_sample_population(const RecordSample *sample) {
    return sample->population;
}

unsigned record_sample_count(const RecordSample *sample) {
    return sample->n_rows;
}

const char *record_sample_id(const RecordSample *sample, unsigned index) {
    return sample->rows[index].id;
}
