#include "catalog/paper/paper_words.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/say/accept_language.h"

/* clang-format off */
static const char *const WORDS[PAPER_N_WORDS][PAPER_N_LANGUAGES] = {
    [PAPER_SHEET] = {"签到表", "Attendance sheet"},
    [PAPER_BLANK] = {"签到表（手写）", "Attendance list to be filled in by hand"},
    [PAPER_SLIP] = {"学习证明", "Record of attendance"},
    [PAPER_NOT_CLOSED] = {"未结", "NOT CLOSED"},
    [PAPER_NOT_CLOSED_NOTE] = {"签到册尚未结算。以下只是到打印时为止录入的签到，不是最终记录；本人设备上的收看还没有计入。",
                               "This register is not closed. Below is what was entered before it was printed, not the final record; what people watched on devices of their own is not in it yet."},
    [PAPER_BLANK_NOTE] = {"请用笔签到。收回后在签到册关闭前以“补录”录入：到场、离场时间以本表为准。",
                          "To be filled in by pencil and entered afterwards, before the register is closed, as “paper”, with the times written here."},
    [PAPER_KIND] = {"类型", "Kind"},
    [PAPER_TIME] = {"时间", "Time"},
    [PAPER_PLACE] = {"地点", "Place"},
    [PAPER_UNIT] = {"组织", "Unit"},
    [PAPER_RULE] = {"认定规则", "Rule"},
    [PAPER_CLOSED] = {"结算", "Closed"},
    [PAPER_PRINTED] = {"打印", "Printed"},
    [PAPER_WHOLE_TREE] = {"全体", "Everybody"},
    [PAPER_GOES_ON] = {"进行中", "goes on"},
    [PAPER_NUMBER] = {"序号", "No."},
    [PAPER_NAME] = {"姓名", "Name"},
    [PAPER_STATE] = {"状态", "State"},
    [PAPER_LIVE] = {"直播", "Live"},
    [PAPER_REPLAY] = {"回看", "Replay"},
    [PAPER_OFFLINE] = {"离线", "Offline"},
    [PAPER_CREDITED] = {"认定", "Credited"},
    [PAPER_HOW] = {"签到方式", "Entered by"},
    [PAPER_CONFIDENCE] = {"可信度", "Confidence"},
    [PAPER_FROM] = {"到场", "From"},
    [PAPER_UNTIL] = {"离场", "Until"},
    [PAPER_HERE] = {"到", "Here"},
    [PAPER_ON_LEAVE] = {"假", "Leave"},
    [PAPER_SIGNATURE] = {"签名", "Signature"},
    [PAPER_GUESTS] = {"来宾", "Guests"},
    [PAPER_GUEST] = {"来宾", "Guest"},
    [PAPER_HEADS] = {"现场人数", "Heads counted"},
    [PAPER_CONFIRMED] = {"站点确认", "Confirmed"},
    [PAPER_SUM] = {"合计", "Sum"},
    [PAPER_EXPECTED] = {"应到", "expected"},
    [PAPER_LENGTHS] = {"（时长：分:秒）", "(lengths: minutes:seconds)"},
    [PAPER_SIGN_HERE] = {"负责人签字", "Signature"},
    [PAPER_SEAL_HERE] = {"盖章处", "Seal"},
    [PAPER_DATE] = {"日期", "Date"},
    [PAPER_CHECKPOINT] = {"账册检查点", "Checkpoint of the ledger"},
    [PAPER_CHECKPOINT_NOTE] = {"二维码就是检查点的全文。存为文件后可用 tongping verify 记录包 --known 文件 核对：打印以后，账册没有被改动。",
                               "The code is the whole text of the checkpoint. Kept as a file, `tongping verify BUNDLE --known FILE` says whether the ledger was changed since this was printed."},
    [PAPER_NO_CHECKPOINT] = {"账册还没有检查点。", "The ledger has no checkpoint yet."},
    [PAPER_ORIGIN] = {"来源", "Origin"},
    [PAPER_ENTRIES] = {"条数", "Entries"},
    [PAPER_ROOT] = {"根摘要", "Root hash"},
    [PAPER_MEMBER] = {"姓名", "Name"},
    [PAPER_TITLE] = {"内容", "Event"},
    [PAPER_REQUIRED] = {"应学", "Required"},
    [PAPER_COVERED] = {"已学", "Covered"},
    [PAPER_PRESENCE] = {"在场", "Present for"},
    [PAPER_HOURS] = {"学时", "Class-hours"},
    [PAPER_RECORD_ID] = {"记录编号", "Record"},
    [PAPER_LEAF] = {"账册条目", "Entry of the ledger"},
    [PAPER_LEAF_HASH] = {"条目摘要", "Hash of the entry"},
    [PAPER_REPLACED] = {"本记录已被更新的记录取代，请以最新记录为准。",
                        "A newer record replaces this one."},
    [PAPER_CHECK] = {"核验说明", "How to verify"},
    [PAPER_CHECK_NOTE] = {"请本人提供这条记录的回执，用核验页 verify.html 打开，或运行 tongping verify 回执文件：结果须为“是”，原文与本单一致，条目号与本单相同。不需要服务器和网络。二维码是条目号、记录编号和条目摘要，扫码可取得该条目在账册中的证明。",
                          "Ask for the receipt of this record and open it in the page verify.html, or run `tongping verify RECEIPT`: it must say yes, its text must say what stands here, and its entry must be the one named here. No server and no network is needed. The code has the entry, the record and the hash, and leads to the proof that the entry is in the ledger."},
    [PAPER_CHECK_LATER] = {"这条记录还没有检查点覆盖，回执稍后才有。",
                           "No checkpoint is over this record yet: its receipt comes later."},
};

