/* Brings the words of what the server tells on /admin. */
import { addWords } from './locale.ts';
import { newsEn } from './news.en.ts';
import { newsZhCN } from './news.zh-CN.ts';

addWords(newsZhCN, newsEn);
