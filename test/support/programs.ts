import { execFileSync } from 'node:child_process';

/** Whether a program is installed; if not, warns what is skipped. */
export function isInstalled(
  program: string,
  skipped: string,
  argv: readonly string[] = ['--version'],
): boolean {
  try {
    execFileSync(program, [...argv], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${program} is missing: ${skipped} (apt-get install ${packages[program] ?? program})`);
    return false;
  }
}

const packages: Readonly<Record<string, string>> = {
  soffice: 'libreoffice-calc',
  pdftotext: 'poppler-utils',
};
