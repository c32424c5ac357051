import { type CommandLine, printJson, printTable, runCommand, usageFailure } from './command.ts';
import { askOperator, type OperatorTarget, targetOf } from './operator-client.ts';
import { readKeyFile, readServiceFile, readUpdateFile } from './service-file.ts';

const usage = `Connected services of a running Gatehouse.

Usage: npm run service -- <command> [--json]

  add <file.json>                    registers a service, and prints it as JSON with its client_id
  list                               all services (a change of the last seconds may be missing)
  show <client_id>                   one service, as it is now
  update <client_id> <file.json>     replaces what its file says; id and status stay
  disable <client_id>                refuses it everywhere, within a second
  enable <client_id>                 lets it work again
  rotate-key <client_id> <keys>      new keys (a JWK set, a JWK or a PEM file); the old ones stay valid until the next rotation
  rotate-key <client_id> --drop-old  ends the old keys; with <keys>, at once

The file: client_name, redirect_uris, one of jwks, jwks_uri, public_key_pem, scope, vectors and legal_basis; see docs/connect.md.

Which Gatehouse: GATEHOUSE_ORIGIN, or http://localhost:<GATEHOUSE_PORT or 8787>.
Which key: GATEHOUSE_OPERATOR_KEY (a private JWK, or the path of one), or operator.jwk.json in GATEHOUSE_HOME (.gatehouse).
Exit code: 0 done, 1 could not be done, 2 not understood.`;

type Service = Readonly<Record<string, unknown>>;
type Command = (line: CommandLine, target: () => OperatorTarget) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  async add({ words }, target) {
    const [path] = take(words, 1, 'add <file.json>');
    printJson(await askOperator('services.add', { file: readServiceFile(path) }, target()));
  },

  async list({ words, json }, target) {
    take(words, 0, 'list');
    const { services } = await askOperator('services.list', {}, target());
    if (json) return printJson(services);
    const rows: Service[] = Array.isArray(services) ? services : [];
    if (rows.length === 0)
      return console.log('No service is registered, or not for some seconds yet: npm run service -- add <file.json>');
    printTable([['client_id', 'status', 'name', 'scope'], ...rows.map(listRow)]);
  },

  async show({ words, json }, target) {
    const [id] = take(words, 1, 'show <client_id>');
    print(await askOperator('services.show', { client_id: id }, target()), json);
  },

  async update({ words, json }, target) {
    const [id, path] = take(words, 2, 'update <client_id> <file.json>');
    print(await askOperator('services.update', { client_id: id, file: readUpdateFile(path) }, target()), json);
  },

  async disable({ words, json }, target) {
    const [id] = take(words, 1, 'disable <client_id>');
    report(await askOperator('services.disable', { client_id: id }, target()), json, 'is disabled');
  },

  async enable({ words, json }, target) {
    const [id] = take(words, 1, 'enable <client_id>');
    report(await askOperator('services.enable', { client_id: id }, target()), json, 'is active');
  },

  async 'rotate-key'({ words, json, dropOld }, target) {
    const isDropOnly = dropOld && words.length === 1;
    const [id, path] = isDropOnly ? words : take(words, 2, 'rotate-key <client_id> <keys>');
    const keys = path === undefined ? {} : { jwks: readKeyFile(path) };
    const service = await askOperator('services.rotate-key', { client_id: id, drop_old: dropOld, ...keys }, target());
    const hasOld = service['previous_jwks'] !== undefined;
    report(
      service,
      json,
      hasOld ? 'has new keys; the old ones stay valid until the next rotation' : 'has only its newest keys',
    );
  },
};

function take(words: readonly string[], count: 0 | 1 | 2, form: string): readonly [string, string] {
  if (words.length !== count) throw usageFailure(`Write: npm run service -- ${form}`);
  const [first = '', second = ''] = words;
  return [first, second];
}

function listRow(service: Service): readonly string[] {
  return ['client_id', 'status', 'client_name', 'scope'].map((name) => String(service[name]));
}

function print(service: Service, json: boolean): void {
  if (json) {
    printJson(service);
    return;
  }
  printTable(
    Object.entries(service).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function report(service: Service, json: boolean, what: string): void {
  if (json) {
    printJson(service);
    return;
  }
  console.log(`${String(service['client_name'])} (${String(service['client_id'])}) ${what}.`);
}

await runCommand(usage, async (line) => {
  const [name = '', ...words] = line.words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw usageFailure(name === '' ? 'Say what to do: add, list, show, …' : `There is no command "${name}".`);
  await command({ ...line, words }, () => targetOf(process.env));
});
