/* A voice that says nothing, in the rhythm of speech: syllables of vowels, each language with a
 * pitch and a pace of its own, so that one hears which one plays. */
#pragma once

#include <stdint.h>

#define DEMO_VOICE_RATE 48000

typedef struct DemoVoice {
    unsigned kind;
    double phase, low[2], high[2]; /* of the source and its two resonances */
} DemoVoice;

/* `kind`: which of the languages. */
void demo_voice_begin(DemoVoice *voice, unsigned kind);
/* The sample at `index`, each once and in their order; -1 to 1, about -23 LUFS. */
float demo_voice_sample(DemoVoice *voice, int64_t index);
