/* The words of printed attendance, in Chinese or English, and how moments and lengths are written.
 * Pure but for the time zone. */
#pragma once

#include <stdint.h>

typedef enum PaperLanguage { PAPER_CHINESE, PAPER_ENGLISH, PAPER_N_LANGUAGES } PaperLanguage;

/* The better one of an Accept-Language field; Chinese when it is NULL. */
PaperLanguage paper_words_language(const char *accept_language);

typedef enum PaperWord {
    PAPER_SHEET, /* titles */
    PAPER_BLANK,
    PAPER_SLIP,
    PAPER_NOT_CLOSED,
    PAPER_NOT_CLOSED_NOTE,
    PAPER_BLANK_NOTE,
    PAPER_KIND, /* of the head */
    PAPER_TIME,
    PAPER_PLACE,
    PAPER_UNIT,
    PAPER_RULE,
    PAPER_CLOSED,
    PAPER_PRINTED,
    PAPER_WHOLE_TREE,
    PAPER_GOES_ON,
    PAPER_NUMBER, /* columns */
    PAPER_NAME,
    PAPER_STATE,
    PAPER_LIVE,
    PAPER_REPLAY,
    PAPER_OFFLINE,
    PAPER_CREDITED,
    PAPER_HOW,
    PAPER_CONFIDENCE,
    PAPER_FROM,
    PAPER_UNTIL,
    PAPER_HERE,
    PAPER_ON_LEAVE,
    PAPER_SIGNATURE,
    PAPER_GUESTS, /* behind the rows */
    PAPER_GUEST,
    PAPER_HEADS,
    PAPER_CONFIRMED,
    PAPER_SUM,
    PAPER_EXPECTED,
    PAPER_LENGTHS,
    PAPER_SIGN_HERE,
    PAPER_SEAL_HERE,
    PAPER_DATE,
    PAPER_CHECKPOINT,
    PAPER_CHECKPOINT_NOTE,
    PAPER_NO_CHECKPOINT,
    PAPER_ORIGIN,
    PAPER_ENTRIES,
    PAPER_ROOT,
    PAPER_MEMBER, /* of a slip */
    PAPER_TITLE,
    PAPER_REQUIRED,
    PAPER_COVERED,
    PAPER_PRESENCE,
    PAPER_HOURS,
    PAPER_RECORD_ID,
    PAPER_LEAF,
    PAPER_LEAF_HASH,
    PAPER_REPLACED,
    PAPER_CHECK,
    PAPER_CHECK_NOTE,
    PAPER_CHECK_LATER,
    PAPER_N_WORDS
} PaperWord;

const char *paper_words(PaperLanguage language, PaperWord word);

/* Of the server's own words (states, ways of entering, confidences, kinds, steps); the word itself
 * when none is known. */
const char *paper_words_of(PaperLanguage language, const char *word);
/* The same of words with commas between them; caller frees. */
char *paper_words_list(PaperLanguage language, const char *words);

/* "2026-07-01 16:00" where the server stands, "" for 0. Caller frees. */
char *paper_words_moment(int64_t at_us);
/* "16:00", "" for 0. Caller frees. */
char *paper_words_clock(int64_t at_us);
/* "UTC+08:00" at that moment. Caller frees. */
char *paper_words_zone(int64_t at_us);
/* Minutes and seconds, "95:07", rounded down. Caller frees. */
char *paper_words_length(int64_t ms);
/* "Page 1 of 3". Caller frees. */
char *paper_words_page(PaperLanguage language, unsigned page, unsigned n_pages);
