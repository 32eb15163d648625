/* Reading without a lock what another thread replaces: epochs.
 *
 * A reader brackets its look with epoch_enter() and epoch_leave(); in between, everything that it
 * reaches through an atomic pointer stays. A writer swaps the pointer, puts the old object into its
 * bin and sweeps the bin now and then: what no reader can still see is freed.
 *
 * Readers cost two atomic stores and never wait. Nothing may block between enter and leave. */
#pragma once

#include <glib.h>

#define EPOCH_MAX_READERS 256u /* threads that read at the same time in their lives */

/* Any thread; not nested. The first call on a thread takes a place among the readers and aborts
 * when there is none. */
void epoch_enter(void);
void epoch_leave(void);

/* What one writer thread has replaced. */
typedef struct EpochBin EpochBin;

EpochBin *epoch_bin_new(void);
/* Waits for readers, frees everything. */
void epoch_bin_free(EpochBin *bin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochBin, epoch_bin_free)

/* `take_object` is no longer reachable for readers that enter from now on. */
void epoch_bin_add(EpochBin *bin, void *take_object, GDestroyNotify free_object);
/* Frees what nobody sees any more; returns how many objects stay. */
unsigned epoch_bin_sweep(EpochBin *bin);
