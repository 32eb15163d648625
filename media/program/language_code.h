/* ISO 639 codes of transport streams as BCP 47 tags. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* "chi" and "zho" → "zh", "bod" → "bo", "yue" stays. Writes "" when `code` is no code at all. */
void language_code_to_tag(const char *code, char *ret_tag, size_t size);

/* True when both name the same language, whatever script or region follows. */
bool language_code_matches(const char *tag, const char *other);
