/* Brings the words of policies and duties to their section of /admin. */
import { addWords } from './locale.ts';
import { rulesEn } from './rules.en.ts';
import { rulesZhCN } from './rules.zh-CN.ts';

addWords(rulesZhCN, rulesEn);
