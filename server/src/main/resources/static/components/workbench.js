import { css } from 'lit';

/** Pictures beside settings; one above the other where it is narrow. */
export const workbench = css`
  .bench {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 23rem;
    gap: clamp(1rem, 2.5vw, 2rem);
    align-items: start;
  }
  .table {
    display: grid;
    gap: 1rem;
    min-inline-size: 0;
  }
  .side {
    min-inline-size: 0;
  }
  .action {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    display: grid;
    margin: 1.25rem calc(-1 * clamp(1rem, 2.5vw, 1.5rem)) calc(-1 * clamp(1rem, 2.5vw, 1.5rem));
    padding: 0.9rem clamp(1rem, 2.5vw, 1.5rem);
    background: var(--paper-raised);
    border-block-start: 1px solid var(--line);
  }
  .action button {
    min-block-size: 3.1rem;
    font-size: 1.1rem;
  }
  @media (max-width: 60rem) {
    .bench {
      grid-template-columns: minmax(0, 1fr);
    }
    /* As soon as there is something to draw, the button is at hand. */
    .ready {
      padding-block-end: 5.5rem;
    }
    .ready .action {
      position: fixed;
      inset-inline: 0;
      margin: 0;
      padding-block-end: max(0.9rem, env(safe-area-inset-bottom));
      border-block-start: 1.5px solid var(--ink);
    }
  }
`;
