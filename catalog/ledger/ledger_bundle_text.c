#include "catalog/ledger/ledger_bundle_text.h"

#include <inttypes.h>
#include <string.h>

#include "catalog/ledger/ledger_prove.h"
#include "catalog/ledger/ledger_tree.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static const char EXPLANATION[] =
    "这是什么\n"
    "    "
    "这个压缩包里是“同屏”服务器导出的学习、参会记录，以及证明它们从写入之日起没有被改动过的凭据。\n"
    "    核验不需要服务器，不需要网络，也不需要相信服务器的管理员。\n"
    "\n"
    "怎样核验\n"
    "    办法一：把整个压缩包解开，用浏览器打开 " LEDGER_BUNDLE_PAGE
    "，再把这个压缩包（不是解开后的文件夹）拖进页面。\n"
    "    办法二：在任何一台装有同屏的计算机上运行：tongping verify 压缩包文件名\n"
    "    "
    "如果手里另有一份从前留下的检查点（印在会议纪要上的四行文字、二维码，或苏木乡镇服务器保存的），"
    "\n"
    "    请一并核对：tongping verify 压缩包文件名 --known "
    "检查点文件名，或在页面中贴上那四行文字。\n"
    "    这样还能发现“整个账册被换成另一本”的情形。\n"
    "\n"
    "结果说明什么\n"
    "    “是”：这条记录与签名时一字不差，并且在账册的第 N 条。\n"
    "    "
    "“否”：这条记录、它的凭据或检查点被改动过，或者不属于这本账册。会指出第一条不符的是第几条。\n"
    "          请不要再使用这个压缩包，向出具单位索取新的一份，并告知负责考核督查的人员。\n"
    "    “无法比对”：手里的检查点比导出时还新，或太旧而不在压缩包内，请索取新的压缩包。\n"
    "    核验只能证明记录写入之后没有被改动；记录写入之前点名是否属实，要看签到、确认等其他依据。\n"
    "\n"
    "压缩包里有什么\n"
    "    " LEDGER_BUNDLE_RECORDS "N.txt      账册第 N 条的原文\n"
    "    " LEDGER_BUNDLE_RECORDS "N.proof    第 N 条的凭据（C2SP tlog-proof 格式）\n"
    "    " LEDGER_BUNDLE_CHECKPOINT "           签名的检查点：来源、条数、根摘要、签名\n"
    "    " LEDGER_BUNDLE_KEYS "                 验证签名用的公钥\n"
    "    " LEDGER_BUNDLE_CONSISTENCY "          以前的检查点与现在这一份前后一致的凭据\n"
    "    " LEDGER_BUNDLE_PAGE "          核验页面，断网也能用\n"
    "    依据公开的标准：RFC 9162（默克尔树）、C2SP "
    "tlog-checkpoint、Ed25519，可用任何实现重新核验。\n";

char *ledger_bundle_text_explain(const char *title, unsigned n_entries) {
    g_autofree char *text = g_strdup_printf("核验说明\n\n%s%s条目：%u\n\n%s", title ? title : "",
                                            title ? "\n" : "", n_entries, EXPLANATION);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *joined = g_strjoinv("\r\n", lines);
    return g_strconcat(BYTE_ORDER_MARK, joined, NULL);
}

char *ledger_bundle_text_keys(Database *database, const char *checkpoint_text, GError **error) {
    char text[LEDGER_KEY_TEXT_BYTES];
    Checkpoint checkpoint;
    CheckpointKey key;
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT key_text FROM ledger_cosigner ORDER BY name", error);
    g_autoptr(GPtrArray) cosigners = statement ? statement_texts(statement, error) : NULL;
    if (!cosigners || !ledger_prove_key(database, checkpoint_text, text, error) ||
        !checkpoint_parse(checkpoint_text, strlen(checkpoint_text), &checkpoint, error) ||
        !ledger_key_parse(text, checkpoint.origin, &key, error))
        return NULL;
    g_autofree char *own = checkpoint_key_text(&key);
    GString *out = g_string_new(own);
    for (unsigned i = 0; i < cosigners->len; i++)
        g_string_append_printf(out, "\n%s", (const char *)g_ptr_array_index(cosigners, i));
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}

static bool append_proof(GString *out, const MerkleNodes *nodes, int64_t old_size, int64_t size,
                         GError **error) {
    MerkleProof proof;
    if (!merkle_prove_consistency(nodes, old_size, size, &proof, error))
        return false;
    g_autofree char *base64 =
        g_base64_encode((const uint8_t *)proof.hashes, proof.n * sizeof proof.hashes[0]);
    g_string_append_printf(out, "%" PRId64 " %s\n", old_size, base64);
    return true;
}

char *ledger_bundle_text_consistency(Database *database, int64_t size, GError **error) {
    const MerkleNodes nodes = ledger_tree_nodes(database);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT DISTINCT size FROM ledger_checkpoint WHERE size < ?1 ORDER BY size DESC LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, size);
    statement_bind_int64(statement, 2, LEDGER_BUNDLE_MAX_OLD_HEADS);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!append_proof(out, &nodes, statement_int64(statement, 0), size, error))
            return NULL;
    return step == STATEMENT_DONE ? g_strdup(out->str) : NULL;
}
