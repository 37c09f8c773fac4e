import type { Mark, MarkKind } from './marks.ts';
import type { Cell, Plan } from './plan.ts';
import { finished } from './slices.ts';

export interface MarkedCell {
  cell: Cell;
  kind: MarkKind;
}

const known = new WeakMap<Plan, WeakMap<readonly Mark[], readonly MarkedCell[]>>();

/** One mark of a kind per cell: small files share that of their folder. Found once for a plan. */
export function markedCells(marks: readonly Mark[], plan: Plan): readonly MarkedCell[] {
  return finished(findMarkedCells(marks, plan));
}

/** The same, in slices. */
export function* findMarkedCells(marks: readonly Mark[], plan: Plan): Generator<void, readonly MarkedCell[]> {
  const before = known.get(plan)?.get(marks);
  if (before !== undefined) return before;
  const found = new Map<MarkKind, Set<Cell>>();
  for (const [index, { path, kind }] of marks.entries()) {
    const cell = plan.place(path);
    if (cell !== null) found.set(kind, (found.get(kind) ?? new Set()).add(cell));
    if (index % 1000 === 999) yield;
  }
  const cells = [...found].flatMap(([kind, own]) => [...own].map((cell) => ({ cell, kind })));
  const ofPlan = known.get(plan) ?? new WeakMap();
  known.set(plan, ofPlan.set(marks, cells));
  return cells;
}
