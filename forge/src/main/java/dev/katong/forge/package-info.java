/**
 * Tools for the networks behind the styles: start with {@link dev.katong.forge.NetworkFile} for
 * networks and {@link dev.katong.forge.style.StyleImport} for style packs.
 */
@NullMarked
package dev.katong.forge;

import org.jspecify.annotations.NullMarked;
