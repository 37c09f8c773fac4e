import type { BuildRequest } from './draft.ts';
import { fieldsOf, string } from './fields.ts';
import { parseRefusal, Refusal } from './problem.ts';

/** Asks for a build, with values of secrets by id; its id. Throws a Refusal. */
export async function postBuild(
  request: BuildRequest,
  secrets: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await post('/api/builds', { ...request, secrets });
  return string(fieldsOf(await answer.json(), 'build'), 'id');
}

/** Throws a Refusal. */
export async function cancelBuild(id: string): Promise<void> {
  await post(`/api/builds/${id}/cancel`);
}

/** Lets whoever has the link look at the build; the link's path on this site. Throws a Refusal. */
export async function shareBuild(id: string): Promise<string> {
  const answer = await post(`/api/builds/${id}/share`);
  return string(fieldsOf(await answer.json(), 'share'), 'url');
}

/** Throws a Refusal. */
export async function stopSharing(id: string): Promise<void> {
  await change('DELETE', `/api/builds/${id}/share`);
}

/** Empties the learner's engine. Throws a Refusal. */
export async function resetEngine(): Promise<void> {
  await post('/api/engine/reset');
}

/** Throws a Refusal. */
export async function deleteImage(id: string): Promise<void> {
  await change('DELETE', `/api/images/${id}`);
}

/** Throws a Refusal. */
export function post(path: string, body?: object): Promise<Response> {
  return change('POST', path, body);
}

async function change(method: string, path: string, body?: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return accepted(await send(path, { method, headers, ...content }));
}

/** The JSON at an address. Throws a Refusal. */
export async function read(path: string): Promise<unknown> {
  return (await get(path)).json();
}

/** Throws a Refusal. */
export async function get(path: string): Promise<Response> {
  return accepted(await send(path));
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

/** What a request that changes anything has to carry. */
export function csrfToken(): string {
  return cookie('csrftoken');
}

function cookie(name: string): string {
  const pair = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return decodeURIComponent(pair?.slice(name.length + 1) ?? '');
}
