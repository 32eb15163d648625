/* Brings the words of who looked at records to the pages that show it. */
import { addWords } from './locale.ts';
import { readersEn } from './readers.en.ts';
import { readersZhCN } from './readers.zh-CN.ts';

addWords(readersZhCN, readersEn);
