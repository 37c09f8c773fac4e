import { make } from '../../dom.ts';
import type { BuildRequest } from '../../draft.ts';
import type { Exercise, Task } from '../../lab/exercise.ts';
import { t } from '../../translate.ts';
import { TaskCard } from './task-card.ts';

/** The lab's tasks; one at a time is worked on. Emits `task-chosen` with it, and `task-solved`. */
export class TaskList extends HTMLElement {
  /** What is in the editor. */
  draft: () => BuildRequest = () => ({ dockerfile: '', files: {} });
  #cards: TaskCard[] = [];

  draw({ slug, tasks }: Exercise): void {
    this.hidden = tasks.length === 0;
    if (tasks.length === this.#cards.length) return;
    this.#cards = tasks.map(
      (task) =>
        new TaskCard(
          slug,
          task,
          (chosen) => this.#choose(chosen),
          () => this.draft(),
          () => this.dispatchEvent(new CustomEvent('task-solved', { bubbles: true })),
        ),
    );
    const list = make('ul', { role: 'list' }, ...this.#cards.map((card) => card.element));
    this.replaceChildren(make('h2', {}, tasks.length === 1 ? t('Your task') : t('Your tasks')), list);
  }

  set active(task: Task | null) {
    for (const card of this.#cards) card.active = card.task.id === task?.id;
  }

  #choose(task: Task): void {
    this.active = task;
    this.dispatchEvent(new CustomEvent('task-chosen', { detail: task, bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'task-list': TaskList;
  }
}
