/* The picture beside the sign-in form: villages on hills, joined to one screen. Decoration. */

const HILLS = [
  { tone: 1, d: 'M0 395 C70 340 130 372 205 330 C285 285 345 352 430 318 C505 288 560 330 600 300 V600 H0Z' },
  { tone: 2, d: 'M0 455 C90 410 160 450 250 405 C340 362 415 430 500 395 C545 378 580 392 600 385 V600 H0Z' },
  { tone: 3, d: 'M0 520 C110 470 210 522 320 478 C430 436 520 500 600 462 V600 H0Z' },
] as const;

const VILLAGES = [
  { x: 74, y: 400, r: 5 },
  { x: 168, y: 436, r: 4 },
  { x: 252, y: 470, r: 6 },
  { x: 366, y: 428, r: 5 },
  { x: 452, y: 458, r: 4 },
  { x: 538, y: 410, r: 6 },
  { x: 118, y: 520, r: 6 },
  { x: 420, y: 532, r: 5 },
] as const;

const SCREEN = { x: 300, y: 214 } as const;

export function HeroArt() {
  return (
    <svg
      class="hero-art"
      viewBox="0 0 600 600"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      focusable="false"
    >
      {HILLS.map((hill) => (
        <path key={hill.tone} class={`hero-hill hero-hill-${hill.tone}`} d={hill.d} />
      ))}
      {VILLAGES.map((v) => (
        <path
          key={`${v.x}`}
          class="hero-thread"
          d={`M${v.x} ${v.y} Q${(v.x + SCREEN.x) / 2} ${SCREEN.y + 60} ${SCREEN.x} ${SCREEN.y + 62}`}
        />
      ))}
      {VILLAGES.map((v) => (
        <circle key={`${v.x}`} class="hero-light" cx={v.x} cy={v.y} r={v.r} />
      ))}
      <g class="hero-screen">
        <path d="M196 276 V148 a14 14 0 0 1 14 -14 h180 a14 14 0 0 1 14 14 V276" />
        <path d="M248 176 h104" />
        <rect x="244" y="206" width="112" height="70" rx="8" />
      </g>
    </svg>
  );
}
