/**
 * Import of TensorFlow graphs: start with {@link dev.katong.forge.tensorflow.FrozenGraph}; how one
 * operation is translated is found by its name in {@code Operations}.
 */
@NullMarked
package dev.katong.forge.tensorflow;

import org.jspecify.annotations.NullMarked;
