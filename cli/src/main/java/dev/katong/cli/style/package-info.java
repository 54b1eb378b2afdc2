/**
 * {@code katong style} and its subcommands: start with {@link dev.katong.cli.style.StyleCommand}.
 */
@NullMarked
package dev.katong.cli.style;

import org.jspecify.annotations.NullMarked;
