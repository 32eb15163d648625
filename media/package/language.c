#include "media/package/language.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct Language {
    const char *tag, *code3, *autonym;
} Language;

/* A tag with a script comes before the bare one: the longest row that matches counts. */
static const Language LANGUAGES[] = {
    {"mn-Mong", "mon", "ᠮᠣᠩᠭᠣᠯ"},  {"mn-Cyrl", "mon", "Монгол"},   {"mn", "mon", "ᠮᠣᠩᠭᠣᠯ"},
    {"zh-yue", "yue", "粤语"},     {"yue", "yue", "粤语"},         {"cmn", "cmn", "普通话"},
    {"zh-Hant", "zho", "漢語"},    {"zh", "zho", "普通话"},        {"bo", "bod", "བོད་ཡིག"},
    {"ug", "uig", "ئۇيغۇرچە"},     {"za", "zha", "Vahcuengh"},     {"ii", "iii", "ꆈꌠꉙ"},
    {"lis", "lis", "ꓡꓲ-ꓢꓴ"},       {"prk", "prk", "Parauk"},       {"wbm", "wbm", "Va"},
    {"vwa", "vwa", "Awa"},         {"duu", "duu", "Dvrung"},       {"kk", "kaz", "قازاقشا"},
    {"kk-Cyrl", "kaz", "Қазақша"}, {"ky", "kir", "قىرعىزچا"},      {"ko", "kor", "조선말"},
    {"khb", "khb", "ᦺᦑᦟᦹᧉ"},       {"tdd", "tdd", "ᥖᥭᥰ ᥖᥬᥳ ᥑᥨᥒᥰ"}, {"kac", "kac", "Jingpo"},
    {"hmn", "hmn", "Hmoob"},       {"lhu", "lhu", "Ladhof"},       {"hni", "hni", "Haqniqdoq"},
    {"nxq", "nxq", "Naqxi"},       {"bca", "bca", "Baipngvp"},     {"tg", "tgk", "Тоҷикӣ"},
    {"ru", "rus", "Русский"},      {"vi", "vie", "Tiếng Việt"},    {"en", "eng", "English"},
};

/* RFC 4647 §3.3.1: a range matches a tag that it equals or that goes on with "-". */
static bool tag_matches(const char *range, const char *tag) {
    size_t length = strlen(range);
    return g_ascii_strncasecmp(range, tag, length) == 0 &&
           (tag[length] == '\0' || tag[length] == '-');
}

static const Language *find_language(const char *tag) {
    const Language *best = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
        const Language *row = &LANGUAGES[i];
        if (tag_matches(row->tag, tag) && (!best || strlen(row->tag) > strlen(best->tag)))
            best = row;
    }
    return best;
}

const char *language_autonym(const char *tag) {
    const Language *row = find_language(tag);
    return row ? row->autonym : tag;
}

const char *language_code3(const char *tag) {
    const Language *row = find_language(tag);
    return row ? row->code3 : "und";
}
