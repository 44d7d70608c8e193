import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { colorsFor } from '../../src/terminal/color.js';
import { cut, renderTable } from '../../src/terminal/table.js';
import { testIo } from '../support/io.js';

describe('tables', () => {
  test('S-14 keep their columns with wide, combining and hostile cells, and fit the terminal', async () => {
    const rows = [
      ['1', '山田太郎'.repeat(10), 'x'.repeat(300)],
      ['2', `e${'\u0301'.repeat(1000)}`, '\u001b[31mred\ttab\nline'],
      ['3', '👩‍🌾', 'ok'],
    ];
    const table = await renderTable(
      ['id', 'name', 'note'],
      rows,
      60,
      await colorsFor(testIo(), testIo().stdout, false),
    );
    const lines = table.trimEnd().split('\n');
    expect(lines.length).toBe(4);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60);
    expect(table).toContain('^[[31mred^Itab^Jline');
    const offsets = lines.map((line) => stringWidth(line.slice(0, line.search(/note|x|\^\[|ok/))));
    expect(new Set(offsets).size).toBe(1);
  });

  test('truncation never splits a character', () => {
    expect(cut('👩‍🌾👩‍🌾👩‍🌾', 5, stringWidth)).toBe('👩‍🌾👩‍🌾…');
    expect(cut('short', 5, stringWidth)).toBe('short');
  });
});
