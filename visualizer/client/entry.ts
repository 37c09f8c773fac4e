import {
  BEFORE,
  type BuildEvent,
  CHANGES,
  DIFFERENCES,
  type Entry,
  FAILURES,
  type FileCounts,
  HARMLESS,
  type Harmless,
  type LayerRecorded,
  OUTCOMES,
  type PathChange,
  type PlannedStep,
  PRUNABLE,
  REASONS,
  type Reason,
  STREAMS,
  type UpperEntry,
  type WrittenPath,
} from './events.ts';
import {
  boolean,
  FieldError,
  type Fields,
  fieldsOf,
  list,
  number,
  oneOf,
  optional,
  string,
  whole,
} from './fields.ts';

/** An entry from its wire form. Throws a FieldError for anything outside the vocabulary. */
export function parseEntry(value: unknown): Entry {
  const fields = fieldsOf(value, 'entry');
  return { seq: whole(fields, 'seq'), at: number(fields, 'at'), ...parseEvent(fields) };
}

/** The entries of newline-delimited JSON. */
export function parseLines(text: string): Entry[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseEntry(JSON.parse(line)));
}

function parseEvent(fields: Fields): BuildEvent {
  const type = string(fields, 'type') as BuildEvent['type'];
  switch (type) {
    case 'started':
      return { type, attempt: whole(fields, 'attempt'), engine: parseVersions(fields) };
    case 'planned':
      return { type, steps: list(fields, 'steps').map(parseStep) };
    case 'step_started':
      return { type, step: whole(fields, 'step') };
    case 'step_finished':
      return {
        type,
        step: whole(fields, 'step'),
        cached: optional(fields, 'cached', boolean),
        seconds: number(fields, 'seconds'),
      };
    case 'step_failed':
      return {
        type,
        step: whole(fields, 'step'),
        seconds: number(fields, 'seconds'),
        error: string(fields, 'error'),
      };
    case 'step_explained':
      return { type, step: whole(fields, 'step'), reason: parseReason(fieldsOf(fields.reason, 'reason')) };
    case 'logged':
      return {
        type,
        step: optional(fields, 'step', whole),
        stream: oneOf(fields, 'stream', STREAMS),
        text: string(fields, 'text'),
      };
    case 'layer_recorded':
      return parseLayer(fields);
    case 'image_recorded':
      return {
        type,
        manifest_digest: string(fields, 'manifest_digest'),
        config_digest: string(fields, 'config_digest'),
        size: whole(fields, 'size'),
        layer_count: whole(fields, 'layer_count'),
      };
    case 'artefact_copied':
      return {
        type,
        step: whole(fields, 'step'),
        source: string(fields, 'source'),
        stage: optional(fields, 'stage', whole),
        layer: whole(fields, 'layer'),
        paths: texts(fields, 'paths'),
        count: whole(fields, 'count'),
        bytes: whole(fields, 'bytes'),
      };
    case 'stage_recorded':
      return {
        type,
        stage: whole(fields, 'stage'),
        manifest_digest: string(fields, 'manifest_digest'),
        size: whole(fields, 'size'),
        layers: list(fields, 'layers').map((layer) => parseLayer(fieldsOf(layer, 'layer'))),
      };
    case 'container_started':
      return {
        type,
        container: string(fields, 'container'),
        image: string(fields, 'image'),
        command: texts(fields, 'command'),
        kept: optional(fields, 'kept', boolean) ?? false,
        was: fields.was === undefined ? 'new' : oneOf(fields, 'was', BEFORE),
      };
    case 'exited':
      return { type, code: whole(fields, 'code'), killed: optional(fields, 'killed', boolean) ?? false };
    case 'container_removed':
      return { type, container: string(fields, 'container'), size: whole(fields, 'size') };
    case 'diffed':
      return {
        type,
        container: string(fields, 'container'),
        size: whole(fields, 'size'),
        paths: list(fields, 'paths').map(parseWritten),
        left_out: whole(fields, 'left_out'),
      };
    case 'mounts_read':
      return {
        type,
        container: string(fields, 'container'),
        lower: texts(fields, 'lower'),
        upper: string(fields, 'upper'),
        work: string(fields, 'work'),
        merged: string(fields, 'merged'),
      };
    case 'upper_listed':
      return {
        type,
        container: string(fields, 'container'),
        entries: list(fields, 'entries').map(parseUpper),
        left_out: whole(fields, 'left_out'),
      };
    case 'committed':
      return {
        type,
        container: string(fields, 'container'),
        image: string(fields, 'image'),
        original: string(fields, 'original'),
      };
    case 'image_tagged':
      return {
        type,
        name: string(fields, 'name'),
        image: string(fields, 'image'),
        replaced: optional(fields, 'replaced', string),
      };
    case 'layer_moved':
      return {
        type,
        index: whole(fields, 'index'),
        digest: string(fields, 'digest'),
        size: whole(fields, 'size'),
        outcome: oneOf(fields, 'outcome', OUTCOMES),
        source: optional(fields, 'source', string),
      };
    case 'pushed':
    case 'pulled':
      return {
        type,
        name: string(fields, 'name'),
        digest: string(fields, 'digest'),
        bytes: whole(fields, 'bytes'),
      };
    case 'saved':
      return { type, bytes: whole(fields, 'bytes') };
    case 'bit_flipped':
      return {
        type,
        index: whole(fields, 'index'),
        digest: string(fields, 'digest'),
        offset: whole(fields, 'offset'),
        before: whole(fields, 'before'),
        after: whole(fields, 'after'),
      };
    case 'layer_checked':
      return {
        type,
        index: whole(fields, 'index'),
        digest: string(fields, 'digest'),
        actual: string(fields, 'actual'),
      };
    case 'loaded':
      return { type, message: string(fields, 'message'), error: optional(fields, 'error', string) };
    case 'pruned':
      return {
        type,
        what: oneOf(fields, 'what', PRUNABLE),
        bytes: whole(fields, 'bytes'),
        count: whole(fields, 'count'),
      };
    case 'completed':
      return { type, seconds: number(fields, 'seconds') };
    case 'failed':
      return {
        type,
        reason: oneOf(fields, 'reason', FAILURES),
        error: string(fields, 'error'),
        step: optional(fields, 'step', whole),
        line: optional(fields, 'line', whole),
        hint: optional(fields, 'hint', string),
      };
    case 'cancelled':
      return { type };
    case 'interrupted':
      return { type, reason: string(fields, 'reason') };
    default:
      return unknownType(type);
  }
}

