import { css } from 'lit';

/** The look that all elements share: type, focus, buttons, fields and panels. */
export const look = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3 {
    font-family: var(--serif);
    font-weight: 700;
    line-height: 1.25;
    margin: 0;
    text-wrap: balance;
  }
  h2 {
    font-size: 1.7rem;
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: 1.15rem;
  }
  p {
    margin: 0;
  }
  a {
    color: var(--seal);
    text-underline-offset: 0.2em;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: 0.875rem;
  }
  .figures {
    overflow-wrap: normal;
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 3px solid var(--seal);
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    display: block;
  }

  .panel {
    background: var(--paper-raised);
    border: 1.5px solid var(--ink);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    padding: clamp(1rem, 2.5vw, 1.5rem);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
  }
  .push {
    margin-inline-start: auto;
  }
  @media (max-width: 36rem) {
    .deeds > * {
      flex: 1 1 auto;
    }
  }

  button,
  .button {
    font: inherit;
    font-weight: 600;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: 2.75rem;
    padding: 0.4rem 1rem;
    color: var(--ink);
    background: var(--paper-raised);
    border: 1.5px solid var(--ink);
    border-radius: var(--radius);
    text-decoration: none;
    cursor: pointer;
    transition: background-color 0.15s, color 0.15s, translate 0.1s;
  }
  button:hover,
  .button:hover {
    background: var(--paper-sunk);
  }
  button:active,
  .button:active {
    translate: 0 1px;
  }
  button.primary:enabled {
    color: var(--on-seal);
    background: var(--seal-fill);
    border-color: var(--seal-fill);
  }
  button.primary:enabled:hover {
    background: var(--seal-fill-hover);
    border-color: var(--seal-fill-hover);
  }
  button.quiet {
    background: none;
    border-color: transparent;
    padding-inline: 0.7rem;
  }
  button.quiet:hover {
    background: var(--paper-sunk);
  }
  button.square {
    padding: 0;
    inline-size: 2.75rem;
  }
  button[aria-pressed='true'] {
    color: var(--paper-raised);
    background: var(--ink);
  }
  button:disabled,
  button:disabled:hover {
    color: var(--ink-soft);
    background: var(--paper-sunk);
    border-color: var(--line-strong);
    cursor: default;
    translate: none;
  }
  button.quiet:disabled,
  button.quiet:disabled:hover {
    background: none;
    border-color: transparent;
    opacity: 0.45;
  }

  input[type='number'],
  input[type='password'] {
    font: inherit;
    color: var(--ink);
    background: var(--paper);
    border: 1.5px solid var(--line-strong);
    border-radius: var(--radius);
    min-block-size: 2.5rem;
    padding: 0.3rem 0.6rem;
  }

  dialog {
    color: var(--ink);
    background: var(--paper-raised);
    border: 2px solid var(--ink);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    padding: clamp(1.1rem, 3vw, 1.75rem);
    max-inline-size: min(34rem, calc(100vw - 2rem));
  }
  dialog::backdrop {
    background: var(--veil);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** The dots that comics are shaded with. */
export const screentone = css`
  .tone {
    background-image: radial-gradient(circle, var(--tone) 1.1px, transparent 1.5px),
      radial-gradient(circle, var(--tone) 1.1px, transparent 1.5px);
    background-size: 9px 9px;
    background-position: 0 0, 4.5px 4.5px;
  }
`;

/** Sliders; `--filled` is the part of the track before the thumb. */
export const ranges = css`
  input[type='range'] {
    appearance: none;
    inline-size: 100%;
    block-size: 2rem;
    margin: 0;
    background: none;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    block-size: 0.4rem;
    border: 1px solid var(--line-strong);
    border-radius: 1px;
    background: linear-gradient(to right, var(--ink) var(--filled), var(--paper-sunk) var(--filled));
  }
  input[type='range']::-moz-range-track {
    block-size: 0.4rem;
    border: 1px solid var(--line-strong);
    border-radius: 1px;
    background: linear-gradient(to right, var(--ink) var(--filled), var(--paper-sunk) var(--filled));
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    inline-size: 1rem;
    block-size: 1.5rem;
    margin-block-start: -0.62rem;
    border: 2px solid var(--paper-raised);
    border-radius: 3px;
    background: var(--seal-fill);
    box-shadow: 0 0 0 1px var(--seal-fill);
  }
  input[type='range']::-moz-range-thumb {
    box-sizing: border-box;
    inline-size: 1rem;
    block-size: 1.5rem;
    border: 2px solid var(--paper-raised);
    border-radius: 3px;
    background: var(--seal-fill);
    box-shadow: 0 0 0 1px var(--seal-fill);
  }
`;

/** One choice of a few, as a row of radio buttons that look like one control. */
export const segments = css`
  .segments {
    display: flex;
    border: 1.5px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--paper);
    overflow: hidden;
  }
  .segments label {
    flex: 1;
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: 2.4rem;
    padding: 0.2rem 0.6rem;
    font-size: 0.9rem;
    text-align: center;
    cursor: pointer;
  }
  .segments label + label {
    border-inline-start: 1px solid var(--line);
  }
  .segments input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: pointer;
  }
  .segments label:hover {
    background: var(--paper-sunk);
  }
  .segments label:has(:checked) {
    color: var(--paper-raised);
    background: var(--ink);
  }
  @media (forced-colors: active) {
    .segments label:has(:checked) {
      color: HighlightText;
      background: Highlight;
      forced-color-adjust: none;
    }
  }
  .segments label:has(:focus-visible) {
    outline: 3px solid var(--seal);
    outline-offset: -3px;
  }
`;
