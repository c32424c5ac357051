import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A proxy in front of a service that limits the connections of each address. */
export interface Nginx {
  readonly origin: string;
  stop(): Promise<void>;
}

/** As docs/deploy.md has it, without TLS. */
const configuration = (port: number, service: string, folder: string): string => `
daemon off;
worker_processes 1;
error_log ${folder}/error.log;
pid ${folder}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  limit_conn_zone $binary_remote_addr zone=callers:10m;
  server {
    listen 127.0.0.1:${port};
    limit_conn callers 64;
    limit_conn_status 429;
    location / {
      proxy_pass ${service};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header CF-Connecting-IP $remote_addr;
      proxy_read_timeout 30s;
    }
  }
}
`;

/** Starts nginx before a service. @param service its origin @returns undefined where nginx is not installed */
export async function startNginx(service: string, port: number): Promise<Nginx | undefined> {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  writeFileSync(join(folder, 'nginx.conf'), configuration(port, service, folder));
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(`${origin}/.well-known/jwks.json`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (tries === 50) throw new Error('nginx does not answer');
    await delay(100);
  }
  return {
    origin,
    async stop() {
      const end = once(nginx, 'exit');
      nginx.kill('SIGTERM');
      await end;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
