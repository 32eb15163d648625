/* Empty spreadsheets with the headings that the import knows by itself. They are Chinese in either
 * language of the page: the people who fill them in are the townships' clerks. */
import { csvFile, saveFile } from '../../../shared/file-transfer.ts';
import { textIn, type PlainKey } from '../../../shared/i18n/locale.ts';

export type TemplateKind = 'units' | 'members';

const HEADINGS: Record<TemplateKind, readonly PlainKey[]> = {
  units: ['template.parent', 'template.unit', 'template.level', 'template.code'],
  members: [
    'template.name',
    'template.identity',
    'template.phone',
    'template.home',
    'template.kind',
  ],
};

const NAMES: Record<TemplateKind, PlainKey> = {
  units: 'template.units_file',
  members: 'template.members_file',
};

export function saveTemplate(kind: TemplateKind): void {
  const headings = HEADINGS[kind].map((key) => textIn('zh-CN', key));
  saveFile(csvFile(`${textIn('zh-CN', NAMES[kind])}.csv`, [headings]));
}
