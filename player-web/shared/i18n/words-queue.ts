/* Brings the words of objections, corrections and leaves to their section of /admin. */
import { addWords } from './locale.ts';
import { queueEn } from './queue.en.ts';
import { queueZhCN } from './queue.zh-CN.ts';

addWords(queueZhCN, queueEn);
