/* Accept-Language (RFC 9110 §12.5.4) against the languages that there are. Pure. */
#pragma once

/* The index of the tag among `tags` (NULL-terminated, at least one) that `field` likes best; 0 when
 * `field` is NULL, likes none or is no list of ranges. Only the primary subtags are compared: "zh",
 * "zh-CN" and "zh-Hans" are one language. What is liked equally: the one named first. */
unsigned accept_language_best(const char *field, const char *const *tags);
