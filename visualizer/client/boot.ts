import { type BuildRequest, parseRequest } from './draft.ts';
import { boolean, fieldsOf, optional, string, texts } from './fields.ts';
import { type Exercise, parseExercise } from './lab/exercise.ts';

/** `shared` is the path of its link, null while it has none; of `secrets` only the ids are known. */
export type OwnBuild = { id: string; shared: string | null; secrets: readonly string[] } & BuildRequest;

/** What the server wrote into the page. */
export interface Boot {
  build: OwnBuild | null;
  /** On the page of a share. */
  shared: ({ share: string } & BuildRequest) | null;
  engine: { ready: boolean; reason: string | null };
  /** On a lab's page. */
  exercise: Exercise | null;
}

export function readBoot(document: Document): Boot {
  return parseBoot(JSON.parse(document.getElementById('boot')?.textContent ?? '{}'));
}

export function parseBoot(value: unknown): Boot {
  const fields = fieldsOf(value, 'boot');
  const engine = fieldsOf(fields.engine ?? { ready: true }, 'engine');
  return {
    build: optional(fields, 'build', (_, name) => {
      const build = fieldsOf(fields[name], name);
      return {
        id: string(build, 'id'),
        shared: optional(build, 'shared', string),
        secrets: optional(build, 'secrets', texts) ?? [],
        ...parseRequest(build),
      };
    }),
    shared: optional(fields, 'shared', (_, name) => {
      const build = fieldsOf(fields[name], name);
      return { share: string(build, 'share'), ...parseRequest(build) };
    }),
    engine: { ready: boolean(engine, 'ready'), reason: optional(engine, 'reason', string) },
    exercise: optional(fields, 'exercise', (_, name) => parseExercise(fields[name])),
  };
}
