/**
 * Styles and the face detector from the services that publish them: start with {@link
 * dev.katong.forge.download.StylePull} and {@link dev.katong.forge.download.ModelScope}.
 */
@NullMarked
package dev.katong.forge.download;

import org.jspecify.annotations.NullMarked;
