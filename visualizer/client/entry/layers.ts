import type { FileCounts, LayerEvent, LayerRecorded } from '../events/layers.ts';
import { boolean, type Fields, fieldsOf, list, optional, string, texts, whole } from '../fields.ts';
import type { Readers } from './readers.ts';

export const LAYERS: Readers<LayerEvent> = {
  layer_recorded: parseLayer,
  image_recorded: (fields) => ({
    type: 'image_recorded',
    manifest_digest: string(fields, 'manifest_digest'),
    config_digest: string(fields, 'config_digest'),
    size: whole(fields, 'size'),
    layer_count: whole(fields, 'layer_count'),
  }),
  artefact_copied: (fields) => ({
    type: 'artefact_copied',
    step: whole(fields, 'step'),
    source: string(fields, 'source'),
    stage: optional(fields, 'stage', whole),
    layer: whole(fields, 'layer'),
    paths: texts(fields, 'paths'),
    count: whole(fields, 'count'),
    bytes: whole(fields, 'bytes'),
  }),
  stage_recorded: (fields) => ({
    type: 'stage_recorded',
    stage: whole(fields, 'stage'),
    manifest_digest: string(fields, 'manifest_digest'),
    size: whole(fields, 'size'),
    layers: list(fields, 'layers').map((layer) => parseLayer(fieldsOf(layer, 'layer'))),
  }),
};

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
