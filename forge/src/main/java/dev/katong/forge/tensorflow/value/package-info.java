/**
 * Values of a TensorFlow graph while it is imported: tensors with their axes, and numbers that are
 * known before the network runs. Start with {@link dev.katong.forge.tensorflow.value.Value}.
 */
@NullMarked
package dev.katong.forge.tensorflow.value;

import org.jspecify.annotations.NullMarked;
