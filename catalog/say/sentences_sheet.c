#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_SHEET[] = {
    /* imports */
    {"'kind' must be 'units' or 'members'.", "“kind”只能是 units 或 members。"},
    {"'format' must be 'csv' or 'xlsx'.", "“format”只能是 csv 或 xlsx。"},
    {"'outcome', 'after' or 'limit' is not one of the values they may have.", "“outcome”、“after”或“limit”的值不正确。"},
    {"The file is empty.", "文件是空的。"},
    {"A column cannot hold '%s'.", "没有“{1}”这种列。"},
    {"%s imports are open already: finish or remove one first", "已有 {1} 项导入没有完成，请先完成或取消一项"},
    {"cannot find this import: files are kept for an hour and not over a restart; bring it again", "找不到这次导入：文件只保留一小时，服务器重启后也不保留，请重新上传"},
    {"cannot change this import: it is being read or written", "暂时不能修改这次导入：正在读取或写入，请稍后再试"},
    {"cannot change this import: it is being read or is done", "不能修改这次导入：正在读取，或已经完成"},
    {"cannot show rows now: the file is being read or written", "暂时不能显示各行：文件正在读取或写入，请稍后再试"},
    {"cannot report on this import now: it is still being read", "暂时不能下载结果：文件还在读取，请稍后再试"},
    {"cannot import this now: it must be read and its columns chosen first", "还不能导入：请等文件读取完毕，并选好各列的内容"},
    {"cannot import row %s: %s", "第 {1} 行没有导入：<2>"},
    {"cannot end this member: nobody with this external id is in the roster", "不能移出：名册中没有这个外部编号的人员"},

    /* files */
    {"cannot read sheet %s: the file has %s", "没有第 {1} 张工作表：文件中共有 {2} 张"},
    {"cannot read the file: %s", "文件无法读取：<1>"},
    {"it is empty", "文件是空的"},
    {"the ZIP file is empty", "ZIP 文件是空的"},
    {"it is protected with a password; take the password off and save it again", "文件有密码保护，请去掉密码后另存"},
    {"this is an old .xls file; save it as .xlsx", "这是旧格式 .xls，请另存为 .xlsx"},
    {"this is a PDF; save the table as .xlsx or CSV", "这是 PDF，请把表格另存为 .xlsx 或 CSV"},
    {"this is a packed file (gzip); unpack it first", "这是压缩文件（gzip），请先解压"},
    {"this is a packed file (7z); unpack it first", "这是压缩文件（7z），请先解压"},
    {"this is a packed file (RAR); unpack it first", "这是压缩文件（RAR），请先解压"},
    {"this is a picture; save the table as .xlsx or CSV", "这是图片，请把表格存为 .xlsx 或 CSV"},
    {"this is a web page or XML; open it in a spreadsheet program and save it as .xlsx", "这是网页或 XML，请用表格软件打开后另存为 .xlsx"},
    {"this is a binary workbook (.xlsb); save it as .xlsx", "这是二进制工作簿（.xlsb），请另存为 .xlsx"},
    {"this is a text document; save the table as .xlsx", "这是文字文档，请把表格存为 .xlsx"},
    {"this is a presentation; save the table as .xlsx", "这是演示文稿，请把表格存为 .xlsx"},
    {"this is an OpenDocument file; save it as .xlsx", "这是 OpenDocument 文件，请另存为 .xlsx"},
    {"there is no workbook in it; save it as .xlsx", "其中没有工作簿，请另存为 .xlsx"},
    {"this is a ZIP file, not a workbook; unpack it first", "这是 ZIP 压缩文件，不是工作簿，请先解压"},
    {"cannot read the file: it has NUL bytes, so it is no text; save it as .xlsx or as CSV UTF-8", "文件无法读取：不是文本文件，请另存为 .xlsx 或 CSV UTF-8"},
    {"cannot read the file: this server does not know %s", "文件无法读取：服务器不支持 {1} 编码"},
    {"it is %s text", "文字编码有误（<1>）"},
    {"neither UTF-8 nor GB18030", "既不是 UTF-8，也不是 GB18030"},
    {"not valid UTF-16", "不是正确的 UTF-16"},
    {"not valid UTF-8", "不是正确的 UTF-8"},

    /* rows */
    {"cannot read row %s: %s", "第 {1} 行无法读取：<2>"},
    {"cannot read row %s: a cell is longer than %s characters%s", "第 {1} 行无法读取：有单元格超过 {2} 个字符<3>"},
    {"; a quote (\") may not be closed", "，可能有引号（\"）没有成对"},
    {"cannot read row %s: it has a NUL character", "第 {1} 行无法读取：含有空字符"},
    {"cannot read row %s: a quote (\") that begins in it is not closed", "第 {1} 行无法读取：从这一行开始的引号（\"）没有成对"},
    {"cannot read row %s: it has more than %s columns", "第 {1} 行无法读取：超过 {2} 列"},
    {"cannot read row %s: a cell is longer than %s characters", "第 {1} 行无法读取：有单元格超过 {2} 个字符"},
    {"cannot read row %s: it is longer than %s bytes", "第 {1} 行无法读取：超过 {2} 字节"},
    {"cannot read row %s: a sheet may have at most %s rows", "表格最多 {2} 行，从第 {1} 行起无法读取，请分成几个文件导入"},
    {"cannot read row %s: merged areas overlap in it", "第 {1} 行无法读取：合并的单元格互相重叠"},
    {"the rows behind it are not in order", "后面各行的顺序不对"},
    {"it has a cell without a place", "有单元格没有位置"},
    {"a cell is too long", "有单元格太长"},
    {"it refers to a text that the workbook does not have", "引用了工作簿中没有的文字"},
    {"cannot write row %s: the table has too many rows for one file", "第 {1} 行无法写入：行数太多，一个文件放不下"},
    {"cannot write row %s: a cell is longer than %s characters", "第 {1} 行无法写入：有单元格超过 {2} 个字符"},

    /* workbooks */
    {"cannot read the workbook: it is damaged (%s)", "工作簿已损坏，请用表格软件打开后另存，再试一次"},
    {"cannot read the workbook: it has no sheet with cells", "工作簿中没有内容"},
    {"cannot read the workbook: it has more than %s sheets", "工作簿超过 {1} 张工作表"},
    {"cannot read the workbook: it has more than %s relations", "工作簿过于复杂（超过 {1} 处引用），请只保留要导入的工作表"},
    {"cannot read the workbook: it has more than %s styles", "工作簿的样式超过 {1} 种，请把内容复制到新的工作簿中"},
    {"cannot read the workbook: its texts are longer than %s bytes", "工作簿的文字超过 {1} 字节，请分成几个文件导入"},
    {"cannot read the workbook: it unpacks to more than %s times its size", "工作簿解压后超过原来的 {1} 倍，不安全，没有读取"},
    {"cannot read the workbook: it unpacks to more than %s bytes", "工作簿解压后超过 {1} 字节，请分成几个文件导入"},
    {"cannot read the sheet: it has more than %s merged areas", "工作表中合并的单元格超过 {1} 处，请取消合并"},
    {NULL, NULL},
};
/* clang-format on */
