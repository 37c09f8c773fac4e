import { post, read } from '../api.ts';
import { fieldsOf, string } from '../fields.ts';

const POLL = 200;

/** What is done with the image once its build has ended; `$ID` in the request stands for an earlier operation. */
export interface Afterwards {
  id: string;
  title: string;
  request: Readonly<Record<string, unknown>>;
}

/** Does it and waits until it has ended; the operation's id. `done` has those before it. Throws a Refusal. */
export async function doAfterwards(
  { request }: Afterwards,
  done: ReadonlyMap<string, string>,
): Promise<string> {
  const answer = await post('/api/operations', filled(request, done));
  const id = string(fieldsOf(await answer.json(), 'operation'), 'id');
  while (!(await hasEnded(`/api/operations/${id}`))) await new Promise((resume) => setTimeout(resume, POLL));
  return id;
}

/** The request with the operations' ids in their places. */
export function filled(
  request: Readonly<Record<string, unknown>>,
  done: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const value = (given: unknown) =>
    typeof given === 'string' && given.startsWith('$') ? (done.get(given.slice(1)) ?? given) : given;
  return Object.fromEntries(Object.entries(request).map(([name, given]) => [name, value(given)]));
}

async function hasEnded(path: string): Promise<boolean> {
  const status = string(fieldsOf(await read(path), 'operation'), 'status');
  return status !== 'queued' && status !== 'running';
}
