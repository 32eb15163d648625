/* What token.c needs of the root keys. Private to it. */
#pragma once

#include "base/token.h"

/* HKDF-SHA256 of one root key; `info` separates all uses from each other. */
bool token_keys_expand(const TokenKeys *keys, unsigned index, const void *info, size_t info_length,
                       uint8_t *ret_key, size_t length);
