import { clientAtom } from '../../../durable-objects/client';
import { clock } from './clock';
import { outside } from './platform-atoms';

export class Client extends clientAtom({
  clock,
  deliver: { message: (_env, message) => outside.message(message) },
  handOver: (_env, shard, handOver) => outside.handOver(shard, handOver),
}) {}
