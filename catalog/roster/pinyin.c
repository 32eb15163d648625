#include "catalog/roster/pinyin.h"

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "catalog/store/field_text.h"

#include "pinyin_syllables.h"

/* Readings as a surname that differ from the ordinary ones. */
typedef struct Surname {
    const char *text, *reading, *second; /* second: of the second character, or NULL */
} Surname;

static const Surname SURNAMES[] = {
    {"万俟", "mo", "qi"},   {"尉迟", "yu", "chi"},  {"长孙", "zhang", "sun"},
    {"单于", "chan", "yu"}, {"澹台", "tan", "tai"}, {"单", "shan"},
    {"曾", "zeng"},         {"解", "xie"},          {"仇", "qiu"},
    {"区", "ou"},           {"查", "zha"},          {"翟", "zhai"},
    {"朴", "piao"},         {"盖", "ge"},           {"覃", "qin"},
    {"繁", "po"},           {"乐", "yue"},          {"种", "chong"},
    {"缪", "miao"},         {"秘", "bi"},           {"折", "she"},
    {"员", "yun"},          {"贠", "yun"},          {"牟", "mu"},
    {"洗", "xian"},         {"黑", "he"},           {"召", "shao"},
    {"重", "chong"},        {"薄", "bo"},           {"祭", "zhai"},
    {"隗", "wei"},          {"卜", "bu"},           {"佴", "nai"},
    {"么", "yao"},          {"句", "gou"},          {"乜", "nie"},
};

/* ---- keys ---- */

static char *fold(const char *name) {
    return g_utf8_validate(name, -1, NULL) ? field_text_fold(name) : NULL;
}

static bool is_letter(gunichar c) {
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static char *letters_of(const char *folded) {
    GString *key = g_string_sized_new(strlen(folded));
    for (const char *p = folded; *p; p = g_utf8_next_char(p))
        if (is_letter(g_utf8_get_char(p)))
            g_string_append_len(key, p, g_utf8_next_char(p) - p);
    return g_string_free(key, FALSE);
}

char *pinyin_name_key(const char *name) {
    g_autofree char *folded = fold(name);
    return folded ? letters_of(folded) : NULL;
}

/* ---- readings ---- */

static const char *syllable_of(gunichar c) {
    bool is_known = c >= PINYIN_FIRST && c - PINYIN_FIRST < G_N_ELEMENTS(PINYIN_READINGS);
    const char *syllable =
        is_known ? PINYIN_SYLLABLES[PINYIN_READINGS[c - PINYIN_FIRST]] : PINYIN_SYLLABLES[0];
    return *syllable ? syllable : NULL;
}

static const Surname *surname_of(const char *key) {
    for (unsigned i = 0; i < G_N_ELEMENTS(SURNAMES); i++)
        if (g_str_has_prefix(key, SURNAMES[i].text))
            return &SURNAMES[i];
    return NULL;
}

typedef struct Reading {
    const Surname *surname; /* NULL: all characters in their ordinary reading */
    bool is_v_as_u;
} Reading;

typedef struct Spelling {
    GString *full, *initials;
} Spelling;

static void add_syllable(Spelling *spelling, const char *syllable, bool is_v_as_u) {
    g_string_append_c(spelling->initials, *syllable);
    for (const char *p = syllable; *p; p++)
        g_string_append_c(spelling->full, is_v_as_u && *p == 'v' ? 'u' : *p);
}

/* Letters that have no pinyin: a word of them gives one initial. */
static void add_letter(Spelling *spelling, const char *letter, bool is_word_start) {
    size_t length = (size_t)(g_utf8_next_char(letter) - letter);
    g_string_append_len(spelling->full, letter, (gssize)length);
    if (is_word_start)
        g_string_append_len(spelling->initials, letter, (gssize)length);
}

/* `folded` still has the marks that part its words. */
static void spell(const char *folded, const Reading *reading, Spelling *spelling) {
    const char *own[] = {reading->surname ? reading->surname->reading : NULL,
                         reading->surname ? reading->surname->second : NULL};
    unsigned n_letters = 0;
    bool is_word_start = true;
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_letter(c)) {
            is_word_start = true;
            continue;
        }
        const char *syllable =
            n_letters < G_N_ELEMENTS(own) && own[n_letters] ? own[n_letters] : syllable_of(c);
        n_letters++;
        if (syllable)
            add_syllable(spelling, syllable, reading->is_v_as_u);
        else
            add_letter(spelling, p, is_word_start);
        is_word_start = syllable != NULL;
    }
}

/* A reading that spells like one before adds nothing. */
static void append_reading(GString *key, GPtrArray *known, const char *folded,
                           const Reading *reading) {
    Spelling spelling = {g_string_new(NULL), g_string_new(NULL)};
    spell(folded, reading, &spelling);
    if (!g_ptr_array_find_with_equal_func(known, spelling.full->str, g_str_equal, NULL)) {
        g_string_append_printf(key, "\n%s\n%s", spelling.full->str, spelling.initials->str);
        g_ptr_array_add(known, g_strdup(spelling.full->str));
    }
    g_string_free(spelling.full, TRUE);
    g_string_free(spelling.initials, TRUE);
}

char *pinyin_search_key(const char *name, GError **error) {
    g_autofree char *folded = fold(name);
    g_autofree char *name_key = folded ? letters_of(folded) : NULL;
    if (!name_key || !*name_key) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot use this name: there is no letter in it");
        return NULL;
    }
    const Surname *surname = surname_of(name_key);
    const Reading readings[PINYIN_MAX_READINGS] = {
        {surname, false}, {surname, true}, {NULL, false}, {NULL, true}};
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
    GString *key = g_string_new(name_key);
    for (unsigned i = 0; i < (surname ? PINYIN_MAX_READINGS : 2); i++)
        append_reading(key, known, folded, &readings[i]);
    return g_string_free(key, FALSE);
}
