/** Several pictures in one, with text: start with {@link dev.katong.forge.sheet.ContactSheet}. */
@NullMarked
package dev.katong.forge.sheet;

import org.jspecify.annotations.NullMarked;
