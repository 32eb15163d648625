/* Brings these words to the sections of /admin that need them. */
import { addWords } from './locale.ts';
import { rightsEn } from './rights.en.ts';
import { rightsZhCN } from './rights.zh-CN.ts';

addWords(rightsZhCN, rightsEn);
