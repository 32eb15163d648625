/* Lengths of time as a clock: 0:07, 12:30, 1:02:03. Pure. */

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

export function clockLength(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/* 1.4, but never -0.1. */
export function secondsOf(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(1);
}
