/* What the server says, in English as the sources write it and in Chinese. One table for each area;
 * tests/style/check_sentences.py compares them with the sources. */
#pragma once

#define SENTENCE_MAX_HOLES 9

typedef struct SentenceRow {
    /* A format string with each of its conversions as %s: a hole. Two holes have a text between
     * them. NULL ends a table. */
    const char *english;
    /* {1} is the text of the first hole as it is: names, numbers. <1> is a part of the sentence
     * that has a row of its own, or nothing. [1] is a list of such parts, divided by ", ". */
    const char *chinese;
} SentenceRow;

extern const SentenceRow SENTENCES_ACCESS[];     /* requests, signing in, accounts, the store */
extern const SentenceRow SENTENCES_OFFICE[];     /* rights, slips, exports, screens */
extern const SentenceRow SENTENCES_ROSTER[];     /* units, places, people */
extern const SentenceRow SENTENCES_MEETING[];    /* meetings, their inputs */
extern const SentenceRow SENTENCES_CONFERENCE[]; /* people's media: WHIP, WHEP, their offers */
extern const SentenceRow SENTENCES_SHEET[];      /* spreadsheets and imports */
extern const SentenceRow SENTENCES_COURSE[];     /* courses, lessons, languages */
extern const SentenceRow SENTENCES_LEDGER[];
extern const SentenceRow SENTENCES_VIEWING[];  /* viewings, sites, recordings */
extern const SentenceRow SENTENCES_SUBTITLE[]; /* subtitle files */
extern const SentenceRow SENTENCES_LESSON[];   /* pages, quizzes, questions to the teacher */
extern const SentenceRow SENTENCES_UPLOAD[];   /* files for courses and their jobs */
extern const SentenceRow SENTENCES_PREPARE[];  /* files that are prepared as lessons */
extern const SentenceRow SENTENCES_POLICY[]; /* policies, duties, leaves, objections, corrections */
extern const SentenceRow SENTENCES_REGISTER[]; /* registers, presences, roll calls */
extern const SentenceRow SENTENCES_REPORT[];   /* reports */
