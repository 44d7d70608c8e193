import type { Interface, Key as ReadlineKey } from 'node:readline';
import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { createPastes, cursorMoved, lineBreak, shownDraft, typedText } from './draft.js';
import { after, before, withoutLast } from './graphemes.js';
import type { Key } from './keys.js';
import { searched } from './search.js';

/** What the user typed: a message, or a key that leaves the conversation. */
export type Typed =
  | { readonly kind: 'message'; readonly text: string; readonly isBlock: boolean }
  | { readonly kind: 'leave'; readonly how: 'end' | 'interrupt' };

// Properties that readline has had since Node 0.x, but its type definitions omit.
export type Line = Interface & { line: string; cursor: number; prevRows: number };

export type ReadingDeps = {
  readonly io: Io;
  readonly rl: Line;
  readonly prompt: string;
  /** True for the answer to a question: it is returned at Enter and not added to the history. */
  readonly isAnswer: boolean;
  /** A terminal that cannot move its cursor. */
  readonly isDumb: boolean;
  /** Words instead of symbols. */
  readonly isSpoken: boolean;
  /** The input history, newest last. */
  readonly history: () => readonly string[];
  readonly remember: (text: string) => void;
  /** Passes an editing key to readline. */
  readonly keypress: (sequence: string) => void;
  /** Opens the draft in an editor; `undefined` when it is unchanged. */
  readonly edit: (draft: string) => Promise<string | undefined>;
  readonly done: (typed: Typed) => void;
};

const twiceMs = 1500;
const escapeTwiceMs = 500;

type Search = { readonly query: string; readonly skip: number; readonly draft: string };

/** Reads one message, from the prompt to Enter. Nothing typed is ever lost: it is either sent or added to the history. */
export class Reading {
  readonly #needs: ReadingDeps;
  readonly #pastes = createPastes();
  /** Earlier lines of the message: continued with a backslash, or in a block. */
  #before: string[] = [];
  /** The line that opened a block. */
  #fence: string | undefined;
  /** The position in the history; its length means the new line being typed. */
  #place: number;
  #unsent = '';
  #search: Search | undefined;
  #interruptedMs = Number.NEGATIVE_INFINITY;
  #escapedMs = Number.NEGATIVE_INFINITY;
  /** The draft while it is open in an editor. */
  #aside: string | undefined;

  /** Messages to print once the editor closes. */
  readonly #heldBack: string[] = [];

  /** True once the message is no longer awaited. */
  #isOver = false;

