/* Names of a roll call on the screen, twenty a page, for four arrows and OK: right goes on to the next person, also
 * over the end of a row or page; down to the row below; up from the first row to the actions above. ES5. */
import type { Direction } from '../shared/focus-grid.ts';

export const COLUMNS = 4;
export const ROWS = 5;
export const PAGE = COLUMNS * ROWS;

export interface GridCell {
  id: string;
  name: string;
  note: string; // below the name; '': nothing
  mark: string; // data-mark of the cell
  isWaiting: boolean;
}

function fill(element: HTMLElement, value: string): void {
  if (element.textContent !== value) element.textContent = value;
}

export class RollGrid {
  at = 0; // index of the person in focus
  action = -1; // index of the action in focus; -1: a person
  private readonly root: HTMLElement;
  private readonly actions: HTMLElement;
  private readonly onPress: () => void;
  private cells: GridCell[] = [];
  private page = -1;
  private isEmpty = false; // nobody to stand on

  constructor(root: HTMLElement, actions: HTMLElement, onPress: () => void) {
    this.root = root;
    this.actions = actions;
    this.onPress = onPress;
  }

  pages(): number {
    return Math.max(1, Math.ceil(this.cells.length / PAGE));
  }

  pageOfFocus(): number {
    return Math.floor(this.at / PAGE);
  }

  /* Who has the focus keeps it, whoever comes before. */
  set(cells: GridCell[]): void {
    const old = this.cells[this.at];
    this.cells = cells;
    for (let i = 0; old && i < cells.length; i++) {
      if ((cells[i] as GridCell).id === old.id) this.at = i;
    }
    this.at = Math.max(0, Math.min(this.at, cells.length - 1));
    const wasEmpty = this.isEmpty;
    this.isEmpty = cells.length === 0;
    if (this.isEmpty && this.action < 0) this.action = 0;
    else if (wasEmpty && !this.isEmpty) this.action = -1;
    this.draw();
    if (wasEmpty !== this.isEmpty) this.focus();
  }

  setActions(labels: string[]): void {
    while (this.actions.children.length < labels.length) this.addAction(this.actions.children.length);
    for (let i = 0; i < labels.length; i++) fill(this.actions.children[i] as HTMLElement, labels[i] as string);
  }

  next(): void {
    if (this.at < this.cells.length - 1) this.at += 1;
    this.draw();
  }

  move(direction: Direction): void {
    if (this.action >= 0) this.moveAction(direction);
    else this.movePerson(direction);
    this.draw();
    this.focus();
  }

  focus(): void {
    const element = this.action >= 0 ? this.actions.children[this.action] : this.root.children[this.at % PAGE];
    if (element) (element as HTMLElement).focus();
  }

  private movePerson(direction: Direction): void {
    const last = this.cells.length - 1;
    if (direction === 'left') this.at = Math.max(0, this.at - 1);
    else if (direction === 'right') this.at = Math.min(last, this.at + 1);
    else if (direction === 'up' && this.at % PAGE < COLUMNS) this.action = 0;
    else if (direction === 'up') this.at -= COLUMNS;
    else if (Math.floor(this.at / COLUMNS) < Math.floor(last / COLUMNS)) this.at = Math.min(last, this.at + COLUMNS);
  }

  private moveAction(direction: Direction): void {
    const last = this.actions.children.length - 1;
    if (direction === 'left') this.action = Math.max(0, this.action - 1);
    else if (direction === 'right') this.action = Math.min(last, this.action + 1);
    else if (direction === 'down' && this.cells.length > 0) this.action = -1;
  }

  private addAction(index: number): void {
    const button = this.element('roll-action', 'button');
    button.onclick = () => {
      this.action = index;
      this.onPress();
    };
    this.actions.appendChild(button);
  }

  /* No <button>: the keys of this page move among those by themselves. */
  private element(name: string, role: string): HTMLElement {
    const element = document.createElement('div');
    element.className = name;
    element.setAttribute('role', role);
    element.setAttribute('tabindex', '-1');
    return element;
  }

  private addCell(index: number): void {
    const cell = this.element('roll-cell', 'checkbox');
    const inner = document.createElement('div');
    inner.className = 'roll-inner';
    inner.appendChild(document.createElement('b'));
    inner.appendChild(document.createElement('span'));
    cell.appendChild(inner);
    cell.onclick = () => {
      this.action = -1;
      this.at = this.page * PAGE + index;
      this.onPress();
    };
    this.root.appendChild(cell);
  }

  private draw(): void {
    this.page = this.pageOfFocus();
    while (this.root.children.length < PAGE) this.addCell(this.root.children.length);
    for (let i = 0; i < PAGE; i++) this.drawCell(this.root.children[i] as HTMLElement, this.cells[this.page * PAGE + i]);
  }

  private drawCell(element: HTMLElement, cell: GridCell | undefined): void {
    element.hidden = cell === undefined;
    if (!cell) return;
    element.setAttribute('data-mark', cell.mark);
    element.setAttribute('data-waiting', cell.isWaiting ? 'yes' : 'no');
    element.setAttribute('aria-checked', cell.mark === 'here' ? 'true' : 'false');
    const inner = element.firstElementChild as HTMLElement;
    fill(inner.children[0] as HTMLElement, cell.name);
    fill(inner.children[1] as HTMLElement, cell.note);
  }
}
