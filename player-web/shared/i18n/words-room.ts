/* Brings the words of meetings in which all may speak to the page. */
import { addWords } from './locale.ts';
import { roomEn } from './room.en.ts';
import { roomZhCN } from './room.zh-CN.ts';

addWords(roomZhCN, roomEn);
