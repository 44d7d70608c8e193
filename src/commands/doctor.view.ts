import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import type { Finding } from '../doctor/finding.js';
import { type Colors, colorsFor } from '../terminal/color.js';
import type { View } from '../terminal/output.js';
import { wordWrapper } from '../terminal/reply/wrap.js';
import { writeOut } from '../terminal/streams.js';

export const doctorView: View<Finding> = {
  layout: { detail: { grows: true, wraps: true } },
  columns: {
    check: ({ check }: Finding) => check,
    status: ({ status }: Finding) => status,
    detail: ({ detail }: Finding) => detail,
    advice: ({ advice }: Finding) => advice,
    fixed: ({ fixed }: Finding) => fixed,
  },
  raw: (finding: Finding) => finding,
  id: ({ check }: Finding) => check,
};

const indent = 16;

/** Prints findings for people: what was found, and below it what to do about it. */
export async function printFindings(
  io: Io,
  { color }: { readonly color?: boolean | undefined },
  found: readonly Finding[],
): Promise<void> {
  const paint = await colorsFor(io, io.stdout, color);
  const width = Math.max(widthOf(io.stdout) - indent, 20);
  await writeOut(io, found.map((one) => `${lines(one, paint, width).join('\n')}\n`).join(''));
}

function lines({ check, status, detail, advice, fixed }: Finding, paint: Colors, width: number): string[] {
  const head = `${marked(status, paint)} ${check.padEnd(indent - 2)}`;
  const [first = '', ...rest] = wrapped(detail, width);
  const below = [
    ...rest,
    ...(fixed === undefined ? [] : wrapped(`Fixed: ${fixed}`, width)),
    ...(advice === undefined ? [] : wrapped(`→ ${advice}`, width).map((line) => paint.bold(line))),
  ];
  return [head + first, ...below.map((line) => ' '.repeat(indent) + line)];
}

function wrapped(text: string, width: number): string[] {
  const wrapper = wordWrapper(width);
  return (wrapper.push(plainLine(text)) + wrapper.end()).split('\n');
}

function marked(status: Finding['status'], paint: Colors): string {
  const marks = {
    ok: paint.green('✔'),
    warn: paint.yellow('!'),
    fail: paint.red('✖'),
    skip: paint.dim('-'),
  };
  return marks[status];
}
