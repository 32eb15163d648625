/* Brings the words of study sessions to the page. */
import { studyEn } from './study.en.ts';
import { studyZhCN } from './study.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(studyZhCN, studyEn);
