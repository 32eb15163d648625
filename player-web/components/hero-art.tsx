/* The picture beside the sign-in form: villages on hills, joined to one screen. Decoration. */

const HILLS = [
  'M0 425 C70 380 130 405 205 372 C285 338 345 390 430 362 C505 338 560 372 600 350 V600 H0Z',
  'M0 480 C90 440 160 474 250 436 C340 398 415 456 500 426 C545 410 580 422 600 416 V600 H0Z',
  'M0 538 C110 496 210 540 320 502 C430 466 520 522 600 490 V600 H0Z',
] as const;

const VILLAGES = [
  { x: 62, y: 424, r: 4 },
  { x: 150, y: 452, r: 3.5 },
  { x: 232, y: 494, r: 5 },
  { x: 372, y: 446, r: 4 },
  { x: 462, y: 478, r: 3.5 },
  { x: 540, y: 432, r: 5 },
  { x: 110, y: 540, r: 5 },
  { x: 420, y: 546, r: 4.5 },
] as const;

const SCREEN = { x: 300, bottom: 322 } as const;

function threadTo(x: number, y: number): string {
  return `M${x} ${y} Q${(x + SCREEN.x) / 2} ${SCREEN.bottom + 30} ${SCREEN.x} ${SCREEN.bottom}`;
}

export function HeroArt() {
  return (
    <svg
      class="hero-art"
      viewBox="0 0 600 600"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <radialGradient id="glow">
          <stop class="hero-glow-in" offset="0" />
          <stop class="hero-glow-out" offset="1" />
        </radialGradient>
      </defs>
      <circle class="hero-glow" cx={SCREEN.x} cy="290" r="210" />
      {HILLS.map((d, i) => (
        <path key={i} class={`hero-hill hero-hill-${i + 1}`} d={d} />
      ))}
      {VILLAGES.map(({ x, y }) => (
        <path key={x} class="hero-thread" d={threadTo(x, y)} />
      ))}
      {VILLAGES.map(({ x, y, r }) => (
        <circle key={x} class="hero-light" cx={x} cy={y} r={r} />
      ))}
      <g class="hero-screen">
        <path d="M236 326 V232 a10 10 0 0 1 10 -10 h108 a10 10 0 0 1 10 10 V326" />
        <path d="M272 250 h56" />
        <rect x="268" y="272" width="64" height="46" rx="5" />
      </g>
    </svg>
  );
}
