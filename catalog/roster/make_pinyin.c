/* Run by the build: writes a C header with the reading of each Han character, as ICU knows it, so
 * that the server itself neither carries ICU nor waits for its rules. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define FIRST          0x3400 /* CJK extension A */
#define LAST           0x9fff /* CJK unified ideographs */
#define MAX_SYLLABLES  1024
#define SYLLABLE_BYTES 8
#define DIAERESIS      0x0308

static char syllables[MAX_SYLLABLES][SYLLABLE_BYTES]; /* the first is empty: no reading */
static unsigned n_syllables = 1;

static void check(UErrorCode code, const char *attempt) {
    if (U_SUCCESS(code))
        return;
    fprintf(stderr, "cannot %s: %s\n", attempt, u_errorName(code));
    exit(1);
}

/* "lǚ" → "lv": tones go, ü becomes v as on a keyboard. False when it is not one syllable. */
static bool simplify(const UChar *latin, int32_t length, char ret_syllable[SYLLABLE_BYTES]) {
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&code);
    UChar parts[64];
    int32_t n_parts = unorm2_normalize(decompose, latin, length, parts, 64, &code);
    check(code, "decompose a reading");
    unsigned n = 0;
    for (int32_t i = 0; i < n_parts; i++) {
        if (parts[i] >= 'a' && parts[i] <= 'z' && n + 1 < SYLLABLE_BYTES)
            ret_syllable[n++] = (char)parts[i];
        else if (parts[i] == DIAERESIS && n > 0)
            ret_syllable[n - 1] = 'v';
        else if (parts[i] < 0x0300 || parts[i] > 0x036f)
            return false;
    }
    ret_syllable[n] = '\0';
    return n > 0;
}

static unsigned index_of(const char *syllable) {
    for (unsigned i = 0; i < n_syllables; i++)
        if (strcmp(syllables[i], syllable) == 0)
            return i;
    if (n_syllables == MAX_SYLLABLES) {
        fprintf(stderr, "cannot keep more than %d syllables\n", MAX_SYLLABLES);
        exit(1);
    }
    memcpy(syllables[n_syllables], syllable, SYLLABLE_BYTES);
    return n_syllables++;
}

static unsigned reading_of(UTransliterator *transliterator, UChar character) {
    UChar text[64] = {character};
    int32_t length = 1, limit = 1;
    UErrorCode code = U_ZERO_ERROR;
    utrans_transUChars(transliterator, text, &length, 64, 0, &limit, &code);
    check(code, "transliterate");
    char syllable[SYLLABLE_BYTES] = "";
    return text[0] != character && simplify(text, length, syllable) ? index_of(syllable) : 0;
}

static UTransliterator *open_transliterator(void) {
    UErrorCode code = U_ZERO_ERROR;
    UChar id[32];
    u_uastrcpy(id, "Han-Latin");
    UTransliterator *transliterator = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    check(code, "open ICU's Han-Latin");
    return transliterator;
}

int main(int argc, char **argv) {
    FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (!out) {
        fprintf(stderr, "usage: make_pinyin HEADER\n");
        return 2;
    }
    UTransliterator *transliterator = open_transliterator();
    fprintf(out, "#define PINYIN_FIRST 0x%x\nstatic const uint16_t PINYIN_READINGS[] = {", FIRST);
    for (unsigned c = FIRST; c <= LAST; c++)
        fprintf(out, "%s%u,", c % 32 == 0 ? "\n" : "", reading_of(transliterator, (UChar)c));
    fprintf(out, "\n};\nstatic const char PINYIN_SYLLABLES[][%d] = {", SYLLABLE_BYTES);
    for (unsigned i = 0; i < n_syllables; i++)
        fprintf(out, "%s\"%s\",", i % 16 == 0 ? "\n" : "", syllables[i]);
    fprintf(out, "\n};\n");
    utrans_close(transliterator);
    return fclose(out) == 0 ? 0 : 1;
}
