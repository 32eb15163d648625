/* Counters of the catalogue for /metrics. */
#pragma once

#include <stdint.h>

#include "catalog/auth/crypto_pool.h"
#include "catalog/auth/sessions.h"
#include "catalog/ledger_watch.h"
#include "catalog/store/store.h"
#include "catalog/upload/job_runner.h"
#include "catalog/upload/transfer.h"
#include "catalog/viewing/beat_log.h"

typedef struct CatalogStats {
    StoreStats store;
    CryptoStats crypto;
    SessionsStats sessions;
    BeatLogStats beat_log;
    TransferStats uploads;
    JobRunnerStats jobs;
    LedgerWatchState ledger;
    uint64_t sign_ins, wrong_sign_ins, throttled_sign_ins;
} CatalogStats;
