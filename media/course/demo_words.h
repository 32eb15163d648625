/* What the lessons of --demo say. The minority languages wait for speakers who put them right. */
#pragma once

#define DEMO_N_LESSONS 2
#define DEMO_N_VOICES  3 /* the first ones of the texts' languages */
#define DEMO_N_TEXTS   4
#define DEMO_N_CUES    6
#define DEMO_CUE_S     10 /* a sentence begins every ten seconds … */
#define DEMO_SHOWN_S   8  /* … and stands for eight */
#define DEMO_LENGTH_S  (DEMO_N_CUES * DEMO_CUE_S)

extern const char *const DEMO_LANGUAGES[DEMO_N_TEXTS]; /* ISO 639-2, as a container has them */

typedef struct DemoLesson {
    const char *title; /* Chinese; the letters " : ' \ % would mean something to drawtext */
    const char *cues[DEMO_N_CUES][DEMO_N_TEXTS];
} DemoLesson;

extern const DemoLesson DEMO_LESSONS[DEMO_N_LESSONS];
