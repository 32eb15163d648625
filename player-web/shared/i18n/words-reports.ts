/* Brings these words to the section of /admin with the reports. */
import { addWords } from './locale.ts';
import { reportsEn } from './reports.en.ts';
import { reportsZhCN } from './reports.zh-CN.ts';

addWords(reportsZhCN, reportsEn);
