/* Puts .br and .gz beside every text file, so that the server never compresses at run time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { filesBelow } from './paths.ts';

const TEXT = /\.(html|js|css|svg|json|txt|webmanifest)$/;
const BROTLI_QUALITY = 11;
const GZIP_LEVEL = 9;

export function compressFolder(folder: string): void {
  for (const path of filesBelow(folder).filter((file) => TEXT.test(file))) {
    const bytes = readFileSync(path);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: GZIP_LEVEL }));
  }
}
