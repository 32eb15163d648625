/* What a person's name is found by: the name itself, its pinyin, its initials. Pure; any thread.
 *
 * Readings are those of Unicode's Unihan, by ICU when the server is built. A surname with a reading
 * of its own (单 Shan, 曾 Zeng) gets that one first and the ordinary one too; ü is found as v and
 * as u. Letters of other scripts stand for themselves. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PINYIN_MAX_READINGS 4

/* What makes two names the same: NFKC, case folded, without space, dots and other marks between
 * the letters ("买买提·艾力" is "买买提 艾力"). What was typed to search goes the same way.
 * "" when there is no letter; NULL when it is not UTF-8. Caller frees. */
char *pinyin_name_key(const char *name);

/* Lines of key, pinyin and initials, then pinyin and initials of each further reading:
 * "张三丰\nzhangsanfeng\nzsf". ERROR_INVALID when there is no letter in it. Caller frees. */
char *pinyin_search_key(const char *name, GError **error);
