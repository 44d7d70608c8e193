import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isStoppedByNow } from '../../base/late-signal.js';
import { isEndedByCtrlC, type ProgramOutput } from '../../base/program-output.js';

/** The text of a PDF, and how many of its pages have none. */
export type PdfText = { readonly text: string; readonly pages: number; readonly blankPages: number };

/** How long `pdftotext` may take for one file. */
const timeoutMs = 120_000;

/**
 * The text of a PDF, by `pdftotext` where it is installed, else by the package unpdf. Throws Failure 'usage' where neither is there,
 * and for a PDF that is encrypted, damaged, or has no text. `maxChars` is how much may come out of it.
 */
export async function pdfText(
  io: Io,
  bytes: Buffer,
  { name, maxChars }: { readonly name: string; readonly maxChars: number },
): Promise<PdfText> {
  const pages = (await byProgram(io, bytes, { name, maxChars })) ?? (await byPackage(bytes, name));
  const blankPages = pages.filter((page) => page.trim() === '').length;
  if (blankPages === pages.length)
    throw new Failure('usage', `${name} has no text: it is probably scanned`, {
      advice: 'Recognize its text first, for example with ocrmypdf, or leave it out',
    });
  const text = pages.map((page) => page.replace(/[ \t]+$/gm, '').trim()).filter((page) => page !== '');
  return { text: text.join('\n\n'), pages: pages.length, blankPages };
}

/** The pages as `pdftotext` reads them; `undefined` where it is not installed. */
async function byProgram(
  io: Io,
  input: Buffer,
  { name, maxChars }: { readonly name: string; readonly maxChars: number },
): Promise<readonly string[] | undefined> {
  const limit = new AbortController();
  const done = new AbortController();
  void io.sleep(timeoutMs, done.signal).then(
    () => limit.abort(),
    () => {},
  );
  const signal = AbortSignal.any([limit.signal, io.interrupt.soft]);
  const command = ['pdftotext', '-enc', 'UTF-8', '-eol', 'unix', '-', '-'] as const;
  const output = await io
    .outputOf([...command], { cwd: '/', mayAsk: false, input, maxChars, signal })
    .finally(() => done.abort());
  // It gets Ctrl-C as well, and may be ended by it first.
  const isDone = output.how === 'ended' && output.exitCode === 0;
  if (isEndedByCtrlC(output) || io.interrupt.soft.aborted || (!isDone && (await isStoppedByNow(io))))
    throw stopped(io.interrupt.signal());
  return output.how === 'not-started' ? undefined : pagesIn(output, name);
}

function pagesIn(output: Exclude<ProgramOutput, { readonly how: 'not-started' }>, name: string) {
  if (output.how === 'aborted')
    throw new Failure('usage', `pdftotext could not read ${name} within ${timeoutMs / 1000} s`, {
      advice: 'Split the file, or convert it to text yourself',
    });
  if (output.how === 'too-much')
    throw new Failure('usage', `${name} has more characters than any plan allows`, {
      advice: 'Split the file, or leave it out',
    });
  const { exitCode, stdout, stderr } = output;
  if (/incorrect password/i.test(stderr) || exitCode === 3) throw encrypted(name);
  if (exitCode !== 0) throw damaged(name);
  // A form feed ends each page.
  return stdout.replace(/\f$/, '').split('\f');
}

function encrypted(name: string): Failure {
  return new Failure('usage', `${name} is encrypted`, {
    advice: 'Remove its password first, for example with qpdf --decrypt, or leave it out',
  });
}

function damaged(name: string): Failure {
  return new Failure('usage', `${name} is a damaged PDF`, {
    advice: 'Open it in a PDF reader and save it again, or leave it out',
  });
}

/** The part of unpdf used here. It is not one of our dependencies. */
type Library = {
  readonly getDocumentProxy: (bytes: Uint8Array, options?: object) => Promise<unknown>;
  readonly extractText: (document: unknown) => Promise<{ readonly text: readonly string[] }>;
};

async function byPackage(bytes: Buffer, name: string): Promise<readonly string[]> {
  const library = 'unpdf';
  const { getDocumentProxy, extractText } = (await import(library).catch(() => {
    throw new Failure('usage', `${name} is a PDF, and neither pdftotext nor the package unpdf is installed`, {
      advice:
        'Install pdftotext (apt-get install poppler-utils; brew install poppler), or: npm install --global unpdf',
    });
  })) as Library;
  try {
    // The library takes the memory of what it gets.
    return (await extractText(await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }))).text;
  } catch (error) {
    const { name: kind = '' } = error as Error;
    throw kind === 'PasswordException' ? encrypted(name) : damaged(name);
  }
}
