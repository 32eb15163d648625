/* Brings the words of the member's own page to the page. */
import { meEn } from './me.en.ts';
import { meZhCN } from './me.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(meZhCN, meEn);
