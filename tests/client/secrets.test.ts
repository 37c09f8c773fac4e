import { expect, test } from 'vitest';
import { faultsOf, valuesOf } from '../../visualizer/client/secrets.ts';

test('secrets without an id, with another’s or without a value are not sent', () => {
  const secrets = [
    { id: 'token', value: 'hunter22' },
    { id: ' ', value: 'x' },
    { id: ' token', value: 'y' },
    { id: 'key', value: ' ' },
  ];
  expect(faultsOf(secrets).map((fault) => fault?.field ?? null)).toEqual([null, 'id', 'id', 'value']);
});

test('values go as they are written, by ids without blanks', () => {
  expect(valuesOf([{ id: ' token ', value: ' hunter22 ' }])).toEqual({ token: ' hunter22 ' });
  expect(valuesOf([])).toEqual({});
});
