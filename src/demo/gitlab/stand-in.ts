import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { addressesAt, type Addresses } from "./addresses.ts";
import { send } from "./http.ts";
import type { Guide } from "./pages/guide.ts";
import { servePages } from "./pages/site.ts";
import { createApi, type ApiCall, type Disturbance, type IncomingApiCall } from "./rest/api.ts";
import { Courier, type OutgoingDelivery, type TapAnswer } from "./webhooks/courier.ts";
import type { TimeFormat } from "./webhooks/payload.ts";
import { World } from "./world.ts";

export interface StandInOptions {
  /** Address to listen on; 127.0.0.1 when left out. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Scoped labels exclude each other and issues take several assignees, unless a project says otherwise. */
  readonly premium?: boolean;
  /** What `GET /version` and the `User-Agent` of webhooks say; below 19 signing tokens are ignored. */
  readonly version?: string;
  readonly now?: () => Date;
  /** Webhooks may lead to addresses of its own network, as an administrator can allow; default `true`. */
  readonly allowsLocalHooks?: boolean;
  /** How long a webhook may take; GitLab.com waits 10 s. */
  readonly webhookTimeoutMs?: number;
  /** Webhooks under way at once. */
  readonly webhookConcurrency?: number;
  readonly webhookTimes?: TimeFormat;
  /** Failing webhooks are switched off; default `true`. */
  readonly autoDisable?: boolean;
  /** Comments a user may write in a minute; 60 on GitLab.com; `null`, the default, is no limit. */
  readonly notesPerMinute?: number | null;
  /** Calls a user may make in a minute; `null`, the default, is no limit. */
  readonly callsPerMinute?: number | null;
  /** `false` keeps `calls` empty, for runs of many thousand calls. */
  readonly recordCalls?: boolean;
  readonly emojiTouchesNote?: boolean;
  readonly replyTouchesNote?: boolean;
  /** Shown on the pages; without it anybody can be chosen and nothing is explained. */
  readonly guide?: Guide;
}

/** A small GitLab that listens over HTTP. */
export interface StandIn {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Users, groups, projects: to fill and to look at. */
  readonly state: World;
  /** Every API call in order, how it was answered included. */
  readonly calls: readonly ApiCall[];
  /** Planned disorder: asked before each call; `null` lets it through. */
  disturb: ((call: IncomingApiCall) => Disturbance | null) | null;
  /** Planned disorder for webhooks. */
  webhookTap: ((delivery: OutgoingDelivery) => TapAnswer) | null;
  /** Webhooks that the tap is holding back. */
  readonly heldCount: number;
  releaseHeld(order?: "asc" | "reversed" | "shuffled"): Promise<void>;
  /** Resolves when no webhook is under way. */
  settled(): Promise<void>;
  /** Forget the calls so far. */
  forgetCalls(): void;
  close(): Promise<void>;
}

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const world = new World(options);
  // Longer than any client keeps a connection idle, so that only planned disorder resets one.
  const server = createServer({ keepAliveTimeout: 65_000 });
  const url = await listen(server, options.host ?? "127.0.0.1", options.port ?? 0);
  const addresses = addressesAt(url);
  const version = options.version ?? "19.1.0-ee";
  const courier = new Courier(world, {
    addresses,
    version,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    times: options.webhookTimes ?? "iso",
    concurrency: options.webhookConcurrency ?? 25,
    autoDisable: options.autoDisable ?? true,
  });
  world.listen((event) => courier.dispatch(event));
  const calls: ApiCall[] = [];
  const throttle = createThrottle(world, options.callsPerMinute ?? null);
  const standIn: StandIn = {
    url,
    state: world,
    calls,
    disturb: null,
    get webhookTap() {
      return courier.tap;
    },
    set webhookTap(tap) {
      courier.tap = tap;
    },
    get heldCount() {
      return courier.heldCount;
    },
    releaseHeld: (order) => courier.releaseHeld(order),
    settled: () => courier.settled(),
    forgetCalls: () => {
      calls.length = 0;
    },
    close: async () => {
      await courier.close();
      await shut(server);
    },
  };
  const notesPerMinute = options.notesPerMinute ?? null;
  const context = {
    world,
    addresses,
    courier,
    version,
    allowsLocalHooks: options.allowsLocalHooks ?? true,
    notesPerMinute,
    noteTimes: new Map<number, readonly number[]>(),
  };
  const api = createApi(context, {
    disturb: (call) => standIn.disturb?.(call) ?? throttle(call),
    record: (call) => {
      if (options.recordCalls !== false) calls.push(call);
    },
  });
  server.on("request", (request, response) => {
    void serve(world, request, response, addresses, api, options.guide ?? null);
  });
  return standIn;
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  addresses: Addresses,
  api: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>,
  guide: Guide | null,
): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", addresses.base);
    if (url.pathname.startsWith("/api/v4/")) await api(request, response, url);
    else await servePages(world, request, response, url, guide);
  } catch (error) {
    // The fault is the stand-in's own; a test that meets it must see where it comes from.
    send(response, 500, JSON.stringify({ message: "500 Internal Server Error", stack: stackOf(error) }));
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The throttle in front of GitLab: plain text, and headers that say when to come back. */
function createThrottle(world: World, limit: number | null): (call: IncomingApiCall) => Disturbance | null {
  const windows = new Map<string, { readonly minute: number; count: number }>();
  return (call) => {
    if (limit === null) return null;
    const nowSeconds = Math.floor(world.now().getTime() / 1000);
    const minute = Math.floor(nowSeconds / 60);
    const key = call.username ?? "";
    const known = windows.get(key);
    const window = known?.minute === minute ? known : { minute, count: 0 };
    windows.set(key, window);
    window.count += 1;
    if (window.count <= limit) return null;
    const reset = (minute + 1) * 60;
    return {
      kind: "answer",
      status: 429,
      body: "Retry later\n",
      headers: {
        "content-type": "text/plain",
        "retry-after": String(reset - nowSeconds),
        "ratelimit-limit": String(limit),
        "ratelimit-name": "throttle_authenticated_api",
        "ratelimit-observed": String(window.count),
        "ratelimit-remaining": "0",
        "ratelimit-reset": String(reset),
        "ratelimit-resettime": new Date(reset * 1000).toUTCString(),
      },
    };
  };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown}:${address.port}`;
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
