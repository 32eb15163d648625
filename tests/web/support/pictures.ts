/* Pictures of a page held against those in tests/web/pictures. TONGPING_PICTURES=write makes them anew:
 * look at them before they are committed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '../../../player-web/tools/browser-driver.ts';

const FOLDER = join(import.meta.dirname, '../pictures');

export function reference(name: string): Buffer | null {
  const path = join(FOLDER, `${name}.png`);
  return existsSync(path) ? readFileSync(path) : null;
}

export function writesPictures(): boolean {
  return process.env['TONGPING_PICTURES'] === 'write';
}

export function keepPicture(name: string, picture: Buffer): void {
  writeFileSync(join(FOLDER, `${name}.png`), picture);
}

/* The part of what is drawn (in either, against the first pixel's colour) that differs, 0 to 1. Both are
 * looked at in half their size, so that smoothing of edges counts little. Sizes that differ: 1. */
export function differenceOf(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async ([first, second]) => {
      const pixelsOf = async (base64: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width >> 1;
        canvas.height = image.height >> 1;
        const context = canvas.getContext('2d')!;
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        return context.getImageData(0, 0, canvas.width, canvas.height);
      };
      const [a, b] = [await pixelsOf(first!), await pixelsOf(second!)];
      if (a.width !== b.width || a.height !== b.height) return 1;
      const far = (x: Uint8ClampedArray, i: number, y: Uint8ClampedArray, k: number) =>
        Math.max(Math.abs(x[i]! - y[k]!), Math.abs(x[i + 1]! - y[k + 1]!), Math.abs(x[i + 2]! - y[k + 2]!)) > 60;
      let drawn = 0;
      let different = 0;
      for (let i = 0; i < a.data.length; i += 4) {
        if (far(a.data, i, a.data, 0) || far(b.data, i, a.data, 0)) drawn += 1;
        if (far(a.data, i, b.data, i)) different += 1;
      }
      return drawn === 0 ? 1 : different / drawn;
    },
    [one.toString('base64'), other.toString('base64')],
  );
}
