import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { encode } from "./cbor.mjs";

const ES256 = -7;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/**
 * An authenticator and the browser around it, in software: ES256, attestation `none`, discoverable
 * credentials, user verified. It takes and gives the JSON forms of WebAuthn L3 §5.1.8–§5.1.10, so its
 * answers go to `auth.passkey.verifyRegistration` and `verifyAuthentication` as they are.
 */
export class SoftwareAuthenticator {
  constructor({ origin }) {
    this.origin = origin;
    this.credentials = [];
  }

  /** Makes a credential for PublicKeyCredentialCreationOptionsJSON and answers RegistrationResponseJSON. */
  create(options) {
    if (!options.pubKeyCredParams.some(({ alg }) => alg === ES256)) {
      throw new Error("the relying party doesn't take ES256");
    }
    const held = this.credentials.map(({ id }) => base64url(id));
    if (options.excludeCredentials?.some(({ id }) => held.includes(id))) {
      throw new Error("InvalidStateError: a credential is already registered here");
    }
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const credential = {
      id: randomBytes(32),
      privateKey,
      rpId: options.rp.id,
      userHandle: options.user.id,
      signCount: 0,
    };
    this.credentials.push(credential);

    const { x, y } = publicKey.export({ format: "jwk" });
    const coseKey = encode(
      new Map([
        [1, 2],
        [3, ES256],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]),
    );
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(credential.id.length);
    const aaguid = Buffer.alloc(16);
    const authData = Buffer.concat([
      this.#authenticatorData(credential, USER_PRESENT | USER_VERIFIED | ATTESTED),
      aaguid,
      idLength,
      credential.id,
      coseKey,
    ]);
    const attestationObject = encode(
      new Map([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    return this.#response(credential, {
      clientDataJSON: this.#clientData("webauthn.create", options.challenge),
      attestationObject: base64url(attestationObject),
      transports: ["internal"],
    });
  }

  /** Signs PublicKeyCredentialRequestOptionsJSON with the newest credential; AuthenticationResponseJSON. */
  get(options) {
    const credential = this.credentials.findLast(({ rpId }) => rpId === options.rpId);
    if (!credential) {
      throw new Error(`NotAllowedError: no credential for ${options.rpId}`);
    }
    credential.signCount += 1;
    const authenticatorData = this.#authenticatorData(credential, USER_PRESENT | USER_VERIFIED);
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge);
    const signed = Buffer.concat([
      authenticatorData,
      sha256(Buffer.from(clientDataJSON, "base64url")),
    ]);
    return this.#response(credential, {
      clientDataJSON,
      authenticatorData: base64url(authenticatorData),
      signature: base64url(sign("sha256", signed, credential.privateKey)),
      userHandle: credential.userHandle,
    });
  }

  #authenticatorData({ rpId, signCount }, flags) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(signCount);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  #clientData(type, challenge) {
    return base64url(
      JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }),
    );
  }

  #response(credential, response) {
    const id = base64url(credential.id);
    return {
      id,
      rawId: id,
      type: "public-key",
      response,
      clientExtensionResults: {},
      authenticatorAttachment: "platform",
    };
  }
}
