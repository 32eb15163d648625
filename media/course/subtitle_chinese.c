#include "media/course/subtitle_chinese.h"

#include <glib.h>
#include <string.h>

/* Signs that make up two fifths of what is written in Chinese; those of lessons and forms of
 * address among them. A tenth of the Han signs of a file must be of these. */
static const char EVERYDAY[] =
    "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发"
    "后作里用道行"
    "所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日"
    "军者意无力它"
    "与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被"
    "利什二等产或"
    "新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走"
    "义各入几口认"
    "条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金"
    "指克许统区保"
    "至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据"
    "程北边死张该"
    "交规万取拉格望觉术领共确传师观清今切院让识候带导争运课农种村乡请谢您吧吗呢";

#define LEAST_EVERYDAY_PERCENT 10
#define LEAST_USUAL_PERCENT    75 /* of the signs that are not ASCII */

typedef struct Census {
    size_t n_usual, n_rare, n_long, n_han, n_everyday;
} Census;

/* Two bytes each, sorted, so that a sign is found at once. */
typedef struct Everyday {
    uint8_t is_in[128][128];
} Everyday;

static Everyday *everyday_signs(void) {
    gsize length;
    g_autofree char *coded = g_convert(EVERYDAY, -1, "GB18030", "UTF-8", NULL, &length, NULL);
    if (!coded)
        return NULL;
    Everyday *signs = g_new0(Everyday, 1);
    for (gsize i = 0; i + 1 < length; i += 2)
        signs->is_in[(uint8_t)coded[i] & 127][(uint8_t)coded[i + 1] & 127] = 1;
    return signs;
}

static bool is_between(uint8_t byte, uint8_t first, uint8_t last) {
    return byte >= first && byte <= last;
}

/* Bytes of the sequence that begins here; 0: none does. */
static size_t sequence_length(const uint8_t *at, size_t left) {
    if (at[0] < 0x80)
        return 1;
    if (!is_between(at[0], 0x81, 0xFE) || left < 2)
        return 0;
    if (is_between(at[1], 0x40, 0xFE) && at[1] != 0x7F)
        return 2;
    bool is_long = left >= 4 && is_between(at[1], 0x30, 0x39) && is_between(at[2], 0x81, 0xFE) &&
                   is_between(at[3], 0x30, 0x39);
    return is_long ? 4 : 0;
}

/* Of GB 2312: marks of Chinese text in rows 1 and 3, the 3755 frequent signs in rows 16 to 55. */
static void count_pair(Census *census, const Everyday *everyday, const uint8_t *at) {
    bool is_plane = at[1] >= 0xA1;
    bool is_mark = is_plane && (at[0] == 0xA1 || at[0] == 0xA3);
    bool is_han = is_plane && is_between(at[0], 0xB0, 0xD7);
    census->n_usual += is_mark || is_han;
    census->n_rare += !is_mark && !is_han;
    census->n_han += !is_mark;
    census->n_everyday += is_plane && everyday->is_in[at[0] & 127][at[1] & 127];
}

static bool take_census(const uint8_t *bytes, size_t length, const Everyday *everyday,
                        Census *ret_census) {
    for (size_t at = 0; at < length;) {
        size_t step = sequence_length(bytes + at, length - at);
        if (step == 0)
            return false;
        if (step == 2)
            count_pair(ret_census, everyday, bytes + at);
        ret_census->n_long += step == 4;
        at += step;
    }
    return true;
}

bool subtitle_chinese_is_gb18030(const uint8_t *bytes, size_t length) {
    g_autofree Everyday *everyday = everyday_signs();
    Census census = {0};
    if (!everyday || !take_census(bytes, length, everyday, &census))
        return false;
    size_t n_signs = census.n_usual + census.n_rare + census.n_long;
    bool is_usual = (census.n_usual + census.n_long) * 100 >= n_signs * LEAST_USUAL_PERCENT;
    bool is_everyday = census.n_everyday * 100 >= census.n_han * LEAST_EVERYDAY_PERCENT;
    bool has_proof = census.n_everyday > 0 || census.n_long > 0;
    return is_usual && is_everyday && has_proof;
}
