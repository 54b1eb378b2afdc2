const LEAST = 1;
const MOST_BY_FRAME = 4;
const MOST_BY_PIXEL = 4;

/**
 * The scale of a picture within its frame, and the part of it that is seen. Places are parts of
 * the frame, 0 to 1.
 */
export class Zoom {
  scale = LEAST;
  /** The place of the picture's corner, at most 0. */
  x = 0;
  y = 0;
  #most = MOST_BY_FRAME;

  /** @param pixels the picture's width, by that of its frame */
  set pixels(pixels) {
    this.#most = Math.max(MOST_BY_FRAME, MOST_BY_PIXEL * pixels);
  }

  get zoomed() {
    return this.scale > LEAST;
  }

  get most() {
    return this.scale >= this.#most;
  }

  /** For CSS. */
  get transform() {
    return this.zoomed
      ? `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`
      : 'none';
  }

  /** Enlarges by a factor; the picture stays where it is at a place. */
  by(factor, x = 0.5, y = 0.5) {
    const scale = Math.min(this.#most, Math.max(LEAST, this.scale * factor));
    const change = scale / this.scale;
    this.scale = scale;
    this.#to(x - (x - this.x) * change, y - (y - this.y) * change);
  }

  move(x, y) {
    this.#to(this.x + x, this.y + y);
  }

  fit() {
    this.scale = LEAST;
    this.#to(0, 0);
  }

  #to(x, y) {
    const least = 1 - this.scale;
    this.x = Math.min(0, Math.max(least, x));
    this.y = Math.min(0, Math.max(least, y));
  }
}
