/* What the gate benchmark serves: objects in memory behind a token, as a live playlist and its
 * parts will be, and a playlist that is held until the next release. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/token.h"

#define BENCH_PLAYLIST_BYTES 1200u
#define BENCH_PART_BYTES     60000u
#define BENCH_MAX_VIEWINGS   1024u
#define BENCH_MAX_RELEASES   4096u /* half an hour of two per second; kept until the end */

typedef struct BenchObjects BenchObjects;

/* Serves PREFIX~TOKEN/playlist.m3u8, part.m4s (memory), part-file.m4s (memfd) and hold.m3u8. */
#define BENCH_PREFIX "/live/bench/"

/* `keys` is borrowed. */
BenchObjects *bench_objects_new(const TokenKeys *keys, GError **error);
void bench_objects_free(BenchObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BenchObjects, bench_objects_free)

GateHandler bench_objects_handler(BenchObjects *objects);

/* Before the first release: the key that requests for hold.m3u8 wait for. */
void bench_objects_set_key(BenchObjects *objects, uint64_t hold_key);

/* Publishes the next hold.m3u8, stamped with the current time, and fires the key. One thread. */
void bench_objects_release(BenchObjects *objects, Gate *gate);

/* A token for viewing number `viewing`, valid for a day. */
void bench_objects_sign(BenchObjects *objects, unsigned viewing,
                        char ret_text[TOKEN_TEXT_MAX_BYTES]);

/* Body bytes given to the kernel, over all viewings. */
uint64_t bench_objects_sent_bytes(const BenchObjects *objects);
