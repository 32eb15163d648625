/* Days of the raw viewing log after their end: each is closed (its SHA-256 goes into the audit,
 * then beside it) and, when it is past its time, removed (the audit says so first). */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/store/store.h"
#include "catalog/viewing/log_day.h"

#define LOG_WATCH_EVERY_US   (INT64_C(3600) * 1000000)
#define LOG_WATCH_TICK_BYTES (64 * 1024 * 1024) /* looked at by one tick: some 200 ms */

typedef struct LogWatch {
    char *directory;    /* data directory; owned */
    int64_t keep_days;  /* 0: for ever */
    Store *store;       /* borrowed */
    Worker *worker;     /* the api thread; borrowed */
    int64_t next_at_us; /* monotonic; 0: at the first tick */
    atomic_int audit;   /* what the entry of `step` has come to */
    LogDayStep step;    /* with `day` */
    char day[BEAT_LOG_DAY_BYTES];
    GChecksum *sum; /* of what was read; owned */
    int fd;         /* of the day that is read; valid while `sum` is there */
    int64_t bytes;  /* read */
} LogWatch;

void log_watch_init(LogWatch *watch, const char *directory, int64_t keep_days);
void log_watch_clear(LogWatch *watch);

/* Every few seconds, on one thread, which reads LOG_WATCH_TICK_BYTES at most. */
void log_watch_tick(LogWatch *watch);
