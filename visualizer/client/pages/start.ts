import { foldCourse } from '../course-fold.ts';
import { RecordedStack } from '../elements/recorded-stack.ts';
import '../main.ts';
import '../timeline/define.ts';

customElements.define('recorded-stack', RecordedStack);
foldCourse(document);
