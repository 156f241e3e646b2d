// One file on its way to an answer, by the tus protocol: it goes on where it stopped, also when the same file is chosen again
// after the tab was closed, the network was cut, the server was started anew or the sign-in had expired.
import { Upload } from "tus-js-client";
import { csrfToken } from "./csrf.js";

const PIECE = 4 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000];

/** The same file, by the same person, for the same field is the same upload. */
const mark = (url, path, replaces) => async (file) => ["shifan", url, path, replaces, file.name, file.size, file.lastModified].join("|");

/**
 * send(file, {url, path, replaces}, {progress, done, failed}): a tus upload that has been started.
 * failed({kind, text}): kind is "refused" (with the server's words), "signedOut" or "network".
 */
export async function send(file, { url, path, replaces = "" }, { progress, done, failed }) {
  const upload = new Upload(file, {
    endpoint: url,
    chunkSize: PIECE,
    retryDelays: PAUSES,
    metadata: { filename: file.name, path, replaces },
    fingerprint: mark(url, path, replaces),
    removeFingerprintOnSuccess: true,
    onBeforeRequest: (request) => {
      request.setHeader("X-CSRFToken", csrfToken());
      request.setHeader("Accept", "application/json");
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status >= 500 || status === 409 || status === 423;
    },
    onProgress: progress,
    onSuccess: done,
    onError: (error) => failed(reason(error)),
  });
  const [before] = await upload.findPreviousUploads();
  if (before) upload.resumeFromPreviousUpload(before);
  upload.start();
  return upload;
}

function reason(error) {
  const answer = error.originalResponse;
  const status = answer?.getStatus() ?? 0;
  if (status === 401 || status === 403) return { kind: "signedOut" };
  if (status < 400 || status >= 500) return { kind: "network" };
  let text = "";
  try {
    text = JSON.parse(answer.getBody()).error;
  } catch {
    // no words: the address is gone, or a proxy answered
  }
  return { kind: "refused", text };
}
