/* A list over the picture of which one is chosen: languages, qualities, answers to a question. Arrow keys
 * move the focus as everywhere on this page. */

export interface MenuRow {
  label: string;
  language: string; // of a label that is a language's own name; '': words of this page
  isChosen: boolean;
  choose(): void;
}

export class WatchMenu {
  private readonly root: HTMLElement;
  private readonly title: HTMLElement;
  private readonly rows: HTMLElement;

  constructor(root: HTMLElement, title: HTMLElement, rows: HTMLElement) {
    this.root = root;
    this.title = title;
    this.rows = rows;
  }

  isOpen(): boolean {
    return !this.root.hidden;
  }

  open(title: string, rows: MenuRow[]): void {
    this.title.textContent = title;
    this.rows.textContent = '';
    this.root.hidden = false;
    let focus: HTMLElement | null = null;
    for (let i = 0; i < rows.length; i++) {
      const button = this.add(rows[i] as MenuRow);
      if (!focus || (rows[i] as MenuRow).isChosen) focus = button;
    }
    if (focus) focus.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.rows.textContent = '';
  }

  private add(row: MenuRow): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tile watch-row' + (row.isChosen ? ' watch-row-chosen' : '');
    button.textContent = row.label;
    if (row.language) {
      button.className += ' autonym';
      button.lang = row.language;
    }
    button.onclick = () => {
      this.close();
      row.choose();
    };
    this.rows.appendChild(button);
    return button;
  }
}
