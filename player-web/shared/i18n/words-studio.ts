/* Brings the words of /studio to the page. */
import { addWords } from './locale.ts';
import { studioEn } from './studio.en.ts';
import { studioZhCN } from './studio.zh-CN.ts';

addWords(studioZhCN, studioEn);
