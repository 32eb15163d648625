import './progress.css';

interface ProgressProps {
  label: string;
  value: number;
  max: number;
}

/* How far something is; the words beside it say the same. */
export function Progress({ label, value, max }: ProgressProps) {
  return <progress class="progress" max={max} value={value} aria-label={label} />;
}
