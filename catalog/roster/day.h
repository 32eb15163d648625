/* Days of the county, as text YYYY-MM-DD (ISO 8601 §5.2.2.1): text order is their order. The
 * county's clock is that of the server's time zone. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define DAY_TEXT_BYTES 11

void day_of(int64_t at_us, char ret_day[DAY_TEXT_BYTES]);
void day_today(char ret_day[DAY_TEXT_BYTES]);
/* `n_days` after `day`, which must be a day; before it when negative. */
void day_add(const char *day, int n_days, char ret_day[DAY_TEXT_BYTES]);

/* Its first moment. `day` must be one. */
int64_t day_begin_us(const char *day);

/* A day that exists, 1900 to 2199. NULL is none. */
bool day_is_valid(const char *day);
/* ERROR_INVALID: "`attempt`: '…' is not a day such as 2026-07-01". */
bool day_check(const char *attempt, const char *day, GError **error);
