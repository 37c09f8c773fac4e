import { expect, test } from 'vitest';
import {
  draftOf,
  EXAMPLE,
  parseDraft,
  parseRequest,
  problemsOf,
  requestOf,
  withStages,
} from '../../visualizer/client/draft.ts';

test('a request becomes a draft and the same request again', () => {
  const request = {
    dockerfile: 'FROM lab/base\n',
    files: {
      'a.txt': 'text',
      'run.sh': { text: '#!/bin/sh\n', mode: 0o755 },
      'logo.png': { base64: 'AAAA' },
      empty: { directory: true as const },
      link: { symlink: 'a.txt' },
    },
  };
  expect(requestOf(draftOf(parseRequest(request), 'b1'))).toEqual(request);
});

test('a draft survives being saved', () => {
  expect(parseDraft(JSON.parse(JSON.stringify(EXAMPLE)))).toEqual(EXAMPLE);
});

test('files without a name, or with another’s, keep it from being sent', () => {
  const files = ['a', '', ' a ', 'b'].map((path) => ({ path, content: '' }));
  expect(problemsOf({ ...EXAMPLE, files }).map(({ file }) => file)).toEqual([1, 2]);
  expect(problemsOf(EXAMPLE)).toEqual([]);
});

test('what stays behind is asked for where there are several stages', () => {
  const asked = (dockerfile: string) => withStages({ dockerfile, files: {} }).stages;
  expect(asked('FROM a AS b\n  from c\nCOPY --from=b / /\n')).toBe(true);
  expect(asked('FROM a\n# FROM b\nRUN echo FROM c\n')).toBeUndefined();
});
