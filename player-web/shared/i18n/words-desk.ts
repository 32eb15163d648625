/* Brings the words of parts that the office pages share to the page. */
import { deskEn } from './desk.en.ts';
import { deskZhCN } from './desk.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(deskZhCN, deskEn);
