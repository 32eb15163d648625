/* Brings the words of one's own records to the page. */
import { addWords } from './locale.ts';
import { mineEn } from './mine.en.ts';
import { mineZhCN } from './mine.zh-CN.ts';

addWords(mineZhCN, mineEn);
