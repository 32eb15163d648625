/* Amounts of bytes as people read them. Pure. */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

export interface Amount {
  value: string;
  unit: (typeof UNITS)[number];
}

/* 3.82 GB: three figures, units of 1000 as disks and networks count. */
export function amountOf(bytes: number): Amount {
  let value = Math.max(0, bytes);
  let at = 0;
  while (value >= 999.5 && at < UNITS.length - 1) {
    value /= 1000;
    at += 1;
  }
  const digits = at === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return { value: value.toFixed(digits), unit: UNITS[at] ?? 'TB' };
}

export function amountText(bytes: number): string {
  const { value, unit } = amountOf(bytes);
  return `${value} ${unit}`;
}
