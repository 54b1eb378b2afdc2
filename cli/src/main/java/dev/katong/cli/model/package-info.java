/**
 * {@code katong model} and {@code katong faces}, which work on network files: start with {@link
 * dev.katong.cli.model.ModelCommand}.
 */
@NullMarked
package dev.katong.cli.model;

import org.jspecify.annotations.NullMarked;
