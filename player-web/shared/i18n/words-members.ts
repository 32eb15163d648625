/* Brings the words of the sections of members and transfers to the page. */
import { membersEn } from './members.en.ts';
import { membersZhCN } from './members.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(membersZhCN, membersEn);
