import { css } from 'lit';

/** The page's frame: head, tabs and the place for what they show. */
export const frame = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100dvh;
  }
  .skip {
    position: absolute;
    inset-block-start: -4rem;
    inset-inline-start: 1rem;
    z-index: 5;
  }
  .skip:focus {
    inset-block-start: 0.5rem;
  }
  header {
    border-block-end: 3px double var(--line-strong);
  }
  .head,
  .tabs,
  main {
    inline-size: min(100%, var(--wide));
    margin-inline: auto;
    padding-inline: clamp(1rem, 3vw, 2.5rem);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 0.6rem 1.25rem;
    padding-block: 1rem 0.5rem;
  }
  h1 {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    margin: 0;
  }
  .seal {
    display: block;
    flex: none;
    inline-size: 3.1rem;
    block-size: 3.1rem;
    rotate: -2deg;
  }
  .word {
    white-space: nowrap;
    font: 700 2.1rem/1 var(--serif);
    letter-spacing: -0.02em;
  }
  .motto {
    font-family: var(--serif);
    font-style: italic;
    padding-block-start: 0.6rem;
  }
  :lang(zh-CN) .motto {
    font-style: normal;
  }
  katong-choices {
    margin-inline-start: auto;
  }
  .tabs {
    display: flex;
    gap: clamp(0rem, 2vw, 1.5rem);
  }
  .tabs > :first-child {
    margin-inline-start: -0.75rem;
  }
  [role='tab'] {
    position: relative;
    padding: 0.5rem 0.75rem 0.8rem;
    font-family: var(--serif);
    font-size: 1.08rem;
    color: var(--ink-soft);
    background: none;
    border: 0;
    translate: none;
  }
  [role='tab']:hover {
    color: var(--ink);
    background: none;
  }
  [role='tab'][aria-selected='true'] {
    color: var(--ink);
  }
  /* A brush stroke, thick where the brush is set down. */
  [role='tab'][aria-selected='true']::after {
    content: '';
    position: absolute;
    inset-inline: 0.5rem;
    inset-block-end: -1px;
    block-size: 6px;
    background: var(--seal-fill);
    clip-path: polygon(0 25%, 6% 0, 55% 12%, 100% 45%, 96% 62%, 50% 88%, 8% 100%, 1% 80%);
  }
  main {
    flex: 1;
    padding-block: clamp(1.25rem, 3vw, 2.25rem) 4rem;
  }
  main:focus {
    outline: none;
  }
  @media (max-width: 48rem) {
    .motto {
      display: none;
    }
  }
  @media (max-width: 40rem) {
    .seal {
      inline-size: 2.5rem;
      block-size: 2.5rem;
    }
    .word {
      font-size: 1.55rem;
    }
    .tabs {
      padding-inline: 0.25rem;
    }
    .tabs > :first-child {
      margin-inline-start: 0;
    }
    [role='tab'] {
      flex: 1;
      flex-direction: column;
      gap: 0.15rem;
      padding: 0.4rem 0.1rem 0.65rem;
      font-size: 0.9rem;
    }
  }
  @media (max-width: 26rem) {
    .word {
      font-size: 1.3rem;
    }
    /* The key needs the place. */
    .keyed .word {
      position: absolute;
      clip-path: inset(50%);
    }
  }
`;
