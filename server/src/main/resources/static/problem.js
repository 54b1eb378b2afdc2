import { bytes } from './format.js';
import { known, language, t } from './language.js';
import { translated } from './sentences.js';

const SENTENCES_IN = 'en';

/** Headlines of answers whose code is not known here. */
const BY_STATUS = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 413: 'too-large', 429: 'queue-full' };

/** Fields of a form and what the page calls them. */
const FIELDS = {
  style: 'settings.style',
  resolution: 'settings.resolution',
  strength: 'settings.strength',
  tone: 'settings.tone',
  output_format: 'settings.format',
  quality: 'settings.quality',
  faces: 'settings.faces',
  detail: 'settings.detail',
  background: 'settings.background',
  metadata: 'settings.metadata',
  images: 'compare.photo',
};

/** The failure of a request: a problem of RFC 9457, or that the service was not reached. */
export class Problem extends Error {
  /**
   * @param status the HTTP status; 0 if there was no answer
   * @param code one word that never changes
   * @param detail one sentence by the service, in English; may be empty
   * @param parameter the form's field that is not allowed; may be empty
   * @param leastBytes the smallest memory budget that works; 0 if not told
   * @param retryAfter seconds after which another try may do better; 0 if not told
   * @param requestId by which the service's log tells more; may be empty
   */
  constructor({
    status = 0,
    code,
    detail = '',
    parameter = '',
    leastBytes = 0,
    retryAfter = 0,
    requestId = '',
  }) {
    super(detail || code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.parameter = parameter;
    this.leastBytes = leastBytes;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }

  /** The problem that an answer tells. */
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
      parameter: told.parameter ?? '',
      leastBytes: told.leastBytes ?? 0,
      retryAfter: seconds(header('Retry-After')),
      requestId: told.requestId ?? header('X-Request-ID') ?? '',
    });
  }

  static unreachable() {
    return new Problem({ code: 'unreachable' });
  }

  /** True if the same request may well succeed later. */
  get passing() {
    return this.status === 429 || this.status === 503;
  }

  get headline() {
    return headline(this.code, this.status);
  }

  get explanation() {
    return explanation(this);
  }
}

/** A code in the reader's words. */
export function headline(code, status = 0) {
  const key = [code, BY_STATUS[status]].map((one) => `problem.${one}`).find(known);
  return t(key ?? 'problem.other');
}

/**
 * One sentence about a problem: the service's own where that is the reader's language, else the
 * page's.
 *
 * @returns its `text`, which may be empty, and its `language`
 */
export function explanation({ code, detail = '', parameter = '', leastBytes = 0, retryAfter = 0 }) {
  if (language() === SENTENCES_IN && detail) {
    return { text: detail, language: SENTENCES_IN };
  }
  const own = translated(detail) ?? general(code, { parameter, leastBytes, retryAfter });
  return own ? { text: own, language: language() } : { text: detail, language: SENTENCES_IN };
}

/** The sentence about a code alone; empty if there is none. */
function general(code, { parameter, leastBytes, retryAfter }) {
  const values = {
    name: parameter in FIELDS ? t(FIELDS[parameter]) : parameter,
    size: bytes(leastBytes),
    n: retryAfter,
  };
  const given = { 'bad-parameter': parameter, 'over-budget': leastBytes, 'queue-full': retryAfter };
  const key = `explain.${code}`;
  if (code in given && !given[code]) {
    return known(`${key}-unknown`) ? t(`${key}-unknown`) : '';
  }
  return known(key) ? t(key, values) : '';
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
