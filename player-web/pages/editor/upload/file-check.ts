/* What a chosen file is meant to be, told by its name: the server looks inside and has the last word. Pure. */
import type { UploadPurpose } from '../../../shared/contract/uploads.ts';

const ENDINGS: Readonly<Record<UploadPurpose, readonly string[]>> = {
  video: ['mkv', 'mp4', 'm4v', 'mov', 'webm', 'avi', 'wmv', 'flv', 'ts', 'm2ts', 'mts', 'mpg', 'mpeg', 'vob', 'rmvb', 'rm', '3gp', 'f4v', 'mxf', 'ogv'],
  sound: ['m4a', 'mp3', 'wav', 'aac', 'flac', 'ogg', 'oga', 'opus', 'wma', 'amr', 'aiff', 'mka', 'ac3'],
  subtitle: ['srt', 'vtt', 'ass', 'ssa'],
  document: ['pdf'],
  picture: ['jpg', 'jpeg', 'png', 'webp'],
};

/* Kinds of file that people try, and that nothing here can use. */
const OFFICE = ['doc', 'docx', 'ppt', 'pptx', 'wps', 'dps', 'xls', 'xlsx'];
const PACKED = ['zip', 'rar', '7z', 'gz', 'tar', 'iso'];

export type FileProblem = 'empty' | 'office' | 'packed' | 'unknown';

export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

export function purposeOf(name: string): UploadPurpose | null {
  const ending = endingOf(name);
  for (const [purpose, endings] of Object.entries(ENDINGS)) {
    if (endings.includes(ending)) return purpose as UploadPurpose;
  }
  return null;
}

/* Null: may go up. */
export function problemOf(file: { name: string; size: number }): FileProblem | null {
  if (file.size === 0) return 'empty';
  const ending = endingOf(file.name);
  if (OFFICE.includes(ending)) return 'office';
  if (PACKED.includes(ending)) return 'packed';
  return purposeOf(file.name) === null ? 'unknown' : null;
}

/* As an input element takes it. */
export function acceptOf(purposes: readonly UploadPurpose[]): string {
  return purposes.flatMap((purpose) => ENDINGS[purpose].map((ending) => `.${ending}`)).join(',');
}

/* A title from a file's name: without the ending, numbers and signs that only sort or tell of codecs. */
export function titleOf(name: string): string {
  const bare = name.replace(/\.[a-z0-9]{1,5}$/i, '');
  const words = bare
    .replace(/[[(【（][^\])】）]*(?:1080|720|2160|4k|x26[45]|h\.?26[45]|hevc|aac|web-?dl)[^\])】）]*[\])】）]/gi, ' ')
    .replace(/[._]+/g, ' ')
    .replace(/\b(?:2160|1080|720|480)[pi]\b|\b(?:x26[45]|h26[45]|hevc|avc|aac|web-?dl|bluray)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? bare : words;
}

interface NamedLanguage {
  tag: string;
  autonym: string;
  name_zh: string;
  name_en: string;
}

/* The language that a file's name tells of: "第3课.bo.srt", "傈僳语配音.m4a"; empty: none. */
export function languageIn(name: string, languages: readonly NamedLanguage[]): string {
  const bare = name.replace(/\.[a-z0-9]{1,5}$/i, '');
  const parts = bare.toLowerCase().split(/[^a-z0-9-]+/).filter(Boolean);
  const byTag = languages.find((one) => parts[parts.length - 1] === one.tag.toLowerCase());
  if (byTag) return byTag.tag;
  const lower = bare.toLowerCase();
  const words = lower.split(/[^a-z]+/);
  const long = [...languages].sort((a, b) => b.name_zh.length - a.name_zh.length);
  const byName = long.find(
    (one) =>
      lower.includes(one.name_zh.toLowerCase()) ||
      (one.autonym.length > 2 && lower.includes(one.autonym.toLowerCase())) ||
      (one.name_en.length > 2 && words.includes(one.name_en.toLowerCase())),
  );
  return byName?.tag ?? '';
}
