/* How values of a spreadsheet are shown to people: what looks like a number of a person is masked.
 * Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define IMPORT_SAMPLE_MAX_CHARS 40

/* At most IMPORT_SAMPLE_MAX_CHARS; every run of seven or more digits keeps its first three and last
 * two, a secret value its first three and last two letters or digits. Caller frees. */
char *import_mask_sample(const char *text, bool is_secret);
