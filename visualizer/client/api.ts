import type { BuildRequest } from './draft.ts';
import { fieldsOf, string } from './fields.ts';
import { parseRefusal, Refusal } from './problem.ts';

/** Asks for a build; its id. Throws a Refusal. */
export async function postBuild(request: BuildRequest): Promise<string> {
  const answer = await post('/api/builds', request);
  return string(fieldsOf(await answer.json(), 'build'), 'id');
}

/** Throws a Refusal. */
export async function cancelBuild(id: string): Promise<void> {
  await post(`/api/builds/${id}/cancel`);
}

/** Throws a Refusal. */
export async function post(path: string, body?: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') };
  const answer = await send(path, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return accepted(answer);
}

/** The JSON at an address. Throws a Refusal. */
export async function read(path: string): Promise<unknown> {
  return (await accepted(await send(path))).json();
}

async function accepted(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const problem: unknown = await answer.json().catch(() => null);
  throw parseRefusal(answer.status, problem, answer.headers.get('Retry-After'));
}

async function send(path: string, options: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refusal(0, 'The lab cannot be reached. Check your connection, then try again.');
  }
}

function cookie(name: string): string {
  const pair = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return decodeURIComponent(pair?.slice(name.length + 1) ?? '');
}
