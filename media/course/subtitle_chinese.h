/* Whether bytes that are valid GB18030 were meant as GB18030. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* GB 18030-2022: sequences of one, two and four bytes. True when the most part of what is not ASCII
 * is of GB 2312's frequent plane with as many everyday signs as Chinese sentences have, or of four
 * bytes. Big5, EUC-KR, EUC-JP, Shift_JIS and the Windows code pages are not. */
bool subtitle_chinese_is_gb18030(const uint8_t *bytes, size_t length);
