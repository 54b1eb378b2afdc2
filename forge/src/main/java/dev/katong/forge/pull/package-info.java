/**
 * Styles and the face detector from the services that publish them: start with {@link
 * dev.katong.forge.pull.StylePull} and {@link dev.katong.forge.pull.ModelScope}.
 */
@NullMarked
package dev.katong.forge.pull;

import org.jspecify.annotations.NullMarked;
