/* Brings the words of the page for activation slips to it. */
import { activateEn } from './activate.en.ts';
import { activateZhCN } from './activate.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(activateZhCN, activateEn);
