import { csrfToken } from './api.ts';
import { fieldsOf, list } from './fields.ts';
import { bytes } from './format.ts';
import { parseRefusal, Refusal } from './problem.ts';

/** How far an archive has come, in bytes; all sent, it is being read. */
export interface Sent {
  sent: number;
  of: number;
}

/** Ids of the images in an archive; null where it was given up. Throws a Refusal. */
export function sendArchive(
  file: File,
  progress: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<string[] | null> {
  const form = new FormData();
  form.append('archive', file);
  // fetch() tells nothing of what has been sent.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => progress({ sent: loaded, of: total }));
    request.addEventListener('load', () => {
      try {
        resolve(imagesIn(request));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('error', () => reject(new Refusal(0, UNREACHED)));
    request.addEventListener('abort', () => resolve(null));
    signal.addEventListener('abort', () => request.abort());
    request.open('POST', '/api/images');
    request.setRequestHeader('X-CSRFToken', csrfToken());
    request.send(form);
  });
}

const UNREACHED = 'The lab cannot be reached, or it stopped reading. Check your connection, then try again.';

function imagesIn(request: XMLHttpRequest): string[] {
  const body = parsed(request.responseText);
  if (request.status !== 201)
    throw parseRefusal(request.status, body, request.getResponseHeader('Retry-After'));
  return list(fieldsOf(body, 'image'), 'images').map(String);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What keeps a file from being sent; empty where nothing does. The server judges everything else. */
export function faultOf(file: { name: string; size: number } | undefined, mostBytes: number): string {
  if (file === undefined) return 'Choose an archive first.';
  if (file.size === 0) return `${file.name} is empty. Expected an archive of an image.`;
  if (file.size <= mostBytes) return '';
  return `${file.name} has ${bytes(file.size)}; the limit is ${bytes(mostBytes)}. Save a smaller image, or fewer at once.`;
}