function unknownType(type: never): never {
  throw new FieldError(
    `type: this page does not know the event "${String(type)}"; reload to get a newer page`,
  );
}

function parseLayer(fields: Fields): LayerRecorded {
  return {
    type: 'layer_recorded',
    index: whole(fields, 'index'),
    step: optional(fields, 'step', whole),
    diff_id: string(fields, 'diff_id'),
    digest: string(fields, 'digest'),
    chain_id: string(fields, 'chain_id'),
    media_type: string(fields, 'media_type'),
    size: whole(fields, 'size'),
    unpacked_size: whole(fields, 'unpacked_size'),
    empty: boolean(fields, 'empty'),
    files: parseCounts(fieldsOf(fields.files, 'files')),
  };
}

function parseVersions(fields: Fields): Readonly<Record<string, string>> {
  const versions = fieldsOf(fields.engine, 'engine');
  return Object.fromEntries(Object.keys(versions).map((name) => [name, string(versions, name)]));
}

function parseStep(value: unknown): PlannedStep {
  const fields = fieldsOf(value, 'step');
  return {
    stage: string(fields, 'stage'),
    stage_index: whole(fields, 'stage_index'),
    number: whole(fields, 'number'),
    keyword: string(fields, 'keyword'),
    instruction: string(fields, 'instruction'),
    line: whole(fields, 'line'),
    end_line: whole(fields, 'end_line'),
    makes_layer: boolean(fields, 'makes_layer'),
  };
}

function parseReason(fields: Fields): Reason {
  return {
    kind: oneOf(fields, 'kind', REASONS),
    text: string(fields, 'text'),
    build: optional(fields, 'build', string),
    before: optional(fields, 'before', string),
    after: optional(fields, 'after', string),
    paths: (optional(fields, 'paths', list) ?? []).map(parseChange),
    names: optional(fields, 'names', texts) ?? [],
    culprit: optional(fields, 'culprit', whole),
    chain: optional(fields, 'chain', wholes) ?? [],
    harmless: (optional(fields, 'harmless', list) ?? []).map(parseHarmless),
  };
}

function parseChange(value: unknown): PathChange {
  const fields = fieldsOf(value, 'path');
  return { path: string(fields, 'path'), how: oneOf(fields, 'how', DIFFERENCES) };
}

function parseWritten(value: unknown): WrittenPath {
  const fields = fieldsOf(value, 'path');
  return {
    path: string(fields, 'path'),
    change: oneOf(fields, 'change', CHANGES),
    type: string(fields, 'type'),
    size: whole(fields, 'size'),
  };
}

function parseHarmless(value: unknown): Harmless {
  const fields = fieldsOf(value, 'harmless');
  return { what: oneOf(fields, 'what', HARMLESS), name: string(fields, 'name') };
}

function wholes(fields: Fields, name: string): readonly number[] {
  return list(fields, name).map((number) => whole({ [name]: number }, name));
}

function parseUpper(value: unknown): UpperEntry {
  const fields = fieldsOf(value, 'entry');
  return { path: string(fields, 'path'), type: string(fields, 'type'), size: whole(fields, 'size') };
}

function texts(fields: Fields, name: string): readonly string[] {
  return list(fields, name).map((text) => string({ [name]: text }, name));
}

function parseCounts(fields: Fields): FileCounts {
  return {
    added: whole(fields, 'added'),
    changed: whole(fields, 'changed'),
    deleted: whole(fields, 'deleted'),
    metadata: optional(fields, 'metadata', whole) ?? 0,
    touched: optional(fields, 'touched', whole) ?? 0,
    opaque: optional(fields, 'opaque', whole) ?? 0,
  };
}
