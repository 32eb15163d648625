/* What old televisions fetch: texts from the shelf, segments from the thread `ts`, which makes them
 * when the first one asks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/deliver/live_handler.h"
#include "media/ts/ts_maker.h"

#define TV_DOOR_CACHE_BYTES (UINT64_C(128) * 1024 * 1024)

typedef struct TvDoor {
    TsMaker *maker;
    Worker *owner; /* of the meetings */
    /* On the owner's thread: NULL: there is no such segment. */
    TsJob *(*make_job)(const TsKey *key, void *user);
    void (*fire)(uint64_t hold_key, void *user);
    void *user;
} TvDoor;

/* A LiveExtra's work; user is a TvDoor. */
bool tv_door_answer(const LiveQuestion *question, GateAnswer *answer, void *user);
