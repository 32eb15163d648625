#include "media/course/demo_voice.h"

#include <glib.h>
#include <math.h>

#include "media/course/demo_words.h"

#define SPOKEN_S  (DEMO_SHOWN_S - 1.0)
#define BAND_HZ   90.0
#define LOUDNESS  0.00015
#define TONE_LOUD 0.006

typedef struct Way {
    double pitch, syllables_a_second, glide; /* glide: of the pitch within a syllable */
    double tone;                             /* Hz, heard in the pauses */
} Way;

static const Way WAYS[DEMO_N_VOICES] = {
    {132, 4.5, 0.22, 523.25}, {98, 5.5, 0.05, 392.00}, {168, 3.6, -0.12, 659.25}};

static const double VOWELS[][2] = {{730, 1090}, {270, 2290}, {300, 870}, {530, 1840}, {570, 840}};
static const double TONES[] = {1.0, 9.0 / 8, 5.0 / 4, 3.0 / 2, 5.0 / 3};

void demo_voice_begin(DemoVoice *voice, unsigned kind) {
    *voice = (DemoVoice){.kind = kind % DEMO_N_VOICES};
}

/* The same for the same syllable, in no order that one hears. */
static unsigned draw(unsigned kind, unsigned index) {
    unsigned value = (index + 1) * 2654435761u + kind * 40503u;
    return (value ^ value >> 15) * 2246822519u >> 16;
}

static double resonate(double memory[2], double in, double hz) {
    double radius = exp(-G_PI * BAND_HZ / DEMO_VOICE_RATE);
    double out = in + 2 * radius * cos(2 * G_PI * hz / DEMO_VOICE_RATE) * memory[0] -
                 radius * radius * memory[1];
    memory[1] = memory[0];
    memory[0] = out;
    return out;
}

static double speak(DemoVoice *voice, double at_s, unsigned sentence) {
    const Way *way = &WAYS[voice->kind];
    double syllable = at_s * way->syllables_a_second, inside = syllable - floor(syllable);
    unsigned drawn = draw(voice->kind, sentence * 64 + (unsigned)syllable);
    const double *vowel = VOWELS[drawn % G_N_ELEMENTS(VOWELS)];
    double turn = (drawn / 8 % 3 == 0 ? 1 : -0.4) * way->glide;
    double hz = way->pitch * (1 + turn * (inside - 0.5)) * (1.08 - 0.16 * at_s / SPOKEN_S);
    voice->phase += hz / DEMO_VOICE_RATE;
    voice->phase -= floor(voice->phase);
    double source = 1 - 2 * voice->phase;
    double loud = drawn / 32 % 7 == 0 ? 0 : pow(sin(G_PI * inside), 0.6);
    return LOUDNESS * loud *
           (resonate(voice->low, source, vowel[0]) + 0.5 * resonate(voice->high, source, vowel[1]));
}

float demo_voice_sample(DemoVoice *voice, int64_t index) {
    double at_s = (double)index / DEMO_VOICE_RATE;
    unsigned sentence = (unsigned)(at_s / DEMO_CUE_S);
    double inside_s = at_s - (double)sentence * DEMO_CUE_S;
    double tone = WAYS[voice->kind].tone * TONES[(unsigned)(at_s * 2) % G_N_ELEMENTS(TONES)];
    double bell = TONE_LOUD * exp(-3 * fmod(at_s, 0.5)) * sin(2 * G_PI * tone * at_s);
    if (inside_s >= SPOKEN_S)
        return (float)(6 * bell);
    return (float)CLAMP(speak(voice, inside_s, sentence) + bell, -0.9, 0.9);
}
