/**
 * The steps from a photo and a style to a cartoon: start with {@link dev.katong.pipeline.Pipeline},
 * which draws one photo; each step is a class of its own.
 */
@NullMarked
package dev.katong.pipeline;

import org.jspecify.annotations.NullMarked;
