import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { onTestFinished } from "vitest";

import { ACCESS, type Project, type User } from "../../../src/demo/gitlab/model.ts";
import { startStandIn, type StandIn, type StandInOptions } from "../../../src/demo/gitlab/stand-in.ts";

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly payload: Record<string, unknown>;
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** What the next deliveries are answered with. */
  status: number;
}

export interface Scene {
  readonly gitlab: StandIn;
  readonly project: Project;
  /** Candidate: Guest. */
  readonly maria: User;
  /** Coordinator: Maintainer. */
  readonly carla: User;
  /** The bot: Reporter, with a project token. */
  readonly bot: User;
  readonly token: string;
  /** Call the API as the bot, or with another token. */
  readonly call: (method: string, path: string, body?: object, token?: string) => Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** A stand-in with one private project, a candidate, a coordinator and a bot; closed when the test ends. */
export async function openScene(options: StandInOptions = {}): Promise<Scene> {
  const gitlab = await startStandIn(options);
  onTestFinished(() => gitlab.close());
  const world = gitlab.state;
  const maria = world.createUser({ username: "maria", name: "Maria Silva" });
  const carla = world.createUser({ username: "carla", name: "Carla Coordinator" });
  const project = world.createProject("partners/emea/onboarding");
  world.addMember(project, maria, ACCESS.guest);
  world.addMember(project, carla, ACCESS.maintainer);
  const { user: bot, token } = world.createAccessToken(project, { accessLevel: ACCESS.reporter });
  return {
    gitlab,
    project,
    maria,
    carla,
    bot,
    token,
    call: (method, path, body, as = token) => callApi(gitlab.url, method, path, body, as),
  };
}

async function callApi(
  base: string,
  method: string,
  path: string,
  body: object | undefined,
  token: string,
): Promise<Answer> {
  const response = await fetch(`${base}/api/v4${path}`, {
    method,
    headers: { "private-token": token, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

/** A server that takes webhooks; closed when the test ends. */
export async function openReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      deliveries.push({ headers: request.headers, body, payload: JSON.parse(body) });
      response.writeHead(receiver.status).end("seen");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = { url: `http://127.0.0.1:${port}/webhooks/gitlab`, deliveries, status: 200 };
  return receiver;
}
