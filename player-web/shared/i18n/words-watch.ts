/* Brings the words of the players to the page. */
import { addWords } from './locale.ts';
import { watchEn } from './watch.en.ts';
import { watchZhCN } from './watch.zh-CN.ts';

addWords(watchZhCN, watchEn);
