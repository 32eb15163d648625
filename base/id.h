/* Random identifiers and secrets, and their text form base64url (RFC 4648 §5, no padding). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_TEXT_BYTES       37
#define ID_RANDOM_MAX_BYTES 256

/* RFC 9562 §5.7, lower case; later ones sort behind earlier ones to the microsecond. */
void id_new_uuid7(char ret_text[ID_TEXT_BYTES]);
/* Any version, lower case only: one text per id. NULL is none. */
bool id_is_uuid(const char *text);

/* At most ID_RANDOM_MAX_BYTES from the kernel; aborts when there are none. */
void id_random_bytes(void *ret_bytes, size_t length);
char *id_new_secret(unsigned n_bytes); /* base64url, caller frees */

char *id_base64url(const void *bytes, size_t length); /* caller frees */
/* One text per value: padding, foreign characters and loose last bits are refused with NULL. Caller
 * frees. */
uint8_t *id_base64url_decode(const char *text, size_t length, size_t *ret_length);

/* The same in the caller's memory: `length` / 3 * 4 + 5 bytes of text with the NUL, and `length`
 * bytes of decoded data. The first returns the length of the text. */
size_t id_base64url_put(char *ret_text, const void *bytes, size_t length);
bool id_base64url_get(uint8_t *ret_bytes, const char *text, size_t length, size_t *ret_length);
