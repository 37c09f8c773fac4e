import { expect, test } from 'vitest';
import { withStages } from '../../visualizer/client/draft.ts';
import { stageCount } from '../../visualizer/client/stage-count.ts';

test.each([
  ['FROM a\nRUN b\n', 1],
  ['from a as x\nFROM b\n  FROM x\n', 3],
  ['FROM a\r\nFROM b\r\n', 2],
  ['# FROM a\nFROM b\nRUN x \\\n# FROM c\n  FROM d\n', 1],
  ['FROM a\nRUN <<EOF\nFROM b\nEOF\nFROM c\n', 2],
  ['FROM a\nRUN <<-"E" cat <<F\nFROM b\n\tE\nFROM c\nF\nFROM d\n', 2],
  ['FROM a\nCOPY <<x.txt \\\n  /x\nFROM b\nx.txt\nFROM c\n', 2],
  ['FROM a\nRUN echo <<<b\nFROM c\n', 2],
  ['FROM a\nRUN echo 1<<2\nFROM c\n', 1],
  ['FROM a\nENV X=<<EOF\nFROM b\n', 2],
  ['', 0],
])('%j has %i stages', (dockerfile, stages) => {
  expect(stageCount(dockerfile)).toBe(stages);
});

test('stages that stay behind are asked for where there are several', () => {
  const request = (dockerfile: string) => ({ dockerfile, files: {} });
  expect(withStages(request('FROM a\nRUN <<EOF\nFROM b\nEOF\n')).stages).toBeUndefined();
  expect(withStages(request('FROM a\nFROM b\n')).stages).toBe(true);
});
