/* The texts by which an indicator stands in the ledger: with all its values when a second person
 * publishes it, and when it is withdrawn. */
#pragma once

#include "catalog/attendance/indicator_table.h"

/* For what publishing adds to a draft's text. */
#define INDICATOR_SEAL_SPARE_BYTES 1024

/* Canonical text (docs/attendance.md, "Reports"). Pure; caller frees. */
char *indicator_seal_text(const IndicatorRow *row);

/* Publishes this revision of the draft. ERROR_CONFLICT for who wrote it, ERROR_STALE when
 * `revision` is not the newest, ERROR_CONFLICT too when it is no draft, ERROR_UNAVAILABLE while the
 * ledger waits. Inside a write job. */
bool indicator_seal_publish(Database *database, IndicatorRow *row, const IndicatorAct *act,
                            int64_t revision, GError **error);

/* It counts no more. ERROR_CONFLICT when it is not published. */
bool indicator_seal_withdraw(Database *database, IndicatorRow *row, const IndicatorAct *act,
                             const char *reason, GError **error);
