/* Brings these words to the sections of /admin that need them. */
import { addWords } from './locale.ts';
import { officeEn } from './office.en.ts';
import { officeZhCN } from './office.zh-CN.ts';

addWords(officeZhCN, officeEn);
