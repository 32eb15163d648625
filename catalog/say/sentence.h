/* The server's sentences in the language of who reads them. Errors are raised in English; here they
 * are recognised by the tables of sentence_table.h and said again in Chinese. Pure; costs
 * microseconds. */
#pragma once

/* In Chinese. NULL when no row knows the sentence or a part of it: never half of each. Caller
 * frees. */
char *sentence_to_chinese(const char *english);

/* In the language that an Accept-Language field (NULL: absent) likes best; without one, or when no
 * row knows the sentence, as it is. `ret_language` gets the tag of the text, static. Caller frees.
 */
char *sentence_localize(const char *accept_language, const char *english,
                        const char **ret_language);
