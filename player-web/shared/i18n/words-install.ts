/* Brings the words of the certificate's page to it. */
import { installEn } from './install.en.ts';
import { installZhCN } from './install.zh-CN.ts';
import { addWords } from './locale.ts';

addWords(installZhCN, installEn);
