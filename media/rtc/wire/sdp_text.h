/* Words and numbers of a line that is taken apart in place. Private to sdp*.c. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in front of `separator` or the end, terminated; *rest moves behind it. With ' ', empty
 * words are skipped. */
char *sdp_text_cut(char **rest, char separator);

/* Decimal digits only, at most `max`. */
bool sdp_text_number(const char *text, uint64_t max, uint64_t *ret_number);

/* A token of RFC 8866 §9 of 1 to max_chars characters. */
bool sdp_text_is_token(const char *text, size_t max_chars);
