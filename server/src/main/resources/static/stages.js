/** A picture's stages in their order; each with about its share of the time, for the width of a bar. */
const SHARES = {
  decode: 1,
  queue: 1,
  load: 2,
  fit: 1,
  faces: 1,
  background: 6,
  heads: 3,
  composite: 1,
  encode: 1,
};

export const STAGES = Object.keys(SHARES);

export function share(stage) {
  return SHARES[stage];
}

/** The progress of a picture, 0 to 1, by the stages' shares. */
export function progress(stage, fraction = 0) {
  const at = STAGES.indexOf(stage);
  if (at < 0) {
    return 0;
  }
  const all = STAGES.reduce((sum, one) => sum + SHARES[one], 0);
  const before = STAGES.slice(0, at).reduce((sum, one) => sum + SHARES[one], 0);
  return (before + SHARES[stage] * fraction) / all;
}
