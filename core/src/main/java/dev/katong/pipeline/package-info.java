/**
 * From a photo and a style to a cartoon: start with {@link dev.katong.pipeline.Pipeline}, one photo
 * on its way; each step is a class of its own.
 */
@NullMarked
package dev.katong.pipeline;

import org.jspecify.annotations.NullMarked;
