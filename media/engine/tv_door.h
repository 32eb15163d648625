/* What old televisions fetch: texts from the shelf, segments from the thread `ts`, which makes them
 * when the first one asks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/deliver/live_handler.h"
#include "media/ts/ts_maker.h"

#define TV_DOOR_CACHE_BYTES (UINT64_C(128) * 1024 * 1024)

/* Asks the package thread for a job for `key`; `hold_key` is fired in any case. False: no time. */
typedef bool (*TvDoorWantFn)(const TsKey *key, uint64_t hold_key, void *user);

typedef struct TvDoor {
    TsMaker *maker;
    TvDoorWantFn want;
    void *user;
} TvDoor;

/* A LiveExtra's work; user is a TvDoor. */
bool tv_door_answer(const LiveQuestion *question, GateAnswer *answer, void *user);
