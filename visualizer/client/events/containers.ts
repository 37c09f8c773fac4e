/** What a container does, and what its writable layer holds. */

export type ContainerEvent = ContainerStarted | Exited | ContainerFinding;

export type ContainerFinding = ContainerRemoved | Diffed | MountsRead | UpperListed | Committed;

export const BEFORE = ['new', 'stopped', 'running'] as const;

export interface ContainerStarted {
  type: 'container_started';
  container: string;
  image: string;
  command: readonly string[];
  kept: boolean;
  was: (typeof BEFORE)[number];
}

export interface Exited {
  type: 'exited';
  code: number;
  killed: boolean;
}

export interface ContainerRemoved {
  type: 'container_removed';
  container: string;
  size: number;
}

export const CHANGES = ['added', 'changed', 'deleted'] as const;

export interface WrittenPath {
  path: string;
  change: (typeof CHANGES)[number];
  type: string;
  size: number;
}

export interface Diffed {
  type: 'diffed';
  container: string;
  size: number;
  paths: readonly WrittenPath[];
  left_out: number;
}

export interface MountsRead {
  type: 'mounts_read';
  container: string;
  lower: readonly string[];
  upper: string;
  work: string;
  merged: string;
}

export interface UpperEntry {
  path: string;
  type: string;
  size: number;
}

export interface UpperListed {
  type: 'upper_listed';
  container: string;
  entries: readonly UpperEntry[];
  left_out: number;
}

export interface Committed {
  type: 'committed';
  container: string;
  image: string;
  original: string;
}
