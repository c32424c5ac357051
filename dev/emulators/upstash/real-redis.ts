import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { type Redis, RedisError, type Reply } from './store.ts';

type Parsed = { readonly value: Reply | RedisError; readonly end: number } | undefined;

function parseArray(bytes: Buffer, start: number, length: number): Parsed {
  const values: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const item = parseReply(bytes, end);
    if (item === undefined) return undefined;
    values.push(item.value instanceof RedisError ? item.value.message : item.value);
    end = item.end;
  }
  return { value: values, end };
}

/** Reads one reply that starts at `start`; undefined = not all of it has arrived. @see Redis serialization protocol 2 */
function parseReply(bytes: Buffer, start: number): Parsed {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const [kind, text, next] = [
    bytes.toString('latin1', start, start + 1),
    bytes.toString('utf8', start + 1, lineEnd),
    lineEnd + 2,
  ];
  if (kind === '+') return { value: text, end: next };
  if (kind === '-') return { value: new RedisError(text), end: next };
  if (kind === ':') return { value: Number(text), end: next };
  const length = Number(text);
  if (length < 0) return { value: null, end: next };
  if (kind === '*') return parseArray(bytes, next, length);
  if (bytes.length < next + length + 2) return undefined;
  return { value: bytes.toString('utf8', next, next + length), end: next + length + 2 };
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}

function open(url: URL): Socket {
  const target = { host: url.hostname, port: Number(url.port || 6379) };
  const socket =
    url.protocol === 'rediss:' ? connectSecurely({ ...target, servername: url.hostname }) : connect(target);
  const password = decodeURIComponent(url.password);
  const user = decodeURIComponent(url.username);
  if (password !== '') socket.write(encode(user === '' ? ['AUTH', password] : ['AUTH', user, password]));
  const database = url.pathname.slice(1);
  if (database !== '') socket.write(encode(['SELECT', database]));
  return socket;
}

/** Speaks to a real Redis server: one connection for each command, which is plenty for one developer. */
export function createRealRedis(address: string): Redis {
  const url = new URL(address);
  const greetings = (url.password === '' ? 0 : 1) + (url.pathname.length > 1 ? 1 : 0);
  return (command) => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const socket = open(url);
    let bytes: Buffer = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('close', () => reject(new RedisError('ERR connection closed')));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      let reply = parseReply(bytes, 0);
      for (let skipped = 0; skipped < greetings && reply !== undefined; skipped += 1) {
        if (reply.value instanceof RedisError) return void socket.destroy(reply.value);
        reply = parseReply(bytes, reply.end);
      }
      if (reply === undefined) return;
      if (reply.value instanceof RedisError) reject(reply.value);
      else resolve(reply.value);
      socket.end();
    });
    socket.write(encode(command));
    return promise;
  };
}
