/* Line icons of the pages, drawn on a 24 × 24 grid. Decoration only: a word stands beside each. */

const PATHS = {
  alert: 'M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 3v.2',
  auto: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 0v17M12 8h5.5M12 12h8.4M12 16h5.5',
  check: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm-3.8 8.8 2.6 2.6 5-5.4',
  chevron: 'm9 5.5 6.5 6.5L9 18.5',
  cross: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm-3 5.5 6 6m0-6-6 6',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  eye_off:
    'm4 4 16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3.1 3.9M6.5 7.3A16 16 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9.3 9.3 0 0 0 4.3-1.100M9.9 9.900a3 3 0 0 0 4.2 4.2',
  info: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 7.500v5.500m0-8.700v.2',
  lock: 'M6 10.500h12v9.500H6v-9.500Zm2.5 0V8a3.5 3.5 0 0 1 7 0v2.500M12 14v2.5',
  moon: 'M20 14.300A8.3 8.3 0 0 1 9.7 4a8.3 8.3 0 1 0 10.3 10.300Z',
  pc: 'M3.5 5h17v11h-17V5ZM9 20h6m-3-4v4',
  phone: 'M7.5 3h9v18h-9V3Zm3.5 15.300h2',
  pulse: 'M3 12.500h4l2.5-6 4.5 11.5 2.5-5.500H21',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.300M19.7 3.500v4.300h-4.3',
  sign_out: 'M14 4.500H5.500v15H14M10 12h10.500m-4-4 4 4-4 4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5.500V5m0 14v2.500M2.5 12H5m14 0h2.500M5.3 5.3 7 7m10 10 1.7 1.700m0-13.400L17 7M7 17l-1.7 1.7',
  tv: 'M2.5 5.500h19v12h-19v-12ZM7 20.500h10',
  unlock: 'M6 10.500h12v9.500H6v-9.500Zm2.5 0V8a3.5 3.5 0 0 1 6.8-1.200M12 14v2.5',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.500c.6-4 3.7-6 7.5-6s6.9 2 7.5 6',
  wall: 'M3 4.500h18v15H3v-15Zm0 7.500h18M9 4.500v15m6-15v15',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
