/* Brings the words of the way to meetings in which all may speak. */
import { addWords } from './locale.ts';
import { roomsEn } from './rooms.en.ts';
import { roomsZhCN } from './rooms.zh-CN.ts';

addWords(roomsZhCN, roomsEn);
