import { Zoom } from './zoom.js';

const STEP = 1.5;
const ARROW = 0.1;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
// A wheel tells pixels or lines; a pinch on a touchpad comes as a wheel with Ctrl and small steps.
const LINE_PIXELS = 16;
const BY_PIXEL = 0.002;
const BY_PINCHED_PIXEL = 0.01;

/** Zooms and moves the picture of an element by wheel, fingers, pointer and keys. */
export class ZoomGestures {
  zoom = new Zoom();

  #host;
  #fingers = new Map();

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.#fingers.clear();
  }

  /** True if two fingers or more are on the picture. */
  get pinching() {
    return this.#fingers.size > 1;
  }

  /** Shows the whole picture. */
  fit() {
    this.zoom.fit();
    this.#host.requestUpdate();
  }

  enlarge(factor = STEP, [x, y] = [0.5, 0.5]) {
    this.zoom.by(factor, x, y);
    this.#host.requestUpdate();
  }

  reduce() {
    this.enlarge(1 / STEP);
  }

  /** A page is scrolled over a picture, unless the picture is enlarged or was chosen before. */
  wheel(event, frame) {
    const wanted =
      event.ctrlKey || event.metaKey || this.zoom.zoomed || frame.matches(':focus-within');
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1);
    if (!wanted || (pixels > 0 && !this.zoom.zoomed && !event.ctrlKey)) {
      return;
    }
    event.preventDefault();
    this.enlarge(Math.exp(-pixels * (event.ctrlKey ? BY_PINCHED_PIXEL : BY_PIXEL)), place(event, frame));
  }

  /** Between the whole picture and its own pixels, or twice its size. */
  doubleClick(event, frame, pixels) {
    if (this.zoom.zoomed) {
      this.fit();
    } else {
      this.enlarge(Math.max(2, pixels), place(event, frame));
    }
  }

  down(event, frame) {
    this.#fingers.set(event.pointerId, place(event, frame));
  }

  /** Moves the picture with one finger, or enlarges it with two. */
  drag(event, frame) {
    const before = this.#fingers.get(event.pointerId);
    if (!before) {
      return;
    }
    const after = place(event, frame);
    this.#fingers.set(event.pointerId, after);
    if (this.pinching) {
      const other = [...this.#fingers].find(([id]) => id !== event.pointerId)[1];
      this.zoom.by(distance(after, other) / Math.max(distance(before, other), 0.01), ...middle(before, other));
      const [x, y] = middle(before, other);
      const [toX, toY] = middle(after, other);
      this.zoom.move(toX - x, toY - y);
    } else {
      this.zoom.move(after[0] - before[0], after[1] - before[1]);
    }
    this.#host.requestUpdate();
  }

  up(event) {
    this.#fingers.delete(event.pointerId);
  }

  /**
   * @param arrows whether arrows move the picture
   * @returns whether the key was for the picture
   */
  key(event, arrows) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const deeds = {
      '+': () => this.enlarge(),
      '=': () => this.enlarge(),
      '-': () => this.reduce(),
      0: () => this.fit(),
    };
    if (event.key in deeds) {
      deeds[event.key]();
    } else if (arrows && this.zoom.zoomed && event.key in ARROWS) {
      const [x, y] = ARROWS[event.key];
      this.zoom.move(x * ARROW, y * ARROW);
      this.#host.requestUpdate();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }
}

/** The place of an event, in parts of the frame. */
export function place(event, frame) {
  const box = frame.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

function distance([x, y], [otherX, otherY]) {
  return Math.hypot(x - otherX, y - otherY);
}

function middle([x, y], [otherX, otherY]) {
  return [(x + otherX) / 2, (y + otherY) / 2];
}
