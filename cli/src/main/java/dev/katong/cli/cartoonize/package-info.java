/**
 * {@code katong cartoonize}: start with {@link dev.katong.cli.cartoonize.CartoonizeCommand}, which
 * makes a {@link dev.katong.cli.cartoonize.Batch} and has {@link
 * dev.katong.cli.cartoonize.BatchRun} draw it.
 */
@NullMarked
package dev.katong.cli.cartoonize;

import org.jspecify.annotations.NullMarked;
