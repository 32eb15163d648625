/* Brings the words of who watches beside somebody to the page. */
import { besideEn } from './beside.en.ts';
import { besideZhCN } from './beside.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(besideZhCN, besideEn);
