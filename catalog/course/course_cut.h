/* Texts for the full-text search, and what was typed to search. Pure.
 *
 * Scripts that are written without spaces (Han, Yi, Tai, Thai, kana …) are cut into overlapping
 * pairs of characters, with the last character alone behind them: "党的建设" → "党的 的建 建设 设".
 * So two characters in the middle of a sentence are a word, and one character is the beginning of a
 * word. Other scripts keep their words. Both sides are NFKC, case folded. */
#pragma once

#include <glib.h>

#define COURSE_CUT_MAX_TERMS 32 /* of what was typed; more are left out */

/* For the table. "" when there is no letter; what is not UTF-8 counts as empty. Caller frees. */
char *course_cut_text(const char *text);

/* What was typed as an expression of FTS5 that cannot be wrong: every run of letters as a phrase in
 * quotes, all of them wanted; a run of one character, and the last run when it has spaces between
 * its words, as a beginning. NULL when there is no letter in it. Caller frees. */
char *course_cut_match(const char *typed);
