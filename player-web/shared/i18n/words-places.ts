/* Brings the words of the section of places to the page. */
import { placesEn } from './places.en.ts';
import { placesZhCN } from './places.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(placesZhCN, placesEn);
