import { describe, expect, test } from 'vitest';
import { applyOptions, type ColumnOptions } from '../../../src/contacts/columns/column-options.js';
import { savedMap } from '../../../src/contacts/columns/map-file.js';
import { foldedName } from '../../../src/contacts/columns/names.js';
import type { Planning, Target } from '../../../src/contacts/columns/target.js';
import { attribute, targetWord } from '../../support/columns.js';

const schema = [attribute('plan'), attribute('old', 'text', { archived: true })];
const nothing: ColumnOptions = { map: [], ignore: [], unknown: 'error', deriveIds: false, source: 'auto' };

/** What the options decide about these columns, and how many flaws they have. */
function applied(
  headers: readonly string[],
  wishes: Partial<ColumnOptions>,
  before: readonly [number, Target][] = [],
) {
  const folded = headers.map(foldedName);
  const planning: Planning = {
    headers,
    folded,
    schema,
    vendor: undefined,
    decided: new Map(before),
    flaws: [],
  };
  applyOptions(planning, { ...nothing, ...wishes });
  const { decided, flaws } = planning;
  return { decided: [...decided].map(([index, target]) => `${index} ${targetWord(target)}`), flaws };
}

const headers = ['Mail', 'E-Mail', 'Phone', 'Notes'];

describe('what --map and --ignore decide', () => {
  test.each<[Partial<ColumnOptions>, readonly string[]]>([
    [{ map: ['email=Mail'] }, ['0 email']],
    [{ map: ['email=e_mail'] }, ['1 email']],
    [{ map: ['plan=Notes', 'stripe=Mail'] }, ['3 plan', '0 stripe']],
    [{ map: ['custom_attributes.plan=Notes'] }, ['3 plan']],
    [{ ignore: ['Mail'] }, ['0 left-out']],
    [{ ignore: ['notes', 'Phone'] }, ['3 left-out', '2 left-out']],
    [{ map: ['email=Mail'], ignore: ['E-Mail'] }, ['0 email', '1 left-out']],
  ])('%j: %j', (wishes, decided) => {
    expect(applied(headers, wishes)).toEqual({ decided, flaws: [] });
  });

  test('a name with an equals sign is the column behind the first one', () => {
    expect(applied(['a=b'], { map: ['email=a=b'] }).decided).toEqual(['0 email']);
  });

  test('the exact header counts before a similar one', () => {
    expect(applied(['e-mail', 'E_MAIL'], { map: ['email=E_MAIL'] }).decided).toEqual(['1 email']);
  });
});

describe('what cannot be meant', () => {
  test.each<[Partial<ColumnOptions>, string]>([
    [{ map: ['email'] }, 'email'],
    [{ map: ['=Mail'] }, '=Mail'],
    [{ map: ['email='] }, 'email='],
    [{ map: ['email=Nope'] }, 'Nope'],
    [{ map: ['nope=Mail'] }, 'nope'],
    [{ map: ['old=Mail'] }, 'old'],
    [{ map: ['email=Mail', 'name=Mail'] }, 'Mail'],
    [{ map: ['email=Mail', 'email=E-Mail'] }, 'email'],
    [{ map: ['stripe=Mail', 'stripe_accounts=Notes'] }, 'stripe_accounts'],
    [{ ignore: ['Nope'] }, 'Nope'],
    [{ map: ['email=Mail'], ignore: ['mail'] }, 'mail'],
  ])('%j is one flaw that names %j', (wishes, named) => {
    expect(applied(headers, wishes).flaws).toEqual([expect.stringContaining(named)]);
  });

  test('every wrong wish is a flaw of its own, and the right ones are applied', () => {
    const { decided, flaws } = applied(headers, {
      map: ['email=Nope', 'nope=Mail', 'email=Mail'],
      ignore: ['x'],
    });
    expect([decided, flaws.length]).toEqual([['0 email'], 3]);
  });

  test.each([
    [{ map: ['email=Note'] }, 'Notes'],
    [{ ignore: ['Phones'] }, 'Phone'],
    [{ map: ['emails=Mail'] }, 'email'],
  ])('%j has a hint at %s', (wishes, near) => {
    expect(applied(headers, wishes).flaws).toEqual([expect.stringContaining(`"${near}"`)]);
  });
});

describe('a decision that was kept', () => {
  const saved = (columns: Readonly<Record<string, string | null>>) => ({
    path: 'map.json',
    map: { ...savedMap([], null), columns: Object.entries(columns).map(([column, to]) => ({ column, to })) },
  });

  test.each<[Readonly<Record<string, string | null>>, readonly string[], number]>([
    [{ Mail: 'email', Notes: null }, ['0 email', '3 left-out'], 0],
    [{ Mail: 'name:first', Notes: 'name:last' }, ['0 first', '3 last'], 0],
    [{ Phone: 'spare-phone:2', Notes: 'custom_attributes.plan' }, ['2 spare 2', '3 plan'], 0],
    [{ Mail: 'undecided' }, [], 0],
    [{ 'Not there': 'email' }, [], 0],
    [{ mail: 'email' }, [], 0],
    [{ Notes: 'custom_attributes.gone' }, [], 1],
    [{ Notes: 'old' }, [], 1],
    [{ Notes: 'name:nick' }, [], 1],
    [{ Mail: 'email', 'E-Mail': 'email' }, ['0 email'], 0],
  ])('%j: %j with %i flaws', (columns, decided, flaws) => {
    const told = applied(headers, { saved: saved(columns) });
    expect([told.decided, told.flaws.length]).toEqual([decided, flaws]);
  });

  test('yields to what is said now, and to what was decided before', () => {
    const wishes = {
      map: ['name=Mail'],
      ignore: ['Notes'],
      saved: saved({ Mail: 'email', Notes: 'plan', Phone: 'name' }),
    };
    expect(applied(headers, wishes)).toEqual({ decided: ['0 name', '3 left-out'], flaws: [] });
    const before: readonly [number, Target][] = [[2, { kind: 'left-out', rule: 'a rule' }]];
    expect(applied(headers, { saved: saved({ Phone: 'phonenumber' }) }, before).decided).toEqual([
      '2 left-out',
    ]);
  });
});
