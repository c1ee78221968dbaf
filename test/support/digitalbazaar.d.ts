/** What the tests use of packages that bring no types. */
declare module "@digitalbazaar/vc" {
  export function verifyCredential(options: {
    readonly credential: object;
    readonly suite: object;
    readonly documentLoader: (address: string) => Promise<object>;
    readonly now?: Date;
    readonly checkStatus?: (options: object) => Promise<object>;
  }): Promise<{ readonly verified: boolean; readonly error?: { readonly errors?: readonly Error[] } & Error }>;
}

declare module "@digitalbazaar/data-integrity" {
  export const DataIntegrityProof: new (options: { readonly cryptosuite: object }) => object;
}

declare module "@digitalbazaar/eddsa-rdfc-2022-cryptosuite" {
  export const cryptosuite: object;
}

declare module "@digitalbazaar/vc-bitstring-status-list" {
  export function checkStatus(options: {
    readonly credential: object;
    readonly suite: object;
    readonly documentLoader: (address: string) => Promise<object>;
  }): Promise<{
    readonly verified: boolean;
    readonly results?: readonly { readonly verified: boolean; readonly status: boolean }[];
    readonly error?: Error;
  }>;
  export function decodeList(options: {
    readonly encodedList: string;
  }): Promise<{ readonly length: number; getStatus(index: number): boolean }>;
}

declare module "@digitalbazaar/ed25519-multikey" {
  export function from(key: {
    readonly type: "Multikey";
    readonly id: string;
    readonly controller: string;
    readonly publicKeyMultibase: string;
  }): Promise<object>;
  export function toJwk(options: { readonly keyPair: object }): Promise<object>;
}
