import { post, read } from '../api.ts';
import { fieldsOf, string } from '../fields.ts';

const POLL = 200;

export interface Container {
  id: string;
  title: string;
  command: readonly string[];
}

/** Runs a container of the build's image and waits until it has ended. Throws a Refusal. */
export async function runContainer(build: string, { command }: Container): Promise<void> {
  const answer = await post('/api/operations', { kind: 'run', build, command });
  const path = `/api/operations/${string(fieldsOf(await answer.json(), 'operation'), 'id')}`;
  while (!(await hasEnded(path))) await new Promise((resume) => setTimeout(resume, POLL));
}

async function hasEnded(path: string): Promise<boolean> {
  const status = string(fieldsOf(await read(path), 'operation'), 'status');
  return status !== 'queued' && status !== 'running';
}
