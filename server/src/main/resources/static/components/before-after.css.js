import { css } from 'lit';

/** Two pictures, one over the other, the border between them, and the marks of faces. */
export const comparison = css`
  :host {
    display: grid;
    justify-items: center;
  }
  .stage {
    position: relative;
    inline-size: min(100%, calc(var(--picture-height, 64vh) * var(--ratio)));
  }
  .pictures {
    position: relative;
    overflow: hidden;
    inline-size: 100%;
    aspect-ratio: var(--ratio);
    background: var(--paper-sunk);
    border-radius: var(--radius);
    cursor: ew-resize;
    touch-action: pan-y;
    user-select: none;
  }
  .still {
    cursor: default;
  }
  .zoomed {
    cursor: grab;
    touch-action: none;
  }
  .held {
    cursor: grabbing;
  }
  img,
  .cartoon,
  .faces {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  img,
  .faces {
    transform: var(--zoom);
    transform-origin: 0 0;
  }
  img {
    object-fit: fill;
  }
  .cartoon {
    clip-path: inset(0 0 0 var(--at));
  }
  .zoom {
    position: absolute;
    inset-block-start: 0.6rem;
    inset-inline-end: 0.6rem;
    display: flex;
    background: var(--paper-raised);
    border: 1.5px solid var(--ink);
    border-radius: var(--radius);
  }
  .zoom button {
    min-block-size: 2.25rem;
  }
  .zoom .square {
    inline-size: 2.25rem;
  }
  .border {
    position: absolute;
    inset-block: 0;
    inset-inline-start: calc(var(--at) - 1.5px);
    inline-size: 3px;
    background: #fff9ef;
    box-shadow: 0 0 0 1px rgb(0 0 0 / 0.35);
    cursor: ew-resize;
    touch-action: none;
  }
  /* Wide enough for a finger. */
  .border::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline: -0.6rem;
  }
  .border:focus-visible {
    outline: none;
  }
  .border:focus-visible .grip {
    outline: 3px solid var(--seal-fill);
    outline-offset: 2px;
  }
  .grip {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 50%;
    translate: -50% -50%;
    display: grid;
    place-items: center;
    inline-size: 2.6rem;
    block-size: 2.6rem;
    border-radius: 4px;
    color: var(--on-seal);
    background: var(--seal-fill);
    border: 2px solid #fff9ef;
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.4);
  }
  .tag {
    position: absolute;
    inset-block-end: 0.6rem;
    padding: 0.1rem 0.55rem;
    font-size: 0.8rem;
    font-weight: 600;
    color: #fff9ef;
    background: rgb(20 17 15 / 0.72);
    border-radius: 2px;
    pointer-events: none;
  }
  .before {
    inset-inline-start: 0.6rem;
  }
  .after {
    inset-inline-end: 0.6rem;
  }
  .faces {
    opacity: 0;
    transition: opacity 0.2s;
    pointer-events: none;
  }
  .pictures:not(.zoomed):hover .faces {
    opacity: 0.75;
  }
  .dragging .faces {
    opacity: 0 !important;
  }
  .marked .faces {
    opacity: 1 !important;
  }
  rect {
    fill: none;
    vector-effect: non-scaling-stroke;
  }
  .under {
    stroke: rgb(20 17 15 / 0.55);
    stroke-width: calc(4px / var(--scale));
  }
  .box {
    stroke: #ff7a5c;
    stroke-width: calc(2px / var(--scale));
  }
  circle {
    fill: #ff7a5c;
    stroke: rgb(20 17 15 / 0.7);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
`;
