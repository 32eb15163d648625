/* Brings the words of courses to the page. */
import { lessonsEn } from './lessons.en.ts';
import { lessonsZhCN } from './lessons.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(lessonsZhCN, lessonsEn);
