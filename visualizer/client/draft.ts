import type { ContextFile, ContextFiles } from './context-file.ts';
import { FieldError, fieldsOf, list, optional, string } from './fields.ts';
import { stageCount } from './stage-count.ts';

/** A file as it is being written: paths may be empty or double for a while. */
export interface DraftFile {
  path: string;
  content: ContextFile;
}

/** What the learner is writing. `basedOn` is the build whose page it was written on. */
export interface Draft {
  dockerfile: string;
  files: readonly DraftFile[];
  basedOn: string | null;
}

export interface BuildRequest {
  dockerfile: string;
  files: ContextFiles;
  /** Whether the layers of stages that stay behind are recorded, too. */
  stages?: true;
}

export interface DraftProblem {
  file: number;
  message: string;
}

export const EXAMPLE: Draft = {
  dockerfile: `FROM lab/base

# RUN and COPY make one layer each.
RUN sleep 1; echo made > /made.txt
COPY hello.txt /hello.txt
RUN cat /made.txt /hello.txt

# CMD is a setting: no layer.
CMD ["cat", "/hello.txt"]
`,
  files: [{ path: 'hello.txt', content: 'Hello from a file beside the Dockerfile.\n' }],
  basedOn: null,
};

export function draftOf(request: BuildRequest, basedOn: string | null): Draft {
  const files = Object.entries(request.files).map(([path, content]) => ({ path, content }));
  return { dockerfile: request.dockerfile, files, basedOn };
}

export function requestOf(draft: Draft): BuildRequest {
  const files = Object.fromEntries(draft.files.map((file) => [file.path.trim(), file.content]));
  return { dockerfile: draft.dockerfile, files };
}

/** Where there are several stages, what stays behind is what one came to see. */
export function withStages(request: BuildRequest): BuildRequest {
  return stageCount(request.dockerfile) > 1 ? { ...request, stages: true } : request;
}

/** What keeps the draft from being sent. The server judges everything else. */
export function problemsOf(draft: Draft): DraftProblem[] {
  const paths = draft.files.map((file) => file.path.trim());
  return paths.flatMap((path, file) => {
    if (path === '') return [{ file, message: 'Give this file a name.' }];
    if (paths.indexOf(path) < file) return [{ file, message: `Another file is already called ${path}.` }];
    return [];
  });
}

export function parseDraft(value: unknown): Draft {
  const fields = fieldsOf(value, 'draft');
  const files = list(fields, 'files').map((item) => {
    const file = fieldsOf(item, 'file');
    return { path: string(file, 'path'), content: parseContextFile(file.content) };
  });
  return { dockerfile: string(fields, 'dockerfile'), files, basedOn: optional(fields, 'basedOn', string) };
}

export function parseRequest(value: unknown): BuildRequest {
  const fields = fieldsOf(value, 'build');
  const files = Object.entries(fieldsOf(fields.files ?? {}, 'files'));
  return {
    dockerfile: string(fields, 'dockerfile'),
    files: Object.fromEntries(files.map(([path, file]) => [path, parseContextFile(file)])),
  };
}

function parseContextFile(value: unknown): ContextFile {
  if (typeof value === 'string') return value;
  const fields = fieldsOf(value, 'file');
  if (typeof fields.text === 'string') return { ...fields, text: fields.text };
  if (typeof fields.base64 === 'string') return { ...fields, base64: fields.base64 };
  if (typeof fields.symlink === 'string') return { symlink: fields.symlink };
  if (fields.directory === true) return { directory: true };
  throw new FieldError('file: expected text, base64, directory or symlink');
}