static const struct {
    const char *word, *texts[PAPER_N_LANGUAGES];
} OF[] = {
    {"present", {"出席", "present"}},       {"late", {"迟到", "late"}},
    {"left_early", {"早退", "left early"}}, {"partial", {"部分出席", "partial"}},
    {"absent", {"缺席", "absent"}},         {"excused", {"请假", "excused"}},
    {"entered", {"已签到", "entered"}},     {"left", {"已离场", "left"}},
    {"remote", {"遥控器", "remote"}},       {"phone", {"站点管理员", "clerk"}},
    {"qr", {"本人扫码", "QR code"}},        {"card", {"刷卡", "card"}},
    {"pin", {"本人同屏", "beside"}},        {"paper", {"补录", "paper"}},
    {"account", {"本人设备", "own device"}}, {"-", {"", ""}},
    {"high", {"高", "high"}},               {"middle", {"中", "middle"}},
    {"low", {"低", "low"}},                 {"meeting", {"会议", "Meeting"}},
    {"study", {"集中学习", "Study session"}}, {"lesson", {"自学课件", "Lesson"}},
    {"carried", {"结转学时", "Hours carried over"}},
    {"step_begin", {"开始", "begin"}},      {"step_middle", {"中间", "middle"}},
    {"step_end", {"结束", "end"}},          {"step_late", {"会后", "afterwards"}},
    {"preset_meeting", {"会议", "meeting"}}, {"preset_study", {"学习", "study"}},
    {"preset_strict", {"从严", "strict"}},   {"preset_school", {"课时", "school"}},
};
/* clang-format on */

PaperLanguage paper_words_language(const char *accept_language) {
    static const char *const TAGS[] = {"zh", "en", NULL};
    return (PaperLanguage)accept_language_best(accept_language, TAGS);
}

const char *paper_words(PaperLanguage language, PaperWord word) {
    return WORDS[word][language];
}

const char *paper_words_of(PaperLanguage language, const char *word) {
    for (unsigned i = 0; i < G_N_ELEMENTS(OF); i++)
        if (strcmp(OF[i].word, word) == 0)
            return OF[i].texts[language];
    return word;
}

char *paper_words_list(PaperLanguage language, const char *words) {
    GString *out = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(words, ",", -1);
    for (unsigned i = 0; parts[i]; i++) {
        g_string_append(out, i == 0 ? "" : language == PAPER_CHINESE ? "、" : ", ");
        g_string_append(out, paper_words_of(language, parts[i]));
    }
    return g_string_free(out, FALSE);
}

static char *format(int64_t at_us, const char *how) {
    if (at_us == 0)
        return g_strdup("");
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_local(at_us / CLOCK_US_PER_S);
    return g_date_time_format(moment, how);
}

char *paper_words_moment(int64_t at_us) {
    return format(at_us, "%Y-%m-%d %H:%M");
}

char *paper_words_clock(int64_t at_us) {
    return format(at_us, "%H:%M");
}

char *paper_words_zone(int64_t at_us) {
    return format(at_us, "UTC%:z");
}

char *paper_words_length(int64_t ms) {
    return g_strdup_printf("%" PRId64 ":%02" PRId64, ms / 60000, ms / 1000 % 60);
}

char *paper_words_page(PaperLanguage language, unsigned page, unsigned n_pages) {
    return language == PAPER_CHINESE ? g_strdup_printf("第 %u 页 / 共 %u 页", page, n_pages)
                                     : g_strdup_printf("Page %u of %u", page, n_pages);
}
