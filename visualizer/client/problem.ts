import { type Fields, fieldsOf, optional, string, whole } from './fields.ts';

/** One thing wrong with a request, as builds/policy.py reports it. */
export interface RequestProblem {
  message: string;
  line: number | null;
  path: string | null;
}

/** Why a request was refused, from its `application/problem+json`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly RequestProblem[] = [],
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

export function parseRefusal(status: number, body: unknown, retryAfter: string | null): Refusal {
  const wait = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  const fields = readFields(body);
  const title = optional(fields, 'title', string) ?? `The server answered ${status}.`;
  const detail = optional(fields, 'detail', string);
  return new Refusal(status, detail ?? title, problemsIn(fields), wait);
}

function readFields(body: unknown): Fields {
  try {
    return fieldsOf(body, 'problem');
  } catch {
    return {};
  }
}

/** Either a list of `problems`, or one spread over the answer itself. */
function problemsIn(fields: Fields): RequestProblem[] {
  const several = Array.isArray(fields.problems) ? fields.problems : [];
  if (several.length > 0) return several.map((item) => parseProblem(readFields(item)));
  return fields.line === undefined && fields.path === undefined ? [] : [parseProblem(fields)];
}

function parseProblem(fields: Fields): RequestProblem {
  return {
    message: optional(fields, 'message', string) ?? optional(fields, 'detail', string) ?? 'Not allowed here.',
    line: optional(fields, 'line', whole),
    path: optional(fields, 'path', string),
  };
}
