/* The focus among rows of buttons: left and right within a row, up and down between rows, each row keeps its
 * place. What gets the focus is brought into view. ES5. */
import type { Direction } from '../shared/focus-grid.ts';

/* What stays visible beside the button, of its scroller. */
const MARGIN = 0.05;

const FAR = 1000; // a row, in buttons

/* What makes a button that was drawn again the same one. */
function signOf(button: HTMLElement): string {
  return button.getAttribute('data-id') || button.getAttribute('data-language') || button.id || button.textContent || '';
}

/* What the row is called, '' in a row without a name. */
function nameOf(button: HTMLElement): string {
  const shelf = button.parentElement && button.parentElement.parentElement;
  return (shelf && shelf.getAttribute('aria-label')) || '';
}

export class FocusRows {
  private readonly scroller: HTMLElement;
  private rows: HTMLElement[][] = [];
  private places: number[] = [];
  private row = 0;

  /* `scroller` moves up and down; a button's parent moves sideways. */
  constructor(scroller: HTMLElement) {
    this.scroller = scroller;
  }

  set(rows: HTMLElement[][]): void {
    this.rows = rows.filter(function (row) {
      return row.length > 0;
    });
    this.places = this.rows.map(function () {
      return 0;
    });
    this.row = 0;
  }

  /* The same rows drawn again, perhaps with others between them: true when the focus stands on a button like
   * the one that it stood on: in the row of that name, else in the nearest one. */
  renew(rows: HTMLElement[][]): boolean {
    const row = this.row;
    const place = this.places[row] || 0;
    const stood = this.rows[row] && (this.rows[row] as HTMLElement[])[place];
    let found: HTMLElement | null = null;
    let nearest = Infinity;
    this.set(rows);
    if (!stood) return false;
    this.rows.forEach(function (line, r) {
      line.forEach(function (one, p) {
        const rowsAway = nameOf(one) === nameOf(stood) ? 0 : 1 + Math.abs(r - row);
        const far = rowsAway * FAR + Math.abs(p - place);
        if (far >= nearest || signOf(one) !== signOf(stood)) return;
        found = one;
        nearest = far;
      });
    });
    if (found) this.focus(found);
    return found !== null;
  }

  /* On this button, or on the first one. */
  focus(wanted: HTMLElement | null): void {
    for (let r = 0; r < this.rows.length && wanted; r++) {
      const place = (this.rows[r] as HTMLElement[]).indexOf(wanted);
      if (place < 0) continue;
      this.row = r;
      this.places[r] = place;
      break;
    }
    this.apply();
  }

  move(direction: Direction): void {
    const row = this.rows[this.row];
    if (!row) return;
    const place = this.places[this.row] as number;
    if (direction === 'left') this.places[this.row] = Math.max(0, place - 1);
    else if (direction === 'right') this.places[this.row] = Math.min(row.length - 1, place + 1);
    else if (direction === 'up') this.row = Math.max(0, this.row - 1);
    else this.row = Math.min(this.rows.length - 1, this.row + 1);
    this.apply();
  }

  private apply(): void {
    const row = this.rows[this.row];
    const button = row && row[this.places[this.row] as number];
    if (!button) return;
    button.focus();
    this.show(button);
  }

  private show(button: HTMLElement): void {
    const line = button.parentElement as HTMLElement;
    const inner = line.getBoundingClientRect();
    const own = button.getBoundingClientRect();
    const side = inner.width * MARGIN;
    if (own.left < inner.left + side) line.scrollLeft -= inner.left + side - own.left;
    else if (own.right > inner.right - side) line.scrollLeft += own.right - inner.right + side;
    const outer = this.scroller.getBoundingClientRect();
    const shelf = (this.row === 0 ? this.scroller.firstElementChild : line.parentElement) as HTMLElement;
    const top = shelf.getBoundingClientRect().top;
    const edge = outer.height * MARGIN;
    if (top < outer.top || this.row === 0) this.scroller.scrollTop -= outer.top - top;
    else if (own.bottom > outer.bottom - edge) this.scroller.scrollTop += own.bottom - outer.bottom + edge;
  }
}
