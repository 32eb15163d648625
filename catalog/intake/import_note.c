#include "catalog/intake/import_note.h"

#include <string.h>

#include "catalog/say/sentence.h"

/* clang-format off */
static const char *const SENTENCES[IMPORT_N_NOTES][IMPORT_N_LANGUAGES] = {
    [NOTE_NAME_MISSING] = {"没有填写名称", "The name is missing."},
    [NOTE_NAME_BAD] = {"名称“{a}”过长或含有不能使用的字符", "The name '{a}' is too long or has characters that cannot be used."},
    [NOTE_IDENTITY_ROUNDED] = {"身份证号已被表格软件改成近似值（{a}），后几位丢失：请把这一列设为“文本”格式，重新填写后再导入", "The spreadsheet has rounded the identity number ({a}) and lost its last digits: set the column to text, type it again."},
    [NOTE_IDENTITY_WRONG] = {"身份证号 {a} 不正确：{b}", "The identity number {a} is wrong: {b}."},
    [NOTE_PHONE_WRONG] = {"手机号 {a} 不正确", "The telephone number {a} is wrong."},
    [NOTE_UNIT_MISSING] = {"没有填写所在党支部", "The unit is missing."},
    [NOTE_UNIT_UNKNOWN] = {"组织架构中找不到“{a}”", "There is no unit '{a}' in the tree."},
    [NOTE_UNIT_AMBIGUOUS] = {"“{a}”有 {b} 个：请连同上级一起填写，例如“河东镇/{a}”", "'{a}' is the name of {b} units: write the one above too, as in 'Hedong/{a}'."},
    [NOTE_KIND_UNKNOWN] = {"类别“{a}”不认识；可以填写：{b}", "The kind '{a}' is not known; known are: {b}."},
    [NOTE_GENDER_UNKNOWN] = {"性别“{a}”不认识，请填写男或女", "The gender '{a}' is not known: write 男 or 女."},
    [NOTE_DAY_WRONG] = {"日期“{a}”不正确，请写成 2024-07-01", "The day '{a}' is wrong: write it as 2024-07-01."},
    [NOTE_CODE_WRONG] = {"代码“{a}”不是 12 位数字", "The code '{a}' does not have 12 digits."},
    [NOTE_CODE_ROUNDED] = {"代码已被表格软件改成近似值（{a}）：请把这一列设为“文本”格式", "The spreadsheet has rounded the code ({a}): set the column to text."},
    [NOTE_EXTERNAL_BAD] = {"外部编号“{a}”过长或含有不能使用的字符", "The external id '{a}' is too long or has characters that cannot be used."},
    [NOTE_FORMULA_EMPTY] = {"“{a}”一列是公式，文件里没有它的结果：请在表格软件中打开并保存一次，或改成值", "The cell under '{a}' is a formula without a result: open the file in a spreadsheet program and save it again."},
    [NOTE_CELL_ERROR] = {"“{a}”一列的单元格是错误值（{b}）", "The cell under '{a}' holds an error ({b})."},
    [NOTE_CELL_MERGED] = {"“{a}”一列的单元格是合并的：请取消合并，每行分别填写", "The cell under '{a}' is merged with others: split it and fill each row."},
    [NOTE_TWICE_IN_FILE] = {"与第 {a} 行是同一个，重复填写", "The same as row {a}, written twice."},
    [NOTE_TWICE_NO_NUMBER] = {"与第 {a} 行同名、同一组织，又没有身份证号可以区分", "Same name and unit as row {a}, and no identity number to tell them apart."},
    [NOTE_NAMESAKES] = {"花名册里这个组织有 {b} 位“{a}”：请填写身份证号", "There are {b} people named '{a}' in this unit: write the identity number."},
    [NOTE_OTHER_PERSON] = {"身份证号与外部编号属于花名册里不同的两个人", "The identity number and the external id belong to two different people of the roster."},
    [NOTE_NOT_YOURS] = {"花名册里已有这个人，但不在您管理的组织里：请由所在组织转出", "This person is in the roster, but not in a unit that you look after: his unit must transfer him."},
    [NOTE_PARENT_UNKNOWN] = {"找不到上级组织“{a}”", "There is no unit '{a}' to stand below."},
    [NOTE_PARENT_AMBIGUOUS] = {"上级组织“{a}”有 {b} 个：请写全路径", "There are {b} units named '{a}': write the whole path."},
    [NOTE_CYCLE] = {"组织“{a}”不能成为自己的上级", "Unit '{a}' cannot stand above itself."},
    [NOTE_TOO_DEEP] = {"层次超过 16 层", "The tree would have more than 16 levels."},
    [NOTE_LEVEL_UNKNOWN] = {"没有层级“{a}”", "There is no level '{a}'."},
    [NOTE_REFUSED] = {"没有导入：{a}", "Not imported: {a}."},
    [NOTE_RENAMED] = {"姓名由“{a}”改为“{b}”", "The name changes from '{a}' to '{b}'."},
    [NOTE_MOVES] = {"由“{a}”转到“{b}”", "Moves from '{a}' to '{b}'."},
    [NOTE_RETURNS] = {"曾离开花名册，将重新加入", "Had left the roster, comes back."},
    [NOTE_LEVEL_NEW] = {"层级“{a}”还没有，将会新建", "The level '{a}' is new and will be made."},
    [NOTE_TOTAL_ROW] = {"合计行，不导入", "A row of totals, not imported."},
    [NOTE_COLUMNS_MISSING] = {"没有找到这些列：{a}。请选择表头所在的行，或为各列选择内容", "No column holds: {a}. Choose the row of the header, or what each column holds."},
    [NOTE_WRONG_COUNTY] = {"{a} 行里的组织几乎都不在组织架构中：这是本县的表吗？组织架构导入了吗？", "Nearly none of the units in {a} rows are in the tree: is this the file of this county, and has the tree been imported?"},
    [NOTE_HEADER_AGAIN] = {"又一行表头，不导入", "The header once more, not imported."},
};
/* clang-format on */

static void append_filled(GString *out, const char *sentence, const char *a, const char *b) {
    for (const char *at = sentence; *at; at++) {
        const char *value = NULL;
        if (g_str_has_prefix(at, "{a}"))
            value = a ? a : "";
        else if (g_str_has_prefix(at, "{b}"))
            value = b ? b : "";
        if (value) {
            g_string_append(out, value);
            at += strlen("{a}") - 1;
        } else {
            g_string_append_c(out, *at);
        }
    }
}

static char *translate(const char *english, ImportLanguage language) {
    char *chinese = english && language == IMPORT_ZH_CN ? sentence_to_chinese(english) : NULL;
    return chinese ? chinese : g_strdup(english);
}

char *import_note_text(ImportNoteKind kind, ImportLanguage language, const char *a, const char *b) {
    g_autofree char *refusal = kind == NOTE_REFUSED ? translate(a, language) : NULL;
    g_autofree char *reason = kind == NOTE_IDENTITY_WRONG ? translate(b, language) : NULL;
    GString *out = g_string_new(NULL);
    append_filled(out, SENTENCES[kind][language], refusal ? refusal : a, reason ? reason : b);
    return g_string_free(out, FALSE);
}

ImportLanguage import_note_language(const char *locale) {
    return locale && g_str_has_prefix(locale, "en") ? IMPORT_EN : IMPORT_ZH_CN;
}
