/* Sets of whole numbers as half-open intervals: ordered, disjoint, not touching, so that equal sets
 * have equal intervals. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct Interval {
    int64_t from, to;
} Interval;

typedef struct IntervalSet IntervalSet;

IntervalSet *interval_set_new(void);
IntervalSet *interval_set_new_one(int64_t from, int64_t to);
void interval_set_free(IntervalSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntervalSet, interval_set_free)

/* An empty or negative interval changes nothing. */
void interval_set_add(IntervalSet *set, int64_t from, int64_t to);
void interval_set_add_all(IntervalSet *set, const IntervalSet *other);

unsigned interval_set_n(const IntervalSet *set);
Interval interval_set_at(const IntervalSet *set, unsigned index);
int64_t interval_set_sum(const IntervalSet *set);

/* New sets; the caller frees them. */
IntervalSet *interval_set_common(const IntervalSet *a, const IntervalSet *b);
IntervalSet *interval_set_without(const IntervalSet *a, const IntervalSet *b);

/* "0-5000,7000-9000", or "-" for the empty one. */
void interval_set_append_text(const IntervalSet *set, GString *out);