  constructor(needs: ReadingDeps) {
    this.#needs = needs;
    this.#place = needs.history().length;
    needs.rl.removeAllListeners('line');
    needs.rl.on('line', (line: string) => this.#entered(typedText(line)));
  }

  begin(draft: string) {
    const { rl } = this.#needs;
    [rl.line, rl.cursor] = ['', 0];
    this.redraw();
    if (draft !== '') rl.write(this.#shown(draft));
  }

  redraw() {
    this.#needs.rl.prevRows = 0;
    this.#draw();
  }

  /** Prints text above the line, which stays unchanged. */
  above(text: string) {
    const { rl, isDumb, io } = this.#needs;
    if (this.#aside !== undefined) {
      this.#heldBack.push(text);
      return;
    }
    const { rows } = rl.getCursorPos();
    const up = rows > 0 ? `\x1b[${rows}A` : '';
    io.stderr.write(isDumb ? '\n' : `\r${up}\x1b[J`);
    this.#say(text);
    this.redraw();
  }

  leave(how: 'end' | 'interrupt') {
    // The terminal may disappear during typing.
    if (!this.#needs.isAnswer) this.#keepDraft();
    this.#dropLine();
    this.#needs.done({ kind: 'leave', how });
  }

  /** Saves the draft to the history and ends the line. */
  abandon() {
    this.#isOver = true;
    if (!this.#needs.isAnswer) this.#keepDraft();
    this.#dropLine();
  }

  key(key: Key) {
    if (this.#aside !== undefined || this.#searchTook(key)) return;
    const { rl, isDumb, keypress } = this.#needs;
    switch (key.kind) {
      case 'text':
        rl.write(shownDraft(key.text));
        break;
      case 'edit':
        keypress(key.sequence);
        break;
      case 'paste':
        rl.write(this.#shown(key.text));
        break;
      case 'newline':
        rl.write(lineBreak);
        break;
      case 'enter':
        press(rl, { name: 'return' });
        break;
      case 'backspace':
        if (isDumb) this.#dumbBackspace();
        else this.#deleteTo(before(rl.line, rl.cursor), 'backspace');
        break;
      case 'delete':
        this.#deleteTo(after(rl.line, rl.cursor), 'delete');
        break;
      case 'left':
        this.#moveTo(before(rl.line, rl.cursor));
        break;
      case 'right':
        this.#moveTo(after(rl.line, rl.cursor));
        break;
      case 'up':
        this.#recall(-1);
        break;
      case 'down':
        this.#recall(1);
        break;
      case 'interrupt':
        this.#interrupt();
        break;
      case 'escape':
        this.#escape();
        break;
      case 'end':
        this.#end();
        break;
      case 'editor':
        this.#openEditor().catch(() => this.#draw());
        break;
      case 'search':
        this.#beginSearch();
        break;
      case 'suspend':
        break;
    }
  }

  #say(text: string) {
    this.#needs.io.stderr.write(`${text}\n`);
  }

  #draw() {
    const { rl, prompt, isSpoken } = this.#needs;
    const isMore = this.#before.length > 0 || this.#fence !== undefined;
    rl.setPrompt(isMore ? (isSpoken ? 'More: ' : '… ') : prompt);
    rl.prompt(true);
  }

  #setLine(text: string) {
    const { rl, isDumb, io } = this.#needs;
    if (isDumb) {
      [rl.line, rl.cursor] = ['', 0];
      io.stderr.write('\n');
      this.#draw();
    } else {
      press(rl, { ctrl: true, name: 'e' });
      press(rl, { ctrl: true, name: 'u' });
    }
    if (text !== '') rl.write(text);
  }

  /** Ends the line on the screen and clears it. */
  #dropLine() {
    const { rl, isDumb, io } = this.#needs;
    if (!isDumb) press(rl, { ctrl: true, name: 'e' });
    io.stderr.write('\n');
    [rl.line, rl.cursor, rl.prevRows] = ['', 0, 0];
  }

  #whole(): string {
    if (this.#aside !== undefined) return this.#aside;
    const fence = this.#fence === undefined ? [] : [this.#fence];
    return this.#pastes.expanded([...fence, ...this.#before, typedText(this.#needs.rl.line)].join('\n'));
  }

  #forget() {
    this.#before = [];
    this.#fence = undefined;
    this.#place = this.#needs.history().length;
  }

  #shown(text: string): string {
    return shownDraft(this.#pastes.shown(text));
  }

  #entered(text: string) {
    if (this.#needs.isAnswer) return this.#needs.done({ kind: 'message', text, isBlock: false });
    if (this.#fence !== undefined) return this.#enteredInBlock(text, this.#fence);
    if (/^"""\w*$/.test(text) && this.#before.length === 0) this.#fence = text;
    else if (/(^|[^\\])(\\\\)*\\$/.test(text)) this.#before.push(text.slice(0, -1));
    else return this.#submit([...this.#before, text].join('\n'), this.#before.length > 0);
    this.#draw();
  }

  /** A block that began with `"""tag` ends with `tag"""`. */
  #enteredInBlock(text: string, fence: string) {
    if (text === `${fence.slice(3)}"""`) return this.#submit(this.#before.join('\n'), true);
    this.#before.push(text);
    this.#draw();
  }

  #submit(text: string, isBlock: boolean) {
    this.#forget();
    const message = this.#pastes.expanded(text);
    if (message.trim() === '') return this.#draw();
    this.#needs.remember(message);
    this.#needs.done({ kind: 'message', text: message, isBlock });
  }

  #keepDraft(): boolean {
    const draft = this.#whole();
    if (draft.trim() === '') return false;
    this.#needs.remember(draft);
    this.#forget();
    return true;
  }

  #interrupt() {
    const { isAnswer, io } = this.#needs;
    if (isAnswer) return this.leave('interrupt');
    if (this.#keepDraft()) return this.#sayBelow('draft kept, press ↑');
    if (io.monotonic() - this.#interruptedMs < twiceMs) return this.leave('interrupt');
    this.#interruptedMs = io.monotonic();
    this.#sayBelow('Press Ctrl-D to leave (or Ctrl-C again)');
  }

  #sayBelow(text: string) {
    this.#dropLine();
    this.#say(text);
    this.#draw();
  }

  #escape() {
    const { io } = this.#needs;
    const isSecond = io.monotonic() - this.#escapedMs < escapeTwiceMs;
    this.#escapedMs = io.monotonic();
    if (isSecond && this.#whole().trim() !== '') this.#interrupt();
  }

  #end() {
    const { rl } = this.#needs;
    if (rl.line !== '') return this.#deleteTo(after(rl.line, rl.cursor), 'delete');
    if (this.#before.length === 0 && this.#fence === undefined) return this.leave('end');
    const close = this.#fence === undefined ? 'Enter' : `${this.#fence.slice(3)}"""`;
    this.#sayBelow(`${close} sends the message, Ctrl-C keeps it for later`);
  }

  #recall(step: -1 | 1) {
    const { rl, isDumb, isAnswer, history } = this.#needs;
    if (isAnswer) return;
    const target = isDumb ? undefined : cursorMoved(rl.line, rl.cursor, step);
    if (target !== undefined) return this.#moveTo(target);
    const entries = history();
    if (this.#place + step < 0 || this.#place + step > entries.length) return;
    if (this.#place === entries.length) this.#unsent = rl.line;
    this.#place += step;
    this.#setLine(this.#place === entries.length ? this.#unsent : this.#shown(entries[this.#place] ?? ''));
  }

  #moveTo(target: number) {
    const { rl } = this.#needs;
    const name = target < rl.cursor ? 'left' : 'right';
    // A grapheme of several code units is passed as a whole.
    while (name === 'left' ? rl.cursor > target : rl.cursor < target) press(rl, { name });
  }

  /** Deletes up to `target`: readline deletes code points, and a flag has two of them. */
  #deleteTo(target: number, name: 'backspace' | 'delete') {
    const { rl } = this.#needs;
    const length = rl.line.length - Math.abs(target - rl.cursor);
    while (rl.line.length > length) press(rl, { name });
  }

  async #openEditor(): Promise<void> {
    if (this.#needs.isAnswer) return;
    const draft = this.#whole();
    this.#dropLine();
    this.#aside = draft;
    const edited = await this.#needs.edit(draft).finally(() => {
      this.#aside = undefined;
    });
    if (this.#isOver) return;
    for (const text of this.#heldBack.splice(0)) this.#say(text);
    this.#forget();
    this.begin(edited ?? draft);
  }

  #beginSearch() {
    const { rl, isDumb, isAnswer } = this.#needs;
    if (isDumb || isAnswer) return;
    this.#search = { query: '', skip: 0, draft: rl.line };
    this.#showSearch(this.#search);
  }

  #showSearch({ query, skip }: Search) {
    const found = searched(this.#needs.history(), query, skip);
    const word = found === undefined && query !== '' ? 'not found' : 'search';
    this.#needs.rl.setPrompt(`${word}: ${plainLine(query)} › `);
    this.#setLine(this.#shown(found ?? ''));
  }

  /** True when the key belonged to a search. */
  #searchTook(key: Key): boolean {
    const search = this.#search;
    if (search === undefined) return false;
    const next = searchAfter(search, key);
    if (next !== undefined) {
      this.#search = next;
      this.#showSearch(next);
      return true;
    }
    const cancels = key.kind === 'interrupt' || key.kind === 'escape' || key.kind === 'editor';
    const { line } = this.#needs.rl;
    this.#search = undefined;
    this.#needs.rl.setPrompt(this.#needs.prompt);
    this.#setLine(cancels ? search.draft : line);
    // Enter puts the match into the line; the next Enter sends it.
    return cancels || key.kind === 'enter';
  }

  /** A dumb terminal cannot redraw the line, so this overwrites the last character with a space. */
  #dumbBackspace() {
    const { rl, io } = this.#needs;
    if (rl.line === '') return;
    rl.line = withoutLast(rl.line);
    rl.cursor = rl.line.length;
    io.stderr.write('\b \b');
  }
}

function searchAfter(search: Search, key: Key): Search | undefined {
  switch (key.kind) {
    case 'text':
      return { ...search, query: search.query + key.text, skip: 0 };
    case 'backspace':
      return { ...search, query: search.query.slice(0, -1), skip: 0 };
    case 'search':
      return { ...search, skip: search.skip + 1 };
    default:
      return undefined;
  }
}

/** Sends a key without text: `write(null, key)`, which readline documents but its type definitions omit. */
function press(rl: Line, key: ReadlineKey): void {
  rl.write(null as unknown as string, key);
}
