# Gatehouse on plain workerd: one process, its atoms in a folder, everything else from the environment. See README.md.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gatehouse", worker = .gatehouse),
    (name = "outbound", worker = .outbound),
    # The files of the pages, as scripts/build-assets.ts makes them. Another folder: --directory-path files=<path>
    (name = "files", disk = (path = "dist/assets", writable = false)),
    # Where the atoms live: --directory-path atoms=<path>
    (name = "atoms", disk = (writable = true)),
    # Where signed heads of the audit chains are kept, on another disk: --directory-path heads=<path>
    (name = "heads", disk = (writable = true)),
    # The process of hashers.capnp, where HASHERS is "apart": --external-addr hashers=unix:<path>
    (name = "hashers", external = (address = "unix:hashers.sock", http = ())),
    (name = "public", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
    (name = "inside", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  # A proxy in front speaks TLS. Another address: --socket-addr http=<address>
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "gatehouse")],
);

const gatehouse :Workerd.Worker = (
  modules = [
    (name = "entry.js", esModule = embed "entry.js"),
    # The production bundle, as `wrangler deploy --dry-run --env production --outdir dist/worker` writes it.
    (name = "index.js", esModule = embed "../../dist/worker/index.js"),
  ],
  compatibilityDate = "2026-10-20",
  globalOutbound = "outbound",
  durableObjectStorage = (localDisk = "atoms"),
  # A uniqueKey is the name of a folder of atoms: it is never changed.
  durableObjectNamespaces = [
    (className = "Account", uniqueKey = "gatehouse-account", enableSql = true),
    (className = "Directory", uniqueKey = "gatehouse-directory", enableSql = true),
    (className = "Interaction", uniqueKey = "gatehouse-interaction", enableSql = true),
    (className = "Client", uniqueKey = "gatehouse-client", enableSql = true),
    (className = "RateLimit", uniqueKey = "gatehouse-rate-limit", enableSql = true),
    (className = "KeyRing", uniqueKey = "gatehouse-key-ring", enableSql = true),
    (className = "Supplier", uniqueKey = "gatehouse-supplier", enableSql = true),
    (className = "Ledger", uniqueKey = "gatehouse-ledger", enableSql = true),
    (className = "Hasher", uniqueKey = "gatehouse-hasher", enableSql = true),
    (className = "Hours", uniqueKey = "gatehouse-hours", enableSql = true),
  ],
  bindings = [
    (name = "ACCOUNT", durableObjectNamespace = "Account"),
    (name = "DIRECTORY", durableObjectNamespace = "Directory"),
    (name = "INTERACTION", durableObjectNamespace = "Interaction"),
    (name = "CLIENT", durableObjectNamespace = "Client"),
    (name = "RATE_LIMIT", durableObjectNamespace = "RateLimit"),
    (name = "KEY_RING", durableObjectNamespace = "KeyRing"),
    (name = "SUPPLIER", durableObjectNamespace = "Supplier"),
    (name = "LEDGER", durableObjectNamespace = "Ledger"),
    (name = "HASHER", durableObjectNamespace = "Hasher"),
    (name = "HOURS", durableObjectNamespace = "Hours"),
    (name = "ASSETS", service = "files"),
    (name = "AUDIT_HEADS", service = "heads"),
    (name = "HASHER_PROCESS", service = "hashers"),
    (name = "HASHERS", fromEnvironment = "HASHERS"),

    (name = "ORIGIN", fromEnvironment = "ORIGIN"),
    (name = "ENVIRONMENT", fromEnvironment = "ENVIRONMENT"),
    (name = "JURISDICTION", fromEnvironment = "JURISDICTION"),
    (name = "GENERATION", fromEnvironment = "GENERATION"),
    (name = "CLIENT_ADDRESS_FROM", fromEnvironment = "CLIENT_ADDRESS_FROM"),
    (name = "BRAND", fromEnvironment = "BRAND"),
    (name = "RELATED_ORIGINS", fromEnvironment = "RELATED_ORIGINS"),
    (name = "BLOCKED_EMAIL_DOMAINS", fromEnvironment = "BLOCKED_EMAIL_DOMAINS"),
    (name = "NOTIFY_BASE_URL", fromEnvironment = "NOTIFY_BASE_URL"),
    (name = "NOTIFY_TEMPLATES", fromEnvironment = "NOTIFY_TEMPLATES"),
    (name = "VOODOO_BASE_URL", fromEnvironment = "VOODOO_BASE_URL"),
    (name = "SNS_BASE_URL", fromEnvironment = "SNS_BASE_URL"),
    (name = "SNS_REGION", fromEnvironment = "SNS_REGION"),
    (name = "PDS_BASE_URL", fromEnvironment = "PDS_BASE_URL"),
    (name = "PDS_REQUESTS_PER_SECOND", fromEnvironment = "PDS_REQUESTS_PER_SECOND"),
    (name = "ODS_BASE_URL", fromEnvironment = "ODS_BASE_URL"),
    (name = "MESSAGE_SENDER", fromEnvironment = "MESSAGE_SENDER"),
    (name = "TEST_PHONE_NUMBERS", fromEnvironment = "TEST_PHONE_NUMBERS"),
    (name = "OPERATOR_PUBLIC_JWK", fromEnvironment = "OPERATOR_PUBLIC_JWK"),
    (name = "SECOND_OPERATOR_PUBLIC_JWK", fromEnvironment = "SECOND_OPERATOR_PUBLIC_JWK"),
    (name = "NEON_FETCH_ENDPOINT", fromEnvironment = "NEON_FETCH_ENDPOINT"),
    (name = "MASTER_KEYS", fromEnvironment = "MASTER_KEYS"),
    (name = "INDEX_KEYS", fromEnvironment = "INDEX_KEYS"),
    (name = "ROUTING_KEYS", fromEnvironment = "ROUTING_KEYS"),
    (name = "AUDIT_KEYS", fromEnvironment = "AUDIT_KEYS"),
    (name = "SHARD_KEY", fromEnvironment = "SHARD_KEY"),
    (name = "DATABASE_URL", fromEnvironment = "DATABASE_URL"),
    (name = "LEDGER_DATABASE_URL", fromEnvironment = "LEDGER_DATABASE_URL"),
    (name = "REDIS_URL", fromEnvironment = "REDIS_URL"),
    (name = "REDIS_TOKEN", fromEnvironment = "REDIS_TOKEN"),
    (name = "NOTIFY_API_KEY", fromEnvironment = "NOTIFY_API_KEY"),
    (name = "NOTIFY_CALLBACK_TOKEN", fromEnvironment = "NOTIFY_CALLBACK_TOKEN"),
    (name = "VOODOO_API_KEY", fromEnvironment = "VOODOO_API_KEY"),
    (name = "SNS_ACCESS_KEY_ID", fromEnvironment = "SNS_ACCESS_KEY_ID"),
    (name = "SNS_SECRET_ACCESS_KEY", fromEnvironment = "SNS_SECRET_ACCESS_KEY"),
    (name = "PDS_API_KEY", fromEnvironment = "PDS_API_KEY"),
    (name = "PDS_SIGNING_KEY", fromEnvironment = "PDS_SIGNING_KEY"),
    (name = "ODS_API_KEY", fromEnvironment = "ODS_API_KEY"),
  ],
);

const outbound :Workerd.Worker = (
  modules = [(name = "outbound.js", esModule = embed "outbound.js")],
  compatibilityDate = "2026-10-20",
  bindings = [
    (name = "PUBLIC", service = "public"),
    (name = "INSIDE", service = "inside"),
    (name = "NEON_FETCH_ENDPOINT", fromEnvironment = "NEON_FETCH_ENDPOINT"),
    (name = "REDIS_URL", fromEnvironment = "REDIS_URL"),
    (name = "NOTIFY_BASE_URL", fromEnvironment = "NOTIFY_BASE_URL"),
    (name = "VOODOO_BASE_URL", fromEnvironment = "VOODOO_BASE_URL"),
    (name = "SNS_BASE_URL", fromEnvironment = "SNS_BASE_URL"),
    (name = "PDS_BASE_URL", fromEnvironment = "PDS_BASE_URL"),
    (name = "ODS_BASE_URL", fromEnvironment = "ODS_BASE_URL"),
  ],
);
