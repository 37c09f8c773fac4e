import {
  BEFORE,
  CHANGES,
  type ContainerEvent,
  type UpperEntry,
  type WrittenPath,
} from '../events/containers.ts';
import { boolean, fieldsOf, list, oneOf, optional, string, texts, whole } from '../fields.ts';
import type { Readers } from './readers.ts';

export const CONTAINERS: Readers<ContainerEvent> = {
  container_started: (fields) => ({
    type: 'container_started',
    container: string(fields, 'container'),
    image: string(fields, 'image'),
    command: texts(fields, 'command'),
    kept: optional(fields, 'kept', boolean) ?? false,
    was: fields.was === undefined ? 'new' : oneOf(fields, 'was', BEFORE),
  }),
  exited: (fields) => ({
    type: 'exited',
    code: whole(fields, 'code'),
    killed: optional(fields, 'killed', boolean) ?? false,
  }),
  container_removed: (fields) => ({
    type: 'container_removed',
    container: string(fields, 'container'),
    size: whole(fields, 'size'),
  }),
  diffed: (fields) => ({
    type: 'diffed',
    container: string(fields, 'container'),
    size: whole(fields, 'size'),
    paths: list(fields, 'paths').map(parseWritten),
    left_out: whole(fields, 'left_out'),
  }),
  mounts_read: (fields) => ({
    type: 'mounts_read',
    container: string(fields, 'container'),
    lower: texts(fields, 'lower'),
    upper: string(fields, 'upper'),
    work: string(fields, 'work'),
    merged: string(fields, 'merged'),
  }),
  upper_listed: (fields) => ({
    type: 'upper_listed',
    container: string(fields, 'container'),
    entries: list(fields, 'entries').map(parseUpper),
    left_out: whole(fields, 'left_out'),
  }),
  committed: (fields) => ({
    type: 'committed',
    container: string(fields, 'container'),
    image: string(fields, 'image'),
    original: string(fields, 'original'),
  }),
};

function parseWritten(value: unknown): WrittenPath {
  const fields = fieldsOf(value, 'path');
  return {
    path: string(fields, 'path'),
    change: oneOf(fields, 'change', CHANGES),
    type: string(fields, 'type'),
    size: whole(fields, 'size'),
  };
}

function parseUpper(value: unknown): UpperEntry {
  const fields = fieldsOf(value, 'entry');
  return { path: string(fields, 'path'), type: string(fields, 'type'), size: whole(fields, 'size') };
}
