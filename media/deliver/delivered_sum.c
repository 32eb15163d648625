#include "media/deliver/delivered_sum.h"

#include <string.h>

/* A viewing's runs of one kind that still grow; a second quality or a rewind begins another run. */
struct DeliveredSum {
    GHashTable *open; /* DeliveredRun → itself, by viewing and kind */
    GArray *closed;   /* DeliveredRun */
};

static guint hash_run(gconstpointer data) {
    const DeliveredRun *run = data;
    guint hash;
    memcpy(&hash, run->viewing + DELIVERED_ID_BYTES - sizeof hash, sizeof hash);
    return hash ^ run->kind;
}

static gboolean equals_run(gconstpointer a, gconstpointer b) {
    const DeliveredRun *one = a, *other = b;
    return one->kind == other->kind &&
           memcmp(one->viewing, other->viewing, sizeof one->viewing) == 0;
}

DeliveredSum *delivered_sum_new(void) {
    DeliveredSum *sum = g_new0(DeliveredSum, 1);
    sum->open = g_hash_table_new_full(hash_run, equals_run, g_free, NULL);
    sum->closed = g_array_new(FALSE, FALSE, sizeof(DeliveredRun));
    return sum;
}

void delivered_sum_free(DeliveredSum *sum) {
    if (!sum)
        return;
    g_hash_table_destroy(sum->open);
    g_array_unref(sum->closed);
    g_free(sum);
}

void delivered_sum_add(DeliveredSum *sum, const DeliveredNote *note) {
    DeliveredRun run = {.kind = note->kind,
                        .first = note->first,
                        .end = note->first + note->n_units,
                        .bytes = note->bytes};
    memcpy(run.viewing, note->viewing, sizeof run.viewing);
    DeliveredRun *open = g_hash_table_lookup(sum->open, &run);
    if (open && run.first >= open->first && run.first <= open->end) {
        open->end = MAX(open->end, run.end);
        open->bytes += run.bytes;
        return;
    }
    if (open) {
        g_array_append_val(sum->closed, *open);
        *open = run;
    } else if (g_hash_table_size(sum->open) == DELIVERED_SUM_MAX_VIEWINGS) {
        g_array_append_val(sum->closed, run);
    } else {
        g_hash_table_add(sum->open, g_memdup2(&run, sizeof run));
    }
}

void delivered_sum_take(DeliveredSum *sum, GArray *runs) {
    GHashTableIter iter;
    void *run;
    g_array_append_vals(runs, sum->closed->data, sum->closed->len);
    g_array_set_size(sum->closed, 0);
    g_hash_table_iter_init(&iter, sum->open);
    while (g_hash_table_iter_next(&iter, &run, NULL))
        g_array_append_vals(runs, run, 1);
    g_hash_table_remove_all(sum->open);
}
