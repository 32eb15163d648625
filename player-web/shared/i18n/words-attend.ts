/* Brings these words to the section of /admin with events and records. */
import { attendEn } from './attend.en.ts';
import { attendZhCN } from './attend.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(attendZhCN, attendEn);
