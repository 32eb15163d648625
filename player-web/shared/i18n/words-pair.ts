/* Brings these words to the page that pairs screens. */
import { addWords } from './locale.ts';
import { pairEn } from './pair.en.ts';
import { pairZhCN } from './pair.zh-CN.ts';

addWords(pairZhCN, pairEn);
