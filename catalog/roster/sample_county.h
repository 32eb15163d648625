/* The sample county as tables: a county that is nowhere, with people who never were. Its codes
 * begin with 99, which no province has; its telephone numbers are 19900000xxx; nobody has an
 * identity number. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define SAMPLE_COUNTY_N_LEVELS 3
#define SAMPLE_COUNTY_N_UNITS  16 /* a county, 3 townships, 12 villages */
#define SAMPLE_COUNTY_N_PLACES 4
#define SAMPLE_COUNTY_N_PEOPLE 160
#define SAMPLE_COUNTY_N_OTHERS 3

/* Whom the demo accounts stand for: the clerk of a township, somebody of one of its villages. */
#define SAMPLE_COUNTY_CLERK_UNIT 1
#define SAMPLE_COUNTY_MEMBER     36

extern const char *const SAMPLE_COUNTY_LEVELS[SAMPLE_COUNTY_N_LEVELS];

typedef struct SampleUnit {
    const char *name;
    int parent; /* row of the parent, which comes before it; -1: none */
    unsigned level;
    const char *code;
    unsigned n_people;
} SampleUnit;
extern const SampleUnit SAMPLE_COUNTY_UNITS[SAMPLE_COUNTY_N_UNITS];

typedef struct SamplePlace {
    const char *name, *address;
    unsigned unit;
    int serves[4]; /* rows of units, ended by -1 */
} SamplePlace;
extern const SamplePlace SAMPLE_COUNTY_PLACES[SAMPLE_COUNTY_N_PLACES];

/* Who belongs to a second unit: two who help in their township, one who works far from home. */
typedef struct SampleOther {
    unsigned person, unit;
} SampleOther;
extern const SampleOther SAMPLE_COUNTY_OTHERS[SAMPLE_COUNTY_N_OTHERS];

#define SAMPLE_COUNTY_EXEMPT        61 /* the person who is exempt for a while */
#define SAMPLE_COUNTY_EXEMPT_REASON "示例：外出参加示例培训"

typedef struct SamplePerson {
    char name[48];
    const char *kind_id, *gender, *locale; /* locale NULL: not known */
    char phone[12];                        /* "": none */
    char from_day[11];
} SamplePerson;

/* The same for each index below SAMPLE_COUNTY_N_PEOPLE at all times; every name is there once. */
void sample_county_person(unsigned index, SamplePerson *ret_person);
