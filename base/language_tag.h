/* BCP 47 tags by their form (RFC 5646 §2.1); knows no registry. Pure. */
#pragma once

#include <stdbool.h>

#define LANGUAGE_TAG_MAX_BYTES 35 /* RFC 5646 §4.4.1 */

/* language[-script][-region][-variant…][-extension…][-x-…], or x-…; nothing grandfathered. */
bool language_tag_is_sound(const char *tag);
