/* Words of lessons that are no films: pages, quizzes; Chinese. */
export const learnZhCN = {
  'learn.page_of': '第 {page} 页，共 {count} 页',
  'learn.page_read': '这一页已读 {percent}%',
  'learn.page_before': '上一页',
  'learn.page_next': '下一页',
  'learn.question_of': '第 {question} 题，共 {count} 题',
  'learn.several': '这道题有不止一个正确答案。',
  'learn.question_before': '上一题',
  'learn.question_next': '下一题',
  'learn.hand_in': '交卷',
  'learn.score': '答对 {right} 题，共 {count} 题',
  'learn.right': '答对了',
  'learn.wrong': '答错了',
  'learn.right_is': '正确答案：{answer}',
  'learn.again': '再做一次',
  'learn.page_language': '文字语言',
  'learn.page_original': '原文',
} as const;
