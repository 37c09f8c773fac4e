import { afterEach, expect, test } from 'vitest';
import type { Entry } from '../../visualizer/client/events.ts';
import { type Connection, Feed, type FeedOptions } from '../../visualizer/client/feed.ts';
import { COMPLETED } from './log.ts';
import { batch, Site } from './site.ts';

let open: { site: Site; feed: Feed } | null = null;

afterEach(async () => {
  open?.feed.stop();
  await open?.site.close();
  open = null;
});

interface Followed {
  entries: Entry[];
  connections: Connection[];
  reason: string;
}

/** Follows the site's log until the feed has ended or is lost. */
async function follow(site: Site, options: Partial<FeedOptions> = {}): Promise<Followed> {
  const origin = await site.open();
  const followed: Followed = { entries: [], connections: [], reason: '' };
  await new Promise<void>((over) => {
    const feed = new Feed({
      origin,
      resource: 'builds/b1',
      pollEvery: 20,
      ...options,
      onEntries: (entries) => followed.entries.push(...entries),
      onConnection: (connection, reason = '') => {
        followed.connections.push(connection);
        followed.reason = reason;
        if (connection === 'ended' || connection === 'lost') over();
      },
    });
    open = { site, feed };
    feed.start();
  });
  return followed;
}

test('hands on every entry once and ends after the last', async () => {
  const site = new Site((socket) => {
    for (const entry of COMPLETED) socket.send(batch([entry]));
    socket.close(1000);
  });
  const { entries, connections } = await follow(site);
  expect(entries).toEqual(COMPLETED);
  expect(connections).toEqual(['connecting', 'live', 'ended']);
});

test('starts after the cursor it is given', async () => {
  const site = new Site((socket, after) => socket.send(batch(COMPLETED.slice(after))));
  const { entries } = await follow(site, { after: 4 });
  expect(site.joined).toEqual([4]);
  expect(entries).toEqual(COMPLETED.slice(4));
});

test('drops what it has seen', async () => {
  const site = new Site((socket) => {
    socket.send(batch(COMPLETED.slice(0, 6)));
    socket.send(batch(COMPLETED.slice(2, 8)));
    socket.send(batch(COMPLETED));
  });
  expect((await follow(site)).entries).toEqual(COMPLETED);
});

test('fills a gap from the log', async () => {
  const site = new Site((socket) => {
    socket.send(batch(COMPLETED.slice(0, 3)));
    socket.send(batch(COMPLETED.slice(7, 9)));
  });
  site.log = COMPLETED;
  const { entries } = await follow(site);
  expect(entries).toEqual(COMPLETED);
  expect(site.asked).toEqual([3]);
});

test('connects again from its cursor when the server goes away', async () => {
  const site = new Site((socket, after) => {
    socket.send(batch(COMPLETED.slice(after, after + 10)), () => {
      if (after + 10 < COMPLETED.length) socket.terminate();
    });
  });
  const { entries, connections } = await follow(site);
  expect(entries).toEqual(COMPLETED);
  expect(site.joined).toEqual([0, 10, 20]);
  expect(connections).toContain('reconnecting');
});

test('reads the log where WebSockets do not work', async () => {
  const site = new Site();
  site.refuseSockets = true;
  const growing = setInterval(() => {
    site.log = COMPLETED.slice(0, site.log.length + 1);
  }, 40);
  const { entries, connections } = await follow(site);
  clearInterval(growing);
  expect(entries).toEqual(COMPLETED);
  expect(connections).toContain('polling');
});

test('reads the log where no more sockets are allowed, and asks for none', async () => {
  const site = new Site((socket) => socket.close(4429, 'You watch too many builds; the limit is 20.'));
  site.log = COMPLETED;
  const { entries, connections } = await follow(site);
  expect(entries).toEqual(COMPLETED);
  expect(connections).toEqual(['connecting', 'live', 'polling', 'ended']);
  expect(site.joined).toHaveLength(1);
});

test('asks the log after a silence, since a lost last message shows by nothing', async () => {
  const site = new Site((socket) => socket.send(batch(COMPLETED.slice(0, 5))));
  site.log = COMPLETED;
  const { entries } = await follow(site, { quietAfter: 30 });
  expect(entries).toEqual(COMPLETED);
});

test.each([4403, 4404])('is lost for good when the server closes with %i', async (code) => {
  const site = new Site((socket) => socket.close(code));
  const { connections, reason } = await follow(site);
  expect(connections.at(-1)).toBe('lost');
  expect(reason).not.toBe('');
  expect(site.joined).toHaveLength(1);
});

test('is lost when the log says what the page does not know', async () => {
  const site = new Site((socket) => socket.send('{"events":[{"seq":1,"at":1,"type":"exploded"}]}'));
  expect((await follow(site)).reason).toContain('exploded');
});
