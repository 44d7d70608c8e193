// Reports how the command of the action ended: node report.mjs RESULT EXIT-CODE, where RESULT is what --json printed.
// Sets the outputs of the step; says on the page of the job what an import does not say itself.
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What the command printed, or nothing if it was ended before that. */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** The outputs by name; an import has a ledger, an export has files. */
function outputsOf({ run, ledger, rows, files }, exitCode) {
  const counts = Object.entries(ledger ?? {}).map(([name, count]) => [name.replace(' ', '-'), count]);
  const all = {
    'exit-code': exitCode,
    ...(ledger && { run: run ?? '', ...Object.fromEntries(counts) }),
    ...(!ledger && files && { rows, files: files.map(({ path }) => path).join('\n') }),
  };
  return Object.entries(all);
}

/** Invisible to the eye, or obeyed by what shows it. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const oneLine = (text) => text.replace(unsafe, ' ');
const cell = (text) => oneLine(text).replace(/[\\`*_{}[\]<>()#+|!]/g, '\\$&');

/** Markdown for the page of the job. An import that came to a summary has written its own. */
function summaryOf({ ledger, rows, files, error }) {
  if (ledger) return '';
  if (error) return `### cbase: ${cell(error.message)}\n\n${cell(error.advice ?? '')}\n`;
  if (!files) return '';
  const lines = files.map(
    ({ path, rows: some, bytes, sha256 }) =>
      `| ${cell(relative(process.cwd(), path))} | ${some} | ${bytes} | \`${sha256}\` |`,
  );
  const head = ['| file | rows | bytes | SHA-256 |', '|---|--:|--:|---|'];
  return `### ${rows} rows exported\n\n${files.length > 0 ? [...head, ...lines, ''].join('\n') : ''}`;
}

/** An error that the run shows at its top; an import annotates its rows itself. */
function annotationOf({ ledger, error }) {
  if (ledger || !error) return '';
  const text = [error.message, error.advice].filter(Boolean).join('. ');
  return `::error title=cbase::${oneLine(text).replaceAll('%', '%25')}\n`;
}

const [path, exitCode] = process.argv.slice(2);
const result = read(path);
const outputs = outputsOf(result, exitCode);
// The delimiter cannot be guessed, so no value can end early and set another output.
const end = randomUUID();
appendFileSync(
  process.env.GITHUB_OUTPUT,
  outputs.map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`).join(''),
);
appendFileSync(process.env.GITHUB_STEP_SUMMARY, summaryOf(result));
process.stdout.write(annotationOf(result));
for (const [name, value] of outputs) process.stdout.write(`${name}: ${oneLine(String(value))}\n`);
