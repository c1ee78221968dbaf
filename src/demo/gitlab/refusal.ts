/** GitLab says no. Thrown by everything people and the API do, and sent as it is by the API. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(typeof body === "string" ? body : JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** 403 in GitLab's words. */
export function forbidden(reason?: string): Refusal {
  return new Refusal(403, { message: reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}` });
}

/**
 * 404 in GitLab's words.
 *
 * @param what - "Issue" gives "404 Issue Not Found"; without it "404 Not found", as for a row that is not there.
 */
export function notFound(what?: string): Refusal {
  return new Refusal(404, { message: what === undefined ? "404 Not found" : `404 ${what} Not Found` });
}

/** 400 of a model that did not validate, or of a parameter that does not fit. */
export function badRequest(reason: string): Refusal {
  return new Refusal(400, { message: `400 Bad request - ${reason}` });
}

/** 400 of the parameter check that runs before anything else. */
export function invalidParameter(error: string): Refusal {
  return new Refusal(400, { error });
}
