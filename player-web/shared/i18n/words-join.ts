/* Brings the words of signing in by a code to the page. */
import { joinEn } from './join.en.ts';
import { joinZhCN } from './join.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(joinZhCN, joinEn);
