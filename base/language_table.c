#include "base/language_table.h"

#include <glib.h>
#include <string.h>

#include "base/language_tag.h"

/* clang-format off */
static const Language LANGUAGES[] = {
    {"mn-Mong", "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "蒙古语", "Mongolian", "Mong", "mon", false, true},
    {"mn-Cyrl", "Монгол", "蒙古语（西里尔文）", "Mongolian (Cyrillic)", "Cyrl", "mon", false, false},
    {"mn", "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "蒙古语", "Mongolian", "Mong", "mon", false, true},
    {"zh-yue", "粤语", "粤语", "Cantonese", "Hans", "yue", false, false},
    {"yue", "粤语", "粤语", "Cantonese", "Hans", "yue", false, false},
    {"cmn", "普通话", "普通话", "Mandarin", "Hans", "cmn", false, false},
    {"zh-Hant", "漢語", "汉语（繁体字）", "Chinese (traditional)", "Hant", "zho", false, false},
    {"zh", "普通话", "普通话", "Chinese", "Hans", "zho", false, false},
    {"bo", "བོད་སྐད་", "藏语", "Tibetan", "Tibt", "bod", false, false},
    {"khg", "ཁམས་སྐད་", "藏语（康方言）", "Khams Tibetan", "Tibt", "khg", false, false},
    {"adx", "ཨ་མདོ་སྐད་", "藏语（安多方言）", "Amdo Tibetan", "Tibt", "adx", false, false},
    {"ug", "ئۇيغۇرچە", "维吾尔语", "Uyghur", "Arab", "uig", true, false},
    {"za", "Vahcuengh", "壮语", "Zhuang", "Latn", "zha", false, false},
    {"ii", "ꆈꌠꉙ", "彝语", "Yi", "Yiii", "iii", false, false},
    {"lis", "ꓡꓲ ꓢꓴ", "傈僳语", "Lisu", "Lisu", "lis", false, false},
    {"lis-Latn", "Lisu", "傈僳语（新文字）", "Lisu (Latin)", "Latn", "lis", false, false},
    {"prk", "Parauk", "佤语（巴饶克）", "Wa (Parauk)", "Latn", "prk", false, false},
    {"wbm", "Vax", "佤语（佤）", "Wa", "Latn", "wbm", false, false},
    {"vwa", "Awa", "佤语（阿佤）", "Wa (Awa)", "Latn", "vwa", false, false},
    {"duu", "Tvrung", "独龙语", "Derung", "Latn", "duu", false, false},
    {"kk", "قازاقشا", "哈萨克语", "Kazakh", "Arab", "kaz", true, false},
    {"kk-Cyrl", "Қазақша", "哈萨克语（西里尔文）", "Kazakh (Cyrillic)", "Cyrl", "kaz", false, false},
    {"ky", "قىرعىزچا", "柯尔克孜语", "Kyrgyz", "Arab", "kir", true, false},
    {"ko", "조선말", "朝鲜语", "Korean", "Kore", "kor", false, false},
    {"khb", "ᦅᧄ ᦺᦑ ᦟᦹᧉ", "西双版纳傣语", "Dai (Xishuangbanna)", "Talu", "khb", false, false},
    {"tdd", "ᥖᥭᥰ ᥖᥬᥲ ᥑᥨᥒᥰ", "德宏傣语", "Dai (Dehong)", "Tale", "tdd", false, false},
    {"kac", "Jinghpo", "景颇语", "Jingpo", "Latn", "kac", false, false},
    {"atb", "Zaiwa", "载瓦语", "Zaiwa", "Latn", "atb", false, false},
    {"hmn", "Hmoob", "苗语", "Miao", "Latn", "hmn", false, false},
    {"hmd", "A-Hmao", "苗语（滇东北）", "Miao (A-Hmao)", "Latn", "hmd", false, false},
    {"hea", "Hmub", "苗语（黔东）", "Miao (Hmu)", "Latn", "hea", false, false},
    {"mmr", "Xongb", "苗语（湘西）", "Miao (Xong)", "Latn", "mmr", false, false},
    {"cqd", "Hmongb", "苗语（川黔滇）", "Miao (Hmong)", "Latn", "cqd", false, false},
    {"lhu", "Ladhof", "拉祜语", "Lahu", "Latn", "lhu", false, false},
    {"hni", "Haqniqdoq", "哈尼语", "Hani", "Latn", "hni", false, false},
    {"nxq", "Naqxi", "纳西语", "Naxi", "Latn", "nxq", false, false},
    {"bca", "Baip", "白语", "Bai", "Latn", "bca", false, false},
    {"tg", "Тоҷикӣ", "塔吉克语", "Tajik", "Cyrl", "tgk", false, false},
    {"ru", "Русский", "俄语", "Russian", "Cyrl", "rus", false, false},
    {"vi", "Tiếng Việt", "越南语", "Vietnamese", "Latn", "vie", false, false},
    {"en", "English", "英语", "English", "Latn", "eng", false, false},
};
/* clang-format on */

const Language *language_table_rows(unsigned *ret_n) {
    *ret_n = G_N_ELEMENTS(LANGUAGES);
    return LANGUAGES;
}

static const Language *find(const char *tag, size_t length, const Language *rows, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        if (g_ascii_strncasecmp(rows[i].tag, tag, length) == 0 && rows[i].tag[length] == '\0')
            return &rows[i];
    }
    return NULL;
}

/* Without its last subtag, and without a single letter that then stands last; 0: nothing is left.
 */
static size_t shortened(const char *tag, size_t length) {
    while (length > 0 && tag[length - 1] != '-')
        length--;
    length -= length > 0;
    if (length >= 2 && tag[length - 2] == '-')
        length -= 2;
    return length;
}

const Language *language_table_lookup(const char *tag, const Language *own_rows, unsigned n_own) {
    for (size_t length = strlen(tag); length > 0; length = shortened(tag, length)) {
        const Language *row = find(tag, length, own_rows, n_own);
        if (!row)
            row = find(tag, length, LANGUAGES, G_N_ELEMENTS(LANGUAGES));
        if (row)
            return row;
    }
    return NULL;
}

const char *language_table_autonym(const char *tag) {
    const Language *row = language_table_lookup(tag, NULL, 0);
    return row ? row->autonym : tag;
}

/* A primary subtag of three letters is a code of ISO 639-2 or 639-3 (RFC 5646 §2.2.1). */
static bool begins_with_code3(const char *tag) {
    size_t length = strcspn(tag, "-");
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_islower(tag[i]))
            return false;
    return length == LANGUAGE_TABLE_CODE3_BYTES - 1;
}

void language_table_code3(const char *tag, char ret_code3[LANGUAGE_TABLE_CODE3_BYTES]) {
    const Language *row = language_table_lookup(tag, NULL, 0);
    const char *code = row ? row->code3 : begins_with_code3(tag) ? tag : "und";
    g_strlcpy(ret_code3, code, LANGUAGE_TABLE_CODE3_BYTES);
}

static bool is_word(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isalpha(text[i]))
            return false;
    }
    return strlen(text) == length;
}

bool language_table_is_sound(const Language *row) {
    return language_tag_is_sound(row->tag) && is_word(row->script, 4) &&
           g_ascii_isupper(row->script[0]) && is_word(row->code3, 3) &&
           g_ascii_islower(row->code3[0]) && row->autonym[0] && row->name_zh[0] &&
           !(row->is_rtl && row->is_vertical);
}
