/* Brings the words of lessons that are no films to the page. */
import { learnEn } from './learn.en.ts';
import { learnZhCN } from './learn.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(learnZhCN, learnEn);
