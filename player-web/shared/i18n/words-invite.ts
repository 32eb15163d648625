/* Brings the words of invitation links to the page. */
import { inviteEn } from './invite.en.ts';
import { inviteZhCN } from './invite.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(inviteZhCN, inviteEn);
