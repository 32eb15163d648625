/* Figures of the desk as people read them. Pure but for the language of the page. */
import { locale } from '../../shared/i18n/locale.ts';

export function oneDecimal(value: number): string {
  return new Intl.NumberFormat(locale.value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

/* 2.5 Mbit/s, 480 kbit/s. */
export function bitRateText(bitsPerSecond: number): string {
  if (bitsPerSecond >= 1e6) return `${oneDecimal(bitsPerSecond / 1e6)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/* Of 1000, as disks are sold. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e12) return `${oneDecimal(bytes / 1e12)} TB`;
  if (bytes >= 1e9) return `${oneDecimal(bytes / 1e9)} GB`;
  return `${oneDecimal(bytes / 1e6)} MB`;
}

export function frameRateText(framesPerSecond: number, isInterlaced: boolean): string {
  const rate = Number.isInteger(framesPerSecond) ? String(framesPerSecond) : framesPerSecond.toFixed(2);
  return isInterlaced ? `${rate}i` : `${rate}p`;
}

const WARN_BELOW_BYTES = 20e9;
const BAD_BELOW_BYTES = 5e9;

export function diskTone(freeBytes: number, isStopped: boolean): 'ok' | 'warn' | 'bad' {
  if (isStopped || freeBytes < BAD_BELOW_BYTES) return 'bad';
  return freeBytes < WARN_BELOW_BYTES ? 'warn' : 'ok';
}

const POSITION = /^(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)$/;

/* 1:02:03 or 12:30; null: no position. */
export function positionOf(text: string): number | null {
  const match = POSITION.exec(text.trim());
  if (!match) return null;
  return (Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000;
}
