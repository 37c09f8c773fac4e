/** What a build made: its image, layer by layer, and the stages that stay behind. */

export type LayerEvent = LayerRecorded | ImageRecorded | ArtefactCopied | StageRecorded;

export interface FileCounts {
  added: number;
  changed: number;
  deleted: number;
  /** Of those changed, the ones whose content is as before. */
  metadata: number;
  /** Listed again without a change, as the directories around what changed are. */
  touched: number;
  /** Directories that hide all that lies below in them. */
  opaque: number;
}

export interface LayerRecorded {
  type: 'layer_recorded';
  index: number;
  step: number | null;
  diff_id: string;
  digest: string;
  chain_id: string;
  media_type: string;
  size: number;
  unpacked_size: number;
  empty: boolean;
  files: FileCounts;
}

export interface ImageRecorded {
  type: 'image_recorded';
  manifest_digest: string;
  config_digest: string;
  size: number;
  layer_count: number;
}

/** What a `COPY --from` took; `stage` is null where `source` is an image. `paths` are the first of `count`. */
export interface ArtefactCopied {
  type: 'artefact_copied';
  step: number;
  source: string;
  stage: number | null;
  layer: number;
  paths: readonly string[];
  count: number;
  bytes: number;
}

/** A stage that stays behind, built once more from the cache. */
export interface StageRecorded {
  type: 'stage_recorded';
  stage: number;
  manifest_digest: string;
  size: number;
  layers: readonly LayerRecorded[];
}
