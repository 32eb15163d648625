/* Brings the words of writing lessons (pages, quizzes, answers) to the page. */
import { addWords } from './locale.ts';
import { writeEn } from './write.en.ts';
import { writeZhCN } from './write.zh-CN.ts';

addWords(writeZhCN, writeEn);
