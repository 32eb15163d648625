#include "catalog/roster/sample_county.h"

const char *const SAMPLE_COUNTY_LEVELS[SAMPLE_COUNTY_N_LEVELS] = {"县", "乡镇", "村"};

const SampleUnit SAMPLE_COUNTY_UNITS[SAMPLE_COUNTY_N_UNITS] = {
    {"云溪示例县", -1, 0, "990101000000", 6},   {"东坡示例镇", 0, 1, "990101100000", 10},
    {"西岭示例乡", 0, 1, "990101200000", 10},   {"南湖示例镇", 0, 1, "990101300000", 10},
    {"河东示例村", 1, 2, "990101100001", 11},   {"柳树湾示例村", 1, 2, "990101100002", 10},
    {"石桥示例村", 1, 2, "990101100003", 10},   {"青松岭示例村", 1, 2, "990101100004", 11},
    {"黑山头示例村", 2, 2, "990101200001", 10}, {"白杨沟示例村", 2, 2, "990101200002", 10},
    {"牧羊滩示例村", 2, 2, "990101200003", 11}, {"大草甸示例村", 2, 2, "990101200004", 10},
    {"湖心示例村", 3, 2, "990101300001", 10},   {"稻香示例村", 3, 2, "990101300002", 11},
    {"渔歌示例村", 3, 2, "990101300003", 10},   {"新月示例村", 3, 2, "990101300004", 10},
};

const SamplePlace SAMPLE_COUNTY_PLACES[SAMPLE_COUNTY_N_PLACES] = {
    {"县党员教育中心", "云溪示例县示例大街1号", 0, {-1}},
    {"东坡镇党群服务中心", "东坡示例镇示例路8号", 1, {4, 5, 6, -1}},
    {"牧羊滩活动室", "牧羊滩示例村1组", 10, {11, -1}},
    {"湖心活动室", "湖心示例村2组", 12, {-1}},
};

const SampleOther SAMPLE_COUNTY_OTHERS[SAMPLE_COUNTY_N_OTHERS] = {{40, 1}, {80, 2}, {50, 15}};

static const char *const SURNAMES[] = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱",
    "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯",
    "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡", "单",
};

typedef struct GivenName {
    const char *name, *gender;
} GivenName;

#define F "female"
#define M "male"

static const GivenName GIVEN[] = {
    {"建国", M}, {"秀英", F}, {"志强", M}, {"桂兰", F}, {"文博", M}, {"雪梅", F}, {"国栋", M},
    {"玉珍", F}, {"海涛", M}, {"晓燕", F}, {"长生", M}, {"春花", F}, {"明亮", M}, {"丽娟", F},
    {"永福", M}, {"金凤", F}, {"家乐", M}, {"淑芬", F}, {"天佑", M}, {"红霞", F}, {"大勇", M},
    {"云", F},   {"德海", M}, {"小满", F}, {"立春", M}, {"爱莲", F}, {"庆丰", M}, {"静怡", F},
    {"守业", M}, {"思源", M}, {"巧玲", F}, {"新民", M}, {"月华", F}, {"保田", M}, {"冬梅", F},
    {"学文", M}, {"子涵", F},
};

/* The lengths have no common divisor: neither a pair nor, with the steps below, a row repeats. */
G_STATIC_ASSERT(G_N_ELEMENTS(SURNAMES) == 41 && G_N_ELEMENTS(GIVEN) == 37);
#define SURNAME_STEP 7
#define GIVEN_STEP   5

typedef struct OwnName {
    unsigned index;
    const char *name, *gender, *locale;
} OwnName;

/* Names that are not built of two lists. */
static const OwnName OWN_NAMES[] = {
    {12, "欧阳示例", M, NULL},       {88, "巴特尔", M, "mn"},    {93, "格日勒图雅", F, "mn"},
    {101, "买买提·艾力", M, "ug"},   {104, "扎西卓玛", F, "bo"}, {109, "诺敏", F, "mn"},
    {118, "阿依古丽·吐逊", F, "ug"}, {127, "才让东珠", M, "bo"},
};

/* Rows: the first whose divisor fits says the kind. */
static const struct {
    unsigned divisor, rest;
    const char *kind_id;
} KINDS[] = {{13, 5, "probationary"}, {17, 3, "applicant"}, {19, 7, "public"}, {1, 0, "full"}};

static void set_name(unsigned index, SamplePerson *person) {
    for (unsigned i = 0; i < G_N_ELEMENTS(OWN_NAMES); i++) {
        const OwnName *own = &OWN_NAMES[i];
        if (own->index != index)
            continue;
        g_strlcpy(person->name, own->name, sizeof person->name);
        person->gender = own->gender;
        person->locale = own->locale;
        return;
    }
    const GivenName *given = &GIVEN[index * GIVEN_STEP % G_N_ELEMENTS(GIVEN)];
    g_snprintf(person->name, sizeof person->name, "%s%s",
               SURNAMES[index * SURNAME_STEP % G_N_ELEMENTS(SURNAMES)], given->name);
    person->gender = given->gender;
}

void sample_county_person(unsigned index, SamplePerson *ret_person) {
    *ret_person = (SamplePerson){.phone = ""};
    set_name(index, ret_person);
    unsigned row = 0;
    while (index % KINDS[row].divisor != KINDS[row].rest)
        row++;
    ret_person->kind_id = KINDS[row].kind_id;
    if (index % 4 != 0)
        g_snprintf(ret_person->phone, sizeof ret_person->phone, "19900000%03u", index % 1000);
    g_snprintf(ret_person->from_day, sizeof ret_person->from_day, "%04u-%02u-%02u",
               2001 + index * 3 % 24, 1 + index % 12, 1 + index % 28);
}
