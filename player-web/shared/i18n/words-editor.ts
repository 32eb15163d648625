/* Brings the words of /editor to the page. */
import { editorEn } from './editor.en.ts';
import { editorZhCN } from './editor.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(editorZhCN, editorEn);
