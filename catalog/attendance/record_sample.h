/* A random sample of records for auditors (docs/attendance.md, "Random sample"): in the order of
 * SHA-256(seed ‖ id), so whoever has the seed and the ids can draw it again. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define RECORD_SAMPLE_MAX_ROWS   200
#define RECORD_SAMPLE_SEED_CHARS 64

/* As it is hashed and printed: NFC, without spaces around it. NULL with ERROR_INVALID: nothing is
 * left, it is too long, or has line breaks and the like. Caller frees. */
char *record_sample_seed(const char *text, GError **error);
/* 128 random bits in hexadecimal digits. Caller frees. */
char *record_sample_new_seed(void);

typedef struct RecordSample RecordSample;

/* `seed` as record_sample_seed() makes it; at most RECORD_SAMPLE_MAX_ROWS. */
RecordSample *record_sample_new(const char *seed, unsigned count);
void record_sample_free(RecordSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordSample, record_sample_free)

/* In any order, each once. */
void record_sample_add(RecordSample *sample, const char *id);

/* How many were added. */
int64_t record_sample_population(const RecordSample *sample);
/* Those drawn, in their order: fewer than asked for when there are no more. */
unsigned record_sample_count(const RecordSample *sample);
const char *record_sample_id(const RecordSample *sample, unsigned index);
