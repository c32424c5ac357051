import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** A proxy in front of a service. */
export interface Nginx {
  stop(): Promise<void>;
}

export interface NginxOptions {
  /** The origin of the service behind it. */
  readonly service: string;
  /** Where it listens, on the loopback. */
  readonly port: number;
  /** The host that it answers for, and the files of its key and certificate. Absent: it speaks plain HTTP. */
  readonly tls?: { readonly host: string; readonly key: string; readonly certificate: string };
}

/** What docs/deploy.md tells people to write, with these names in the place of its own. @throws Error when it says something else */
function asDocumented({ service, port, tls }: NginxOptions): string {
  const page = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
  const documented = /```nginx\n(.*?)```/s.exec(page)?.[1] ?? '';
  const others: readonly (readonly [string, string])[] = [
    ['listen 443 ssl;', `listen 127.0.0.1:${port}${tls === undefined ? '' : ' ssl'};`],
    ['server_name auth.example;', tls === undefined ? '' : `server_name ${tls.host};`],
    ['ssl_certificate     /etc/ssl/auth.example.pem;', tls === undefined ? '' : `ssl_certificate ${tls.certificate};`],
    [
      'ssl_certificate_key /etc/ssl/private/auth.example.key;',
      tls === undefined ? '' : `ssl_certificate_key ${tls.key};`,
    ],
    ['http://127.0.0.1:8787', service],
  ];
  return others.reduce((text, [own, ours]) => {
    if (!text.includes(own)) throw new Error(`docs/deploy.md has no line "${own}" for nginx`);
    return text.replace(own, ours);
  }, documented);
}

/** What the system's package has around it. */
const around = (server: string, folder: string): string => `
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
  ${server}
}
`;

/** Whether nginx is installed. */
export const hasNginx = (): boolean => spawnSync('nginx', ['-v']).error === undefined;

/** Starts nginx as docs/deploy.md has it. @throws Error when it is not installed, or ends at once */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  if (!hasNginx()) throw new Error('There is no nginx here: apt-get install nginx-light');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  writeFileSync(join(folder, 'nginx.conf'), around(asDocumented(options), folder));
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.once('exit', () => nginx.kill('SIGTERM'));
  await until('nginx to answer', async () => {
    if (nginx.exitCode !== null) throw new Error('nginx ended');
    // Whatever it answers: it listens.
    const answer = await fetch(`http://127.0.0.1:${options.port}/`).catch(() => undefined);
    await answer?.text();
    return answer;
  });
  return {
    async stop() {
      const end = once(nginx, 'exit');
      nginx.kill('SIGTERM');
      await end;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
