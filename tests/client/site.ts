import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Entry } from '../../visualizer/client/events.ts';

type Connected = (socket: WebSocket, after: number) => void;

export function batch(entries: readonly Entry[]): string {
  return JSON.stringify({ events: entries });
}

/** A small real server with one log: HTTP answers what `log` holds, each WebSocket is played by `connected`. */
export class Site {
  log: Entry[] = [];
  httpStatus = 200;
  refuseSockets = false;
  readonly asked: number[] = [];
  readonly joined: number[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor(readonly connected: Connected = () => {}) {
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.refuseSockets) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (joined) => {
        const after = cursor(request);
        this.joined.push(after);
        this.connected(joined, after);
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const after = cursor(request);
    this.asked.push(after);
    response.writeHead(this.httpStatus, { 'Content-Type': 'application/x-ndjson' });
    const entries = this.log.filter((entry) => entry.seq > after);
    response.end(
      this.httpStatus === 200 ? entries.map((entry) => `${JSON.stringify(entry)}\n`).join('') : '',
    );
  }
}

function cursor(request: IncomingMessage): number {
  return Number(new URL(request.url ?? '/', 'http://site').searchParams.get('after'));
}
