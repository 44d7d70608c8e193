import { plainLine } from '../../base/escape/terminal.js';
import { count, counted } from '../../base/text.js';
import type { Row } from '../../contacts/reading/row.js';

/** How many bad rows are named. */
const maxNamed = 20;

/** Bad rows of a file, named one by one as they are found, up to a limit. */
export class BadRows {
  #count = 0;

  constructor(readonly tell: (text: string) => void) {}

  get count(): number {
    return this.#count;
  }

  add({ line, element }: Row, flaw: string): void {
    this.#count++;
    const place = element === undefined ? `Line ${count(line)}` : `Element ${count(element)}`;
    if (this.#count <= maxNamed) this.tell(plainLine(`${place}: ${flaw}`));
  }

  /** Says how many there were, if any. */
  conclude(): void {
    const rest = this.#count - maxNamed;
    if (rest > 0) this.tell(`… and ${counted(rest, 'more bad row')}`);
  }
}
