/**
 * Small networks that learn to draw as large ones do: start with {@link
 * dev.katong.train.distill.Distillation}.
 */
@NullMarked
package dev.katong.train.distill;

import org.jspecify.annotations.NullMarked;
