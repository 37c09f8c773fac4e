/** On a phone the map of the course begins with the step that comes next; the others are folded. */
export function foldCourse(page: ParentNode): void {
  if (!matchMedia('(max-width: 700px)').matches) return;
  for (const step of page.querySelectorAll<HTMLDetailsElement>('.course-step > details'))
    step.open = step.querySelector('[data-next]') !== null;
}
