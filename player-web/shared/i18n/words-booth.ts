/* Brings the words of the dubbing booth of /editor to the page. */
import { boothEn } from './booth.en.ts';
import { boothZhCN } from './booth.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(boothZhCN, boothEn);
