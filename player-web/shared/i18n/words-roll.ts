/* Brings the words of the roll call to the page. */
import { addWords } from './locale.ts';
import { rollEn } from './roll.en.ts';
import { rollZhCN } from './roll.zh-CN.ts';

addWords(rollZhCN, rollEn);
