import { known, t } from './language.js';

/** What went wrong with a request: a problem of RFC 9457, or that the service was not reached. */
export class Problem extends Error {
  /**
   * @param status the HTTP status; 0 if there was no answer
   * @param code one word that never changes
   * @param detail one sentence by the service; may be empty
   * @param retryAfter seconds after which another try may do better; 0 if not told
   * @param requestId by which the service's log tells more; may be empty
   */
  constructor({ status = 0, code, detail = '', retryAfter = 0, requestId = '' }) {
    super(detail || code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }

  /** Of an answer that is not good. */
  static async of(response) {
    return Problem.from(response.status, await response.text().catch(() => ''), (name) =>
      response.headers.get(name),
    );
  }

  static from(status, text, header) {
    const told = parsed(text);
    return new Problem({
      status,
      code: told.code ?? 'other',
      detail: told.detail ?? '',
      retryAfter: seconds(header('Retry-After')),
      requestId: told.requestId ?? header('X-Request-ID') ?? '',
    });
  }

  static unreachable() {
    return new Problem({ code: 'unreachable' });
  }

  /** Whether the same request may well succeed later. */
  get passing() {
    return this.status === 429 || this.status === 503;
  }

  get headline() {
    return headline(this.code);
  }
}

/** A code in the reader's words. */
export function headline(code) {
  const key = `problem.${code}`;
  return t(known(key) ? key : 'problem.other');
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** Retry-After is a number of seconds or a date. */
function seconds(text) {
  if (!text) {
    return 0;
  }
  const value = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(value) ? Math.max(0, Math.ceil(value)) : 0;
}
