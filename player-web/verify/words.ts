/* The words of the page that verifies; it stands alone and brings them along. */
export const WORDS = {
  'zh-CN': {
    title: '核验记录',
    lead: '把压缩包或回执拖到这里，或选择文件。全部在本机完成，不联网，不上传。',
    choose: '选择文件…',
    known: '从前留下的检查点（可选）：贴上那四行文字',
    unreadable: '这不是压缩包，也不是回执，或已损坏，无法核验。',
    all_good: '全部 {n} 条与签名时一字不差。',
    some_bad: '{n} 条中有 {bad} 条不符，第一条不符的是第 {first} 条。请勿使用，并向出具单位查问。',
    nothing: '其中没有记录。',
    signed_by: '签名方 {origin}，共 {size} 条，公钥 {key}。',
    took: '签名用时 {signature} 毫秒，每条用时 {ms} 毫秒。',
    known_good: '与你留下的检查点前后一致。',
    known_bad: '与你留下的检查点矛盾：账册被换过。',
    known_incomparable: '无法与你留下的检查点比对，请索取新的压缩包。',
    yes: '是',
    no: '否',
    entry: '第 {index} 条',
    changed: '原文或凭据被改动过',
    signature: '检查点不是由这把公钥签名的',
    missing: '原文或凭据缺失',
    entry_unreadable: '原文或凭据无法读取',
  },
  en: {
    title: 'Verify records',
    lead: 'Drag a bundle or a receipt here, or choose the file. All is done on this machine; nothing is sent anywhere.',
    choose: 'Choose a file…',
    known: 'A checkpoint that you have kept (optional): paste its four lines',
    unreadable: 'This is no bundle and no receipt, or it is damaged: nothing can be said.',
    all_good: 'All {n} records are exactly as they were signed.',
    some_bad: '{bad} of {n} records are not as they were signed, the first is entry {first}. Do not use them; ask whoever gave them to you.',
    nothing: 'There are no records in it.',
    signed_by: 'Signed by {origin}, over {size} entries, with the key {key}.',
    took: '{signature} ms for the signature, {ms} ms for each record.',
    known_good: 'It goes on from the checkpoint that you have kept.',
    known_bad: 'It contradicts the checkpoint that you have kept: the ledger was replaced.',
    known_incomparable: 'It cannot be compared with the checkpoint that you have kept: ask for a newer bundle.',
    yes: 'yes',
    no: 'NO',
    entry: 'Entry {index}',
    changed: 'the text or its proof was changed',
    signature: 'the checkpoint is not signed by this key',
    missing: 'the text or its proof is missing',
    entry_unreadable: 'the text or its proof cannot be read',
  },
} as const;

export type Language = keyof typeof WORDS;
export type Word = keyof (typeof WORDS)['en'];

/* Lines of records that people read first. */
export const LINES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': {
    title: '标题',
    began: '开始',
    name: '姓名',
    unit: '组织',
    required: '应学时长',
    covered: '覆盖时长',
    credited: '计入时长',
    state: '结果',
    how: '签到方式',
    confirmed: '确认人',
    reason: '原因',
    approved: '批准人',
    closed: '归档时间',
  },
  en: {
    title: 'Title',
    began: 'Began',
    name: 'Name',
    unit: 'Unit',
    required: 'Required',
    covered: 'Covered',
    credited: 'Credited',
    state: 'State',
    how: 'How',
    confirmed: 'Confirmed by',
    reason: 'Reason',
    approved: 'Approved by',
    closed: 'Closed',
  },
};

export const STATES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': { present: '到会', late: '迟到', left_early: '早退', partial: '部分', absent: '缺席', excused: '请假' },
  en: { present: 'present', late: 'late', left_early: 'left early', partial: 'partial', absent: 'absent', excused: 'excused' },
};

export function say(language: Language, word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
