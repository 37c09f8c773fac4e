import type { BuildState } from '../build-state.ts';
import { bytes } from '../format.ts';
import { notesOf } from '../gutter/line-notes.ts';
import { stepName } from '../step-words.ts';
import { summaryWords } from '../summary-words.ts';

const HEAD = ['Step', 'Line', 'Instruction', 'State', 'Size and time', 'Reason'];

/** A build as text: its summary, and a Markdown table of its steps. `now` is Unix time on the server's clock. */
export function markdownOf(build: BuildState, now: number): string {
  const { title, facts } = summaryWords(build, now);
  const rows = notesOf(build, now).flatMap(({ step: index, line, word, facts: told, reason }) => {
    const step = index === null ? undefined : build.steps[index];
    if (step === undefined) return [];
    const instruction = step.instruction.replace(/\\[ \t]*\n\s*/g, '');
    return [[stepName(step, build), `${line}`, code(instruction), word, told.join(', '), reason]];
  });
  const table = rows.length > 0 ? rows : layerRows(build);
  const head = rows.length > 0 ? HEAD : ['Layer', 'Compressed', 'Unpacked', 'diffID'];
  const lines = [head, head.map(() => '---'), ...table.map((cells) => cells.map(cell))];
  return `${[title, facts].filter(Boolean).join(': ')}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** Of an image that was read no step is known. */
function layerRows({ layers }: BuildState): string[][] {
  return layers.map(({ index, size, unpacked_size, diff_id }) => [
    `${index + 1}`,
    bytes(size),
    bytes(unpacked_size),
    code(diff_id),
  ]);
}

/** In as many backquotes as it needs. */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** What would end a cell, or its row. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
