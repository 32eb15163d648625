#include "catalog/intake/import_field.h"

#include <string.h>

#define TITLES(...)                                                                                \
    (const char *const[]) {                                                                        \
        __VA_ARGS__, NULL                                                                          \
    }

const char *const IMPORT_KIND_WORDS[] = {"units", "members", NULL};

static const ImportField UNIT_FIELDS[] = {
    {"parent", "上级组织", .fills_down = true,
     .titles = TITLES("上级", "上级单位", "上级党组织", "上级组织名称", "上级党组织名称",
                      "上级党委", "隶属组织", "隶属", "parent", "parentunit")},
    {"name", "组织名称", .is_required = true,
     .titles = TITLES("名称", "单位名称", "党组织名称", "党组织全称", "组织全称", "组织", "党组织",
                      "支部名称", "机构名称", "name", "unit", "unitname")},
    {"level", "层级", .fills_down = true,
     .titles = TITLES("级别", "层次", "组织类别", "组织层级", "类型", "level")},
    {"code", "代码",
     .titles =
         TITLES("组织代码", "统计代码", "区划代码", "行政区划代码", "统计用区划代码", "code")},
    {"external_id", "外部编号",
     .titles = TITLES("组织编号", "党组织编码", "组织编码", "编号", "编码", "id", "externalid")},
    {NULL},
};

static const ImportField MEMBER_FIELDS[] = {
    {"name", "姓名", .is_required = true,
     .titles = TITLES("名字", "党员姓名", "人员姓名", "name", "fullname")},
    {"identity_number", "身份证号", .is_secret = true,
     .titles = TITLES("身份证", "身份证号码", "公民身份号码", "公民身份证号码", "证件号",
                      "证件号码", "identitynumber", "idnumber")},
    {"phone", "手机号", .is_secret = true,
     .titles = TITLES("手机", "手机号码", "联系电话", "电话", "电话号码", "联系方式", "移动电话",
                      "phone", "mobile", "telephone")},
    {"unit", "所在党支部", .is_required = true, .fills_down = true,
     .titles =
         TITLES("党支部", "所在支部", "支部", "支部名称", "所属党支部", "所在党组织", "所属党组织",
                "所在组织", "所属组织", "组织", "单位", "所在单位", "unit", "branch")},
    {"kind", "类别", .fills_down = true,
     .titles = TITLES("人员类别", "党员类别", "人员类型", "党员类型", "类型", "政治面貌", "身份",
                      "kind")},
    {"gender", "性别", .titles = TITLES("gender", "sex")},
    {"from", "转入日期", .fills_down = true,
     .titles =
         TITLES("进入支部日期", "进入党支部日期", "转入时间", "转入组织日期", "起始日期", "from")},
    {"external_id", "外部编号",
     .titles = TITLES("人员编号", "党员编号", "编号", "编码", "id", "externalid")},
    {NULL},
};

const ImportField *import_field_table(ImportKind kind) {
    return kind == IMPORT_UNITS ? UNIT_FIELDS : MEMBER_FIELDS;
}

int import_field_find(ImportKind kind, const char *word) {
    const ImportField *fields = import_field_table(kind);
    for (int i = 0; fields[i].word; i++)
        if (g_str_equal(fields[i].word, word))
            return i;
    return -1;
}

/* What a title is compared by: NFKC, case folded, letters and digits only, nothing in brackets. */
static char *bare_title(const char *header) {
    g_autofree char *normal = g_utf8_normalize(header, -1, G_NORMALIZE_NFKC);
    if (!normal)
        return g_strdup("");
    g_autofree char *folded = g_utf8_casefold(normal, -1);
    GString *bare = g_string_new(NULL);
    unsigned depth = 0;
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        if (letter == '(' || letter == '[' || letter == 0x3010)
            depth++;
        else if (letter == ')' || letter == ']' || letter == 0x3011)
            depth -= depth > 0;
        else if (depth == 0 && g_unichar_isalnum(letter))
            g_string_append_unichar(bare, letter);
    }
    return g_string_free(bare, FALSE);
}

/* How well a title of the table names this header: 0 not at all, G_MAXSIZE exactly. */
static size_t likeness(const char *bare, const char *title) {
    if (g_str_equal(bare, title))
        return G_MAXSIZE;
    return strstr(bare, title) ? strlen(title) : 0;
}

int import_field_of_header(ImportKind kind, const char *header) {
    g_autofree char *bare = bare_title(header);
    const ImportField *fields = import_field_table(kind);
    size_t best = strlen("单位"); /* shorter titles must match exactly */
    int found = -1;
    for (int i = 0; *bare && fields[i].word; i++) {
        size_t score = likeness(bare, fields[i].name);
        for (unsigned k = 0; fields[i].titles[k]; k++)
            score = MAX(score, likeness(bare, fields[i].titles[k]));
        if (score > best) {
            best = score;
            found = i;
        }
    }
    return found;
}
