/** Style packs from other people's files: start with {@link dev.katong.forge.style.StyleImport}. */
@NullMarked
package dev.katong.forge.style;

import org.jspecify.annotations.NullMarked;
