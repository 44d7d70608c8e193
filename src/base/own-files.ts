import { Failure } from './failure.js';

/** A file of cbase's own, and the commands that take it. */
type OwnFile = {
  readonly kind: 'contacts-plan' | 'attributes-plan' | 'settings-plan' | 'attributes' | 'settings';
  readonly words: string;
  /** What to do with a file of this name. */
  readonly advice: (name: string) => string;
  readonly begins: RegExp;
};

/** No kind of plan begins later. */
const headLength = 200;

function plan(kind: string): RegExp {
  return new RegExp(`^\\s*\\{\\s*"kind":\\s*"${kind}"`);
}

const ownFiles: readonly OwnFile[] = [
  {
    kind: 'contacts-plan',
    words: 'a plan of contacts',
    advice: (name) => `Carry it out with: cbase contacts apply ${name}`,
    begins: plan('cbase contacts plan'),
  },
  {
    kind: 'attributes-plan',
    words: 'a plan of attributes',
    advice: (name) => `Carry it out with: cbase attrs apply ${name}`,
    begins: plan('cbase attributes plan'),
  },
  {
    kind: 'settings-plan',
    words: 'a plan of settings',
    advice: (name) => `Carry it out with: cbase bots apply ${name}`,
    begins: plan('cbase-bot-plan'),
  },
  {
    kind: 'attributes',
    words: 'a file of attributes',
    advice: (name) => `Compare it with a bot with: cbase attrs plan ${name}`,
    begins: /^attributes:/m,
  },
  {
    kind: 'settings',
    words: 'a settings file of a bot',
    advice: (name) => `Compare it with a bot with: cbase bots plan ${name}`,
    begins: /^(?:bot|instructions|model|temperature|initial_messages|lead_form|styles):/m,
  },
];

/**
 * Throws Failure 'usage' for a text that is another file of cbase than the one that is wanted, and names the command for it: its
 * own reader would only complain about the first line.
 */
export function refuseOtherFile(text: string, name: string, wanted: OwnFile['kind']): void {
  const own = ownFiles.find(({ begins }) => begins.test(text));
  if (own === undefined || own.kind === wanted) return;
  throw otherFile(name, own);
}

/** The same for a file of contacts, of which only the beginning is read: whatever it has in its lines, only plans are told. */
export function refusePlan(head: string, name: string): void {
  const own = ownFiles.find(
    ({ kind, begins }) => kind.endsWith('-plan') && begins.test(head.slice(0, headLength)),
  );
  if (own !== undefined) throw otherFile(name, own);
}

function otherFile(name: string, { words, advice }: OwnFile): Failure {
  return new Failure('usage', `${name} is ${words}`, { advice: advice(name === 'stdin' ? 'FILE' : name) });
}
