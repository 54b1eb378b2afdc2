import { html } from 'lit';

/**
 * One of a few values as a row of radio buttons; goes with the styles of `segments`.
 *
 * @param name of the group, once in the element's shadow
 * @param options what there is: `value` and `label`, and `title` where the label is an icon
 * @param change is told the chosen value
 */
export function choice({ name, legend, options, value, change }) {
  return html`
    <div class="segments" role="radiogroup" aria-label=${legend}>
      ${options.map(
        (option) => html`
          <label title=${option.title ?? ''}>
            <input
              type="radio"
              name=${name}
              aria-label=${option.title ?? option.label}
              .checked=${option.value === value}
              @change=${() => change(option.value)}
            />
            <span aria-hidden="true">${option.label}</span>
          </label>
        `,
      )}
    </div>
  `;
}
