import { expect, test } from 'vitest';
import { flagsFor } from '../../../src/contacts/report/fault-flags.js';

test.each<readonly [code: string, values: readonly string[], flags: readonly string[]]>([
  ['bad_boolean', ['ja', 'nein'], ['--true', 'ja', '--false', 'nein']],
  ['bad_boolean', ['Oui', 'oui', 'JA'], ['--true', 'oui,ja']],
  ['bad_boolean', ['ja', 'perhaps'], []],
  ['bad_date', ['31.12.2023'], ['--date-format', 'DD.MM.YYYY']],
  ['bad_date', ['1.2.2023', '31.12.2023'], ['--date-format', 'D.M.YYYY']],
  ['bad_date', ['31/12/2023', '01/02/2023'], ['--date-format', 'DD/MM/YYYY']],
  ['bad_date', ['12/31/2023'], ['--date-format', 'MM/DD/YYYY']],
  ['bad_date', ['01/02/2023'], []],
  ['bad_date', ['2023/12/31'], ['--date-format', 'YYYY/MM/DD']],
  ['bad_date', ['31.12.2023 18:05'], ['--date-format', 'DD.MM.YYYY HH:mm']],
  ['bad_date', ['soon', '31.12.2023'], []],
  ['bad_date', [], []],
  ['bad_number', ['1.234,5', '2,5'], ['--decimal', ',']],
  ['bad_number', ['1,234.5'], ['--decimal', '.']],
  ['bad_number', ['1.234'], []],
  ['bad_number', ['many'], []],
  ['bad_phone', ['call me'], ['--phone', 'as-is']],
  ['duplicate_id', [], ['--duplicates', 'first']],
  ['bad_email', ['x'], []],
])('%s of %j: %j', (code, values, flags) => {
  expect(flagsFor(code, values)).toEqual(flags);
});
