/**
 * The photo's colours for its cartoon: start with {@link dev.katong.tone.Tone}; one {@link
 * dev.katong.tone.Person} holds what is done to one person's skin.
 */
@NullMarked
package dev.katong.tone;

import org.jspecify.annotations.NullMarked;
