/* Numbers of reports as texts. Pure. */
#pragma once

#include <stdint.h>

#define REPORT_NUMBER_BYTES 32

/* Thousandths as a plain decimal number without zeros at its end. */
void report_number_thousandths(int64_t milli, char ret_text[REPORT_NUMBER_BYTES]);
