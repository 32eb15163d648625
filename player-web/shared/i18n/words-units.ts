/* Brings the words of the sections of units to the page. */
import { unitsEn } from './units.en.ts';
import { unitsZhCN } from './units.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(unitsZhCN, unitsEn);
