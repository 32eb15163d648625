#include "catalog/credit/interval_set.h"

#include <inttypes.h>

struct IntervalSet {
    GArray *items; /* Interval */
};

IntervalSet *interval_set_new(void) {
    IntervalSet *set = g_new(IntervalSet, 1);
    set->items = g_array_new(FALSE, FALSE, sizeof(Interval));
    return set;
}

IntervalSet *interval_set_new_one(int64_t from, int64_t to) {
    IntervalSet *set = interval_set_new();
    interval_set_add(set, from, to);
    return set;
}

void interval_set_free(IntervalSet *set) {
    if (!set)
        return;
    g_array_unref(set->items);
    g_free(set);
}

static const Interval *item(const IntervalSet *set, unsigned index) {
    return &g_array_index(set->items, Interval, index);
}

/* The first interval that ends at `from` or behind it. */
static unsigned first_reaching(const IntervalSet *set, int64_t from) {
    unsigned low = 0, high = set->items->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (item(set, middle)->to < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void interval_set_add(IntervalSet *set, int64_t from, int64_t to) {
    if (from >= to)
        return;
    unsigned first = first_reaching(set, from), end = first;
    Interval joined = {from, to};
    for (; end < set->items->len && item(set, end)->from <= to; end++) {
        joined.from = MIN(joined.from, item(set, end)->from);
        joined.to = MAX(joined.to, item(set, end)->to);
    }
    if (end > first) {
        g_array_index(set->items, Interval, first) = joined;
        if (end > first + 1)
            g_array_remove_range(set->items, first + 1, end - first - 1);
    } else {
        g_array_insert_val(set->items, first, joined);
    }
}

void interval_set_add_all(IntervalSet *set, const IntervalSet *other) {
    for (unsigned i = 0; i < other->items->len; i++)
        interval_set_add(set, item(other, i)->from, item(other, i)->to);
}

unsigned interval_set_n(const IntervalSet *set) {
    return set->items->len;
}

Interval interval_set_at(const IntervalSet *set, unsigned index) {
    return *item(set, index);
}

int64_t interval_set_sum(const IntervalSet *set) {
    int64_t sum = 0;
    for (unsigned i = 0; i < set->items->len; i++)
        sum += item(set, i)->to - item(set, i)->from;
    return sum;
}

/* Both walk along the two lists at once: what they append is in order and never touches. */

IntervalSet *interval_set_common(const IntervalSet *a, const IntervalSet *b) {
    IntervalSet *common = interval_set_new();
    unsigned i = 0, j = 0;
    while (i < a->items->len && j < b->items->len) {
        Interval both = {MAX(item(a, i)->from, item(b, j)->from),
                         MIN(item(a, i)->to, item(b, j)->to)};
        if (both.from < both.to)
            g_array_append_val(common->items, both);
        if (item(a, i)->to < item(b, j)->to)
            i++;
        else
            j++;
    }
    return common;
}

IntervalSet *interval_set_without(const IntervalSet *a, const IntervalSet *b) {
    IntervalSet *rest = interval_set_new();
    unsigned j = 0;
    for (unsigned i = 0; i < a->items->len; i++) {
        Interval left = *item(a, i);
        while (j < b->items->len && item(b, j)->to <= left.from)
            j++;
        for (unsigned k = j; k < b->items->len && item(b, k)->from < left.to; k++) {
            Interval before = {left.from, item(b, k)->from};
            if (before.from < before.to)
                g_array_append_val(rest->items, before);
            left.from = item(b, k)->to;
        }
        if (left.from < left.to)
            g_array_append_val(rest->items, left);
    }
    return rest;
}

void interval_set_append_text(const IntervalSet *set, GString *out) {
    if (set->items->len == 0)
        g_string_append_c(out, '-');
    for (unsigned i = 0; i < set->items->len; i++)
        g_string_append_printf(out, "%s%" PRId64 "-%" PRId64, i > 0 ? "," : "", item(set, i)->from,
                               item(set, i)->to);
}
