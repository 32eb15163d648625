#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_LEDGER[] = {
    /* leaves */
    {"The ledger waits until two persons open a new epoch.", "存证账册暂停写入，须由两人批准开启新纪元。"},
    {"There is no such ledger entry.", "存证账册中没有这一条。"},
    {"The ledger does not have these entries.", "存证账册中没有这些条目。"},
    {"cannot write a '%s' into the ledger: its text is not lines of UTF-8 of at most %s bytes", "不能将“{1}”写入存证账册：内容不是 UTF-8 文本行，或超过 {2} 个字节"},

    /* heads, epochs, cosigners */
    {"The ledger waits: %s.", "存证账册暂停写入：{1}。"},
    {"There is no checkpoint over this ledger entry yet.", "这一条还没有被任何检查点覆盖，请稍后再试。"},
    {"A new epoch is approved by two different persons, by their names.", "开启新纪元须由两个不同的人具名批准。"},
    {"The ledger is in order: a new epoch would only hide that.", "存证账册完好，无须开启新纪元。"},
    {"There are %s cosigners already.", "联署方已有 {1} 个。"},
    {"This is no checkpoint of this server's ledger.", "这不是本服务器存证账册的检查点。"},
    {"'%s' has cosigned %s entries before: a smaller checkpoint is not taken.", "“{1}”此前已联署到第 {2} 条，不能再接收更小的检查点。"},
    {"cannot ask '%s': %s", "无法访问“{1}”：{2}"},
    {"'from' must be a number of entries.", "“from”须是条数。"},
    {"No known cosigner has signed this checkpoint.", "没有已登记的联署方签署过这个检查点。"},
    {"cannot read the cosigner's key: it is not a name, a hash and a key for cosignature/v1", "无法读取联署方的密钥：它不是由名称、摘要和 cosignature/v1 公钥组成"},
    {"the checkpoint has no good cosignature of '%s'", "检查点没有“{1}”的有效联署"},
    {"cannot read the key: it is not an Ed25519 key", "无法读取密钥：它不是 Ed25519 公钥"},
    {"The key of this checkpoint is not in the ledger.", "存证账册中没有签署这个检查点的密钥。"},

    /* receipts, bundles */
    {"The text of this entry was erased.", "这一条的原文已依规删除。"},
    {"cannot read this as a proof: it has more than %s bytes", "无法作为凭据读取：它超过 {1} 个字节"},
    {"cannot read this as a proof: it is no text", "无法作为凭据读取：它不是文本"},
    {"cannot read the receipt: it is not a head, a text and a checkpoint", "无法读取回执：它不是由开头、原文和检查点组成"},
    {"cannot read the proof: it is not a salt, an index, hashes and a checkpoint", "无法读取凭据：它不是由盐值、序号、摘要和检查点组成"},
    {"entry %s is not what was signed: its text or its proof was changed", "第 {1} 条与签名时不符：原文或凭据被改动过"},
    {"entry %s is proved against another checkpoint than that of the bundle", "第 {1} 条的凭据所依据的检查点与压缩包中的不同"},
    {"entry %s is there twice", "第 {1} 条出现了两次"},
    {"The entries of a bundle are named in their order, once each.", "压缩包中的条目须按序号列出，且不得重复。"},
    {"A bundle has 1 to %s entries.", "一个压缩包须有 1 到 {1} 条。"},
    {"cannot read the bundle: it is no ZIP, or was cut off", "无法读取压缩包：它不是 ZIP 文件，或不完整"},
    {"cannot read the bundle: it has more than %s files", "无法读取压缩包：其中的文件超过 {1} 个"},
    {"cannot read '%s' of the bundle: it is damaged or encrypted", "无法读取压缩包中的“{1}”：它已损坏或被加密"},
    {"cannot read '%s' of the bundle: it has more than %s bytes", "无法读取压缩包中的“{1}”：它超过 {2} 个字节"},
    {"cannot read '%s' of the bundle: it is not there", "无法读取压缩包中的“{1}”：没有这个文件"},
    {NULL},
};
