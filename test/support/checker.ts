import type { Seen } from '../../src/emulator/log.js';

/** A row of the input as the test wrote it, and a report on it. The checker knows nothing else of the client. */
export type InputRow = { readonly id: string; readonly line: number };
export type Told = {
  readonly line: number | null;
  readonly external_id: string | null;
  readonly class: string;
};

type Indexed = Omit<Seen, 'externalIds' | 'stored' | 'shown'> & {
  readonly sent: ReadonlySet<string>;
  readonly stored: ReadonlySet<string>;
};

const refusals = new Set([400, 401, 402, 403, 404, 409, 413, 429]);
const asks = (seen: Indexed) => seen.method === 'GET' && /\/contacts(\/|$)/.test(seen.path);

/** Contradictions between a report and the log of the server: in the class of each row, and rows sent twice blindly. */
export function disagreements(
  input: readonly InputRow[],
  told: readonly Told[],
  log: readonly Seen[],
  held: ReadonlySet<string>,
): readonly string[] {
  const wrong: string[] = [];
  // Of rows with the same id at most one may be reported as created.
  const shown = new Set(log.flatMap((seen) => seen.shown ?? []));
  const indexed: readonly Indexed[] = log.map((seen) => ({
    ...seen,
    sent: new Set(seen.externalIds),
    stored: new Set(seen.stored),
  }));
  const posts = indexed.filter(({ sent }) => sent.size > 0);
  // What was stored may also be that of a row in doubt with the same id.
  const creditors = new Set(
    told.filter((row) => ['created', 'in doubt'].includes(row.class)).map((row) => row.external_id),
  );
  if (told.length !== input.length) wrong.push(`${input.length} rows, ${told.length} lines in the report`);
  for (const [i, { id, line }] of input.entries()) {
    const { class: rowClass = 'missing', line: toldLine, external_id: toldId } = told[i] ?? {};
    const say = (what: string) => wrong.push(`line ${line} (${id}) is ${rowClass}, but ${what}`);
    if (toldLine !== line || toldId !== id) say(`the report has line ${toldLine} (${toldId}) here`);
    const sendings = posts.filter(({ sent }) => sent.has(id));
    const stored = sendings.filter((seen) => seen.stored.has(id));
    const wasShown = shown.has(id);
    const isHeld = held.has(id);
    if (rowClass === 'created' && (stored.length !== 1 || !isHeld))
      say(`it was stored ${stored.length} times`);
    if (['skipped', 'unchanged', 'updated'].includes(rowClass) && !(isHeld && wasShown))
      say('nobody showed it');
    if (
      ['rejected', 'unprocessed', 'duplicate'].includes(rowClass) &&
      stored.length > 0 &&
      !creditors.has(id)
    )
      say('it was stored');
    if (rowClass === 'in doubt' && sendings.every(({ status = 0 }) => refusals.has(status)))
      say('no answer was lost');
    if (
      ![
        'created',
        'in doubt',
        'skipped',
        'unchanged',
        'updated',
        'rejected',
        'unprocessed',
        'duplicate',
      ].includes(rowClass)
    )
      say('that is no class');
    for (const [n, later] of sendings.slice(1).entries()) {
      const before = sendings[n];
      if (before === undefined) continue;
      if (before.stored.has(id))
        say(`request ${later.number} sent it again after ${before.number} stored it`);
      if (refusals.has(before.status ?? 0)) continue;
      const reads = indexed.filter(
        (seen) => asks(seen) && seen.number > before.number && seen.number < later.number,
      );
      const apart = (reads.at(-1)?.atMs ?? 0) - (reads[0]?.atMs ?? 0);
      if (reads.length < 2 || apart < 5000)
        say(`request ${later.number} sent it again blindly after ${before.number}`);
    }
  }
  return wrong;
}

type Counts = Readonly<Record<string, number>>;

/** Contradictions in the counts of a summary: rows, classes, and reasons of rejects. */
export function unbalanced({
  input,
  ledger,
  rejectedBy,
}: {
  readonly input: { readonly rows: number };
  readonly ledger: Counts;
  readonly rejectedBy: Counts;
}): readonly string[] {
  const sum = (counts: Counts) => Object.values(counts).reduce((all, one) => all + one, 0);
  const wrong: string[] = [];
  if (sum(ledger) !== input.rows) wrong.push(`${input.rows} rows, ${sum(ledger)} in the ledger`);
  if (sum(rejectedBy) !== ledger.rejected)
    wrong.push(`${ledger.rejected} rejects, and reasons for ${sum(rejectedBy)}`);
  return wrong;
}
