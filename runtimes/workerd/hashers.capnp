# A process that does nothing but hash passwords, beside gatehouse.capnp: a hash keeps its thread, which is then nobody else's.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "hashers", worker = .hashers)],
  # Another place: --socket-addr hashers=unix:<path>. Only the process of gatehouse.capnp may reach it.
  sockets = [(name = "hashers", address = "unix:hashers.sock", http = (), service = "hashers")],
);

const hashers :Workerd.Worker = (
  modules = [
    (name = "hashers.js", esModule = embed "hashers.js"),
    # The production bundle: the same hasher as everywhere.
    (name = "index.js", esModule = embed "../../dist/worker/index.js"),
  ],
  compatibilityDate = "2026-10-20",
  # It keeps nothing.
  durableObjectStorage = (inMemory = void),
  durableObjectNamespaces = [(className = "Hasher", uniqueKey = "gatehouse-hasher", enableSql = true)],
  bindings = [
    (name = "HASHER", durableObjectNamespace = "Hasher"),
    (name = "HASHER_THREAD", text = "own"),
  ],
);
