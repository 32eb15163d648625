/* Brings the words of the shell of /admin to the page. */
import { adminEn } from './admin.en.ts';
import { adminZhCN } from './admin.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(adminZhCN, adminEn);
