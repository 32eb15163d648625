/* Brings the words of a telephone that is a television's camera to the page. */
import { cameraEn } from './camera.en.ts';
import { cameraZhCN } from './camera.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(cameraZhCN, cameraEn);
