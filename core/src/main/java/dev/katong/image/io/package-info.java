/** Atomic and native files. */
@NullMarked
package dev.katong.image.io;

import org.jspecify.annotations.NullMarked;
