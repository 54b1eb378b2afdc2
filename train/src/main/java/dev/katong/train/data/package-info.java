/** Photos as networks learn from them: pieces of frames, and aligned faces. */
@NullMarked
package dev.katong.train.data;

import org.jspecify.annotations.NullMarked;
