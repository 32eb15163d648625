/* The paragraphs of a new dub, from what its maker chose; empty when nothing comes of it. */
import type { Dub } from './booth-store.ts';
import { originalLevels } from './original-levels.ts';
import { paragraphsOfCues, paragraphsOfSpeech, type Paragraph } from './paragraphs.ts';
import type { Picture } from './picture.ts';
import { speechIn } from './silence.ts';

export async function makeParagraphs(dub: Dub, picture: Picture): Promise<Paragraph[]> {
  if (dub.madeFrom === 'subtitle') return paragraphsOfCues(await picture.cuesOf(dub.sourceAssetId), dub.durationMs);
  return paragraphsOfSpeech(speechIn(await originalLevels(picture.baseUrl)), dub.durationMs);
}
