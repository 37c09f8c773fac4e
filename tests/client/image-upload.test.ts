import { expect, test } from 'vitest';
import { faultOf } from '../../visualizer/client/image-upload.ts';

test('a file that would be refused is not sent', () => {
  expect(faultOf(undefined, 1000)).toBe('Choose an archive first.');
  expect(faultOf({ name: 'a.tar', size: 0 }, 1000)).toBe('a.tar is empty. Expected an archive of an image.');
  expect(faultOf({ name: 'a.tar', size: 1000 }, 1000)).toBe('');
  expect(faultOf({ name: 'a.tar', size: 2500 }, 1000)).toContain('a.tar has 2.5 kB; the limit is 1 kB.');
});
