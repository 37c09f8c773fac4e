import type { ContextFiles } from '../context-file.ts';
import { editableText, withText } from '../context-file.ts';
import type { BuildRequest } from '../draft.ts';
import { t, tn } from '../translate.ts';
import type { Edit } from './exercise.ts';

const DOCKERFILE = 'Dockerfile';

/** The draft with an edit's changes made; null where a text to be replaced is not there. */
export function applyEdit(request: BuildRequest, edit: Edit): BuildRequest | null {
  let draft: BuildRequest | null = request;
  for (const change of edit.changes) {
    const text: string | null = draft === null ? null : textOf(draft, change.path);
    if (draft === null || text === null || !text.includes(change.find)) return null;
    draft = withTextOf(
      draft,
      change.path,
      text.replace(change.find, () => change.replace),
    );
  }
  return draft;
}

function textOf({ dockerfile, files }: BuildRequest, path: string): string | null {
  if (path === DOCKERFILE) return dockerfile;
  const file = files[path];
  return file === undefined ? null : editableText(file);
}

function withTextOf(request: BuildRequest, path: string, text: string): BuildRequest {
  if (path === DOCKERFILE) return { ...request, dockerfile: text };
  const files: ContextFiles = { ...request.files, [path]: withText(request.files[path] ?? '', text) };
  return { ...request, files };
}

/** The lines (from 1) of `after` that are not, in that order, in `before`: the longest common part stays unmarked. */
export function changedLines(before: string, after: string): number[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const common = commonLengths(old, now);
  const lines: number[] = [];
  for (let i = 0, j = 0; j < now.length; ) {
    if (i < old.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    } else if (i < old.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) {
      i += 1;
    } else {
      lines.push(j + 1);
      j += 1;
    }
  }
  return lines;
}

/** `Moved: 1 line of the Dockerfile.`: what an edit did to a draft. */
export function changeWords(before: BuildRequest, after: BuildRequest, { changes }: Edit): string {
  const lines = changedLines(before.dockerfile, after.dockerfile).length;
  if (lines === 0) return t('Changed: {paths}.', { paths: changes.map(({ path }) => path).join(', ') });
  const sorted = ({ dockerfile }: BuildRequest) => dockerfile.split('\n').toSorted().join('\n');
  return sorted(before) === sorted(after)
    ? tn('Moved: {n} line of the Dockerfile.', 'Moved: {n} lines of the Dockerfile.', lines)
    : tn('Changed: {n} line of the Dockerfile.', 'Changed: {n} lines of the Dockerfile.', lines);
}

/** Of what is left from line i of `old` and line j of `now`, how many lines are common. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const here = table[i];
      if (here === undefined) continue;
      here[j] =
        old[i] === now[j]
          ? 1 + (table[i + 1]?.[j + 1] ?? 0)
          : Math.max(table[i + 1]?.[j] ?? 0, here[j + 1] ?? 0);
    }
  }
  return table;
}
